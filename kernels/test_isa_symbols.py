"""isa_symbols.py must see what it is there for."""
import isa_symbols


def test_a_passes_own_names_are_fine():
    assert isa_symbols.findings("avx2", "0000 T kernels::avx2::dot(float const*)\n0000 W xsimd_avx2::batch<float>::f()\n"
                                        "0000 t local_thing\n") == []


def test_shared_inline_functions_are_refused():
    assert "weak" in isa_symbols.findings("avx2", "0000 W std::vector<float>::size() const\n")[0]
    assert "weak" in isa_symbols.findings("avx2", "0000 W xsimd_avx512::batch<float>::f()\n")[0]
    assert "weak" in isa_symbols.findings("avx2", "0000 u kernels::shared_table\n")[0]


def test_code_before_main_is_refused():
    assert "before main" in isa_symbols.findings("scalar", "0000 t _GLOBAL__sub_I_dot.simd.cpp\n")[0]


def test_tables_belong_to_the_scalar_pass():
    assert isa_symbols.findings("scalar", "0000 R kernels::dot\n") == []
    assert isa_symbols.findings("avx2", "0000 R kernels::dot\n") != []
