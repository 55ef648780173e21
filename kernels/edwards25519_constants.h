// Constants of the curve of Ed25519. Not inline: no pass may share a symbol.
#pragma once

#include "kernels/edwards25519.h"

namespace kernels {

// The neutral point, and what makes an addend of Y - X, Y + X, T, Z: 1, 1, 2 d, 2 with d = -121665 / 121666.
constexpr Four25519 neutral25519 = {{{0, 1, 1, 0}}};
constexpr Four25519 addend_factors25519 = {{{1, 1, 0x69b9426b2f159, 2},
                                            {0, 0, 0x35050762add7a, 0},
                                            {0, 0, 0x3cf44c0038052, 0},
                                            {0, 0, 0x6738cc7407977, 0},
                                            {0, 0, 0x2406d9dc56dff, 0}}};

}  // namespace kernels
