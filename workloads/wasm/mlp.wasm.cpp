// mlp.wasm: networks as a module for JavaScript; mlp.mjs is what a caller uses. Beside neural.wasm and not in it, so
// that who wants kernels alone does not load training. Sizes that kernels/mlp.h refuses end the module, which the
// loader turns into an exception.
#include "kernels/mlp.h"

#include <emscripten/emscripten.h>
#include <malloc.h>

#include <cstddef>
#include <cstdint>
#include <vector>

using kernels::Mlp;

extern "C" {

// widths: `count` sizes of layers, input first; hidden: 0 identity, 1 relu, 2 sigmoid, 3 tanh.
EMSCRIPTEN_KEEPALIVE Mlp* mlp_new(const std::uint32_t* widths, std::size_t count, std::size_t batch_max, int hidden,
                                  std::uint32_t seed) {
  return new Mlp(std::vector<std::size_t>(widths, widths + count), batch_max, kernels::Activation(hidden), seed);
}
EMSCRIPTEN_KEEPALIVE void mlp_delete(Mlp* net) { delete net; }

// inputs x outputs of a layer, and outputs. Who asks for weights to change them packs again.
EMSCRIPTEN_KEEPALIVE const float* mlp_weights(const Mlp* net, std::size_t layer) { return net->weights(layer).data(); }
EMSCRIPTEN_KEEPALIVE float* mlp_change_weights(Mlp* net, std::size_t layer) { return net->weights(layer).data(); }
EMSCRIPTEN_KEEPALIVE float* mlp_bias(Mlp* net, std::size_t layer) { return net->bias(layer).data(); }

EMSCRIPTEN_KEEPALIVE void mlp_pack(Mlp* net) { net->pack(); }
EMSCRIPTEN_KEEPALIVE int mlp_is_packed(const Mlp* net) { return net->is_packed() ? 1 : 0; }
EMSCRIPTEN_KEEPALIVE void mlp_unpack(Mlp* net) { net->unpack(); }
EMSCRIPTEN_KEEPALIVE const float* mlp_forward(Mlp* net, const float* x, std::size_t batch) {
  return net->forward(x, batch);
}
// One step of plain descent; returns the loss before it.
EMSCRIPTEN_KEEPALIVE float mlp_train(Mlp* net, const float* x, const std::uint32_t* labels, std::size_t batch,
                                     float rate) {
  return net->train(x, labels, batch, {.rate = rate});
}

// What malloc has given out, for whoever grows the memory (linear_memory.mjs).
EMSCRIPTEN_KEEPALIVE double live_bytes() { return double(std::size_t(mallinfo().uordblks)); }

}  // extern "C"
