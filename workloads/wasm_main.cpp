// The WebAssembly suite: every benchmark that is linked in, behind the C interface of harness/bench/wasm_host.cpp.
#include "harness/bench/wasm_host.h"
#include "kernels/isa.h"

bool bench::select_wasm_lane(bool simd) { return kernels::force(simd ? "simd128" : "scalar"); }
