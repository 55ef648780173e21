# THE table of instruction sets, worst first. Everything else is derived from it: objects, dispatch, lanes.
#   kernel_isa(<name> FLAGS <compiler flags> ARCH <xsimd architecture> NEEDS <names for __builtin_cpu_supports>)
if(EMSCRIPTEN)
  # xsimd 8.1 has no WASM architecture; Emscripten lowers SSE to WASM SIMD.
  kernel_isa(scalar)
  kernel_isa(simd128 FLAGS -msimd128 -msse4.2 ARCH xsimd::sse4_2)
else()
  kernel_isa(scalar)
  kernel_isa(sse4 FLAGS -msse4.2 ARCH xsimd::sse4_2 NEEDS sse4.2)
  kernel_isa(avx2 FLAGS -mavx2 -mfma ARCH xsimd::fma3<xsimd::avx2> NEEDS avx2 fma)
  kernel_isa(avx512 FLAGS -mavx512f -mavx512cd -mavx512dq -mavx512bw -mavx512vl -mfma ARCH xsimd::avx512bw
             NEEDS avx512f avx512cd avx512dq avx512bw avx512vl)
endif()
