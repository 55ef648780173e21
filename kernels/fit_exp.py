#!/usr/bin/env python3
"""Fits the tables of kernels/exp_table.h and prints them: fit_exp.py | clang-format-14 > kernels/exp_table.h

exp(-x) = 2^(k + j/16) exp(-s) with |s| <= ln 2 / 32. For exp itself a table holds 2^(j/16). The one for
1 / (1 + exp(-x)) holds 2^(j/16) (1 + excess), and a polynomial in s makes up for the excess. It is chosen so that all
sixteen values, and the polynomial's first two coefficients, lie close to numbers that float has (S. Gal 1986): what is
minimised is a bound of the error in units in the last place."""
import re

import numpy as np

INTERVALS, LEAST, MOST, HALF = 16, 0.022, 0.04, np.log(2) / 32
STEPS = np.arange(INTERVALS) / INTERVALS


def off(exact: np.ndarray) -> np.ndarray:
    """What rounding to float adds, in units of 2^-24."""
    return (exact.astype(np.float32).astype(float) - exact) * 2**24


def half_unit(value: np.ndarray) -> np.ndarray:
    return 2.0 ** (np.floor(np.log2(value)) - 24)


def bounds(excess: np.ndarray) -> np.ndarray:
    """For each excess the greatest error over all j and k, beyond which the table no longer matters."""
    power, step = (v.ravel() for v in np.meshgrid(np.arange(-3, 12), np.arange(INTERVALS)))
    e = 2.0 ** (power + STEPS[step])  # exp(-x), give or take a factor of exp(HALF)
    low, high = 1 + e * np.exp(-HALF), 1 + e * np.exp(HALF)
    unit = 2.0 ** np.floor(np.log2(low))
    mantissa = np.where(high >= 2 * unit, 1, low / unit)  # the least one of the sum
    table = 2.0**STEPS * (1 + excess[:, None])
    relative = off(table) / table
    of_power = np.abs(relative[:, step] - off(excess / (1 + excess))[:, None])
    of_power += np.abs(off(1 / (1 + excess)) * HALF)[:, None]
    # Less than 1 is added to the greater one of 1 and the power: the excess is more than exp(HALF) - 1.
    of_rest = half_unit(np.minimum(e * np.exp(HALF), 0.999)) / (1 + e) * 2**24
    of_sum, of_division = 1 / mantissa**2, 0.5
    return (of_power * (e / (1 + e)) / mantissa + of_rest / mantissa + of_sum + of_division).max(1)


def exp_polynomial() -> np.ndarray:
    """a and b, by least squares at Chebyshev's points."""
    at = HALF * np.cos(np.pi * (np.arange(200) + 0.5) / 200)
    return np.linalg.lstsq(np.vander(at, 2, increasing=True) * at[:, None] ** 2, np.expm1(at) - at, rcond=None)[0]


def polynomial(excess: float) -> np.ndarray:
    """1 - exp(-s) / (1 + excess) through Chebyshev's points."""
    at = HALF * 1.01 * np.cos(np.pi * (np.arange(4) + 0.5) / 4)
    return np.linalg.solve(np.vander(at, increasing=True), 1 - np.exp(-at) / (1 + excess))


def literals(values: np.ndarray) -> str:
    return ", ".join(re.sub("0+p", "p", np.float32(v).item().hex()) + "f" for v in values)


def main() -> None:
    tried = np.arange(LEAST, MOST, 2.0**-26)
    found = [(bound, excess) for part in np.array_split(tried, 100) for bound, excess in [least(part)]]
    bound, excess = min(found)
    print(f"// Made by fit_exp.py: 2^(j/16 - 64) times {1 + excess:.9f}, and the polynomial that makes up for the factor.")
    print(f"// The bound is {bound:.2f} units in the last place and what the polynomial is off by.")
    print("#pragma once\n\nnamespace kernels::KERNEL_ISA {\nnamespace {\n")
    print(f"alignas(64) constexpr float sigmoid_powers[{INTERVALS}] = {{{literals(2.0 ** (STEPS - 64) * (1 + excess))}}};")
    print(f"constexpr float sigmoid_rest[4] = {{{literals(polynomial(excess))}}};")
    print(f"alignas(64) constexpr float exp_powers[{INTERVALS}] = {{{literals(2.0**STEPS)}}};")
    print(f"constexpr float exp_rest[2] = {{{literals(exp_polynomial())}}};")
    print("\n}  // namespace\n}  // namespace kernels::KERNEL_ISA")


def least(tried: np.ndarray) -> tuple[float, float]:
    all_bounds = bounds(tried)
    return float(all_bounds.min()), float(tried[all_bounds.argmin()])


if __name__ == "__main__":
    main()
