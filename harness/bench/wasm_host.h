// What a program says of itself to the WebAssembly host, so that the harness names no kernel. The program defines
// select_wasm_lane once (workloads/wasm_main.cpp); harness/bench/node/module.mjs calls it before any benchmark is made.
#pragma once

namespace bench {

// Runs the program's vector code, or its scalar code; returns false when the module holds no such variant.
bool select_wasm_lane(bool simd);

}  // namespace bench
