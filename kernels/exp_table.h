// Made by fit_exp.py: 2^(j/16 - 64) times 1.035513640, and the polynomial that makes up for the factor.
// The bound is 1.77 units in the last place and what the polynomial is off by.
#pragma once

namespace kernels::KERNEL_ISA {
namespace {

alignas(64) constexpr float sigmoid_powers[16] = {0x1.09176cp-64f, 0x1.14d3fep-64f, 0x1.211596p-64f, 0x1.2de218p-64f,
                                                  0x1.3b3faap-64f, 0x1.4934b8p-64f, 0x1.57c7f8p-64f, 0x1.67006ap-64f,
                                                  0x1.76e56p-64f,  0x1.877e7ap-64f, 0x1.98d3b4p-64f, 0x1.aaed62p-64f,
                                                  0x1.bdd438p-64f, 0x1.d19148p-64f, 0x1.e62e1p-64f,  0x1.fbb478p-64f};
constexpr float sigmoid_rest[4] = {0x1.18f34p-5f, 0x1.ee70ccp-1f, -0x1.ee75d8p-2f, 0x1.49a28ep-3f};
alignas(64) constexpr float exp_powers[16] = {0x1.p+0f,       0x1.0b5586p+0f, 0x1.172b84p+0f, 0x1.2387a6p+0f,
                                              0x1.306fep+0f,  0x1.3dea64p+0f, 0x1.4bfdaep+0f, 0x1.5ab07ep+0f,
                                              0x1.6a09e6p+0f, 0x1.7a1148p+0f, 0x1.8ace54p+0f, 0x1.9c4918p+0f,
                                              0x1.ae89fap+0f, 0x1.c199bep+0f, 0x1.d5818ep+0f, 0x1.ea4afap+0f};
constexpr float exp_rest[2] = {0x1.000222p-1f, 0x1.55572p-3f};

}  // namespace
}  // namespace kernels::KERNEL_ISA
