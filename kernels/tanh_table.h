// Made by fit_tanh.py; relatively 4.5e-08 off at most. tanh_table[k] is the coefficient of the k-th power.
#pragma once

namespace kernels::KERNEL_ISA {
namespace {

alignas(64) constexpr float tanh_table[6][16] = {
    {0x1.238e24p-1f, 0x1.d4540cp-2f, 0x1.8205c6p-2f, 0x1.466ad4p-2f, 0x1.0807dp-2f, 0x1.a40db8p-3f, 0x1.5c971ap-3f,
     0x1.29e3eap-3f, 0x1.e91318p-4f, 0x1.ff559ap-1f, 0x1.fa154cp-1f, 0x1.eff5aap-1f, 0x1.d9353ep-1f, 0x1.b19854p-1f,
     0x1.85efacp-1f, 0x1.5b74fcp-1f},
    {-0x1.0c4334p-2f, -0x1.835372p-3f, -0x1.15e81cp-3f, -0x1.97bb62p-4f, -0x1.0eba58p-4f, -0x1.58447ep-5f,
     -0x1.da968cp-6f, -0x1.5aa032p-6f, -0x1.d32dp-7f, -0x1.5444eap-5f, -0x1.f1e6d2p-4f, -0x1.8b35dap-3f,
     -0x1.1a2fd8p-2f, -0x1.55b704p-2f, -0x1.5dd196p-2f, -0x1.46371ep-2f},
    {0x1.451d98p-4f, 0x1.04a778p-4f, 0x1.67560ep-5f, 0x1.e1b976p-6f, 0x1.102cc8p-6f, 0x1.18e57ep-7f, 0x1.42c36p-8f,
     0x1.93423ep-9f, 0x1.be3e1p-10f, -0x1.52253ep-2f, -0x1.3987ecp-2f, -0x1.0cb09cp-2f, -0x1.67df1ep-3f, -0x1.ede59p-5f,
     0x1.64a6c8p-6f, 0x1.086e9ep-4f},
    {-0x1.52b32cp-9f, -0x1.ca887ap-7f, -0x1.7c174ap-7f, -0x1.fe4feep-8f, -0x1.059f16p-8f, -0x1.c49d72p-10f,
     -0x1.b5a1f8p-11f, -0x1.d4d01cp-12f, -0x1.a9b836p-13f, 0x1.0eea82p-5f, 0x1.7d9552p-4f, 0x1.18c19p-3f,
     0x1.4ddf06p-3f, 0x1.16ca3ap-3f, 0x1.4f33a8p-4f, 0x1.1ebdcep-5f},
    {-0x1.d269a6p-7f, -0x1.369adcp-11f, 0x1.fd5536p-10f, 0x1.bb4e6cp-10f, 0x1.d3ab62p-11f, 0x1.66f2dp-12f,
     0x1.2924f4p-13f, 0x1.12014cp-14f, 0x1.9a2206p-16f, 0x1.0a051ap-3f, 0x1.b4297cp-4f, 0x1.136a52p-4f, 0x1.f0897ap-9f,
     -0x1.884b5ap-5f, -0x1.b93b98p-5f, -0x1.37dcecp-5f},
    {0x1.35f1bap-7f, 0x1.37554ep-9f, 0x1.4d62b6p-13f, -0x1.dfb914p-13f, -0x1.62774ap-13f, -0x1.0a890ap-14f,
     -0x1.8806ccp-16f, -0x1.3bed9p-17f, -0x1.c0007ep-19f, -0x1.456c2p-6f, -0x1.b1ad48p-5f, -0x1.1ca6d2p-4f,
     -0x1.efde3ap-5f, -0x1.552bf6p-6f, 0x1.f109b6p-8f, 0x1.eb3cdp-7f},
};

}  // namespace
}  // namespace kernels::KERNEL_ISA
