#!/usr/bin/env python3
"""Fits the tables of kernels/tanh_table.h and prints them: fit_tanh.py | clang-format-14 > kernels/tanh_table.h

tanh(x) / x over 16 intervals of |x|, each a polynomial about the interval's middle. u = |x| + 0.625 spreads them: four per
power of two of u, so that an interval's number is the low four bits of u's bits above bit 20. Minimax in the relative
error by Lawson's iteration (C. L. Lawson 1961)."""
import re

import numpy as np

BIAS, SHIFT, INTERVALS, DEGREE, LARGEST = 0.625, 21, 16, 5, 9.02


def as_float(bits: int) -> float:
    return float(np.array([bits], dtype=np.uint32).view(np.float32)[0])


def fit(lo: float, hi: float, middle: float) -> tuple[np.ndarray, float]:
    x = np.longdouble((lo + hi) / 2 + (hi - lo) / 2 * np.cos(np.pi * (np.arange(2000) + 0.5) / 2000))
    ratio = np.where(x < 1e-6, 1 - x * x / 3, np.tanh(x) / np.maximum(x, 1e-12))
    half = (hi - lo) / 2
    terms = np.stack([((x - middle) / half) ** k / ratio for k in range(DEGREE + 1)], 1).astype(float)
    weights = np.ones(len(x))
    for _ in range(60):
        root = np.sqrt(weights)
        found = np.linalg.lstsq(terms * root[:, None], root, rcond=None)[0]
        errors = np.abs(terms @ found - 1)
        weights *= errors + 1e-30
        weights /= weights.mean()
    return found / half ** np.arange(DEGREE + 1), errors.max()


def main() -> None:
    first = int(np.array([BIAS], dtype=np.float32).view(np.uint32)[0]) >> SHIFT
    tables, worst = np.zeros((DEGREE + 1, INTERVALS)), 0.0
    for i in range(first, first + INTERVALS):
        lo, hi = as_float(i << SHIFT) - BIAS, min(as_float((i + 1) << SHIFT) - BIAS, LARGEST)
        middle = as_float((i << SHIFT) | (1 << (SHIFT - 1))) - BIAS
        tables[:, i % INTERVALS], error = fit(max(lo, 0), hi, middle)
        worst = max(worst, error)
    print(f"// Made by fit_tanh.py; relatively {worst:.1e} off at most. tanh_table[k] is the coefficient of the k-th power.")
    print("#pragma once\n\nnamespace kernels::KERNEL_ISA {\nnamespace {\n")
    print(f"alignas(64) constexpr float tanh_table[{DEGREE + 1}][{INTERVALS}] = {{")
    for row in tables:
        print("{" + ", ".join(re.sub("0+p", "p", np.float32(v).item().hex()) + "f" for v in row) + "},")
    print("};\n\n}  // namespace\n}  // namespace kernels::KERNEL_ISA")


if __name__ == "__main__":
    main()
