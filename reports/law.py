"""The universal scalability law, fitted: X(n) = first n / (1 + contention (n - 1) + coherency n (n - 1)).

Source: N. J. Gunther, "Guerrilla Capacity Planning", 2007, chapter 4. Contention is the share that runs one at a time;
coherency is what every agent costs every other. Neither is below 0; least squares on the logarithm, since errors of
throughput are relative.
"""
from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import optimize

FEWEST = 4  # points: three parameters through three points fit anything


@dataclass(frozen=True)
class Law:
    first: float       # throughput of one agent
    contention: float
    coherency: float
    error: float       # root mean square of the logarithms left over

    def at(self, n: float) -> float:
        return self.first * n / (1 + self.contention * (n - 1) + self.coherency * n * (n - 1))

    @property
    def peak(self) -> float:
        """The number of agents beyond which more make it slower; infinite where nothing says so."""
        return math.sqrt(max(0.0, 1 - self.contention) / self.coherency) if self.coherency > 1e-9 else math.inf

    @property
    def words(self) -> str:
        most = f"; most throughput at {self.peak:.0f} agents" if math.isfinite(self.peak) else ""
        return (f"Fitted law (universal scalability): contention {100 * self.contention:.2g} %, coherency "
                f"{100 * self.coherency:.2g} %{most}; points are {100 * math.expm1(self.error):.1f} % off it.")


def fit(agents: list[int], throughput: list[float]) -> Law | None:
    """Returns the law through these points; None for too few, or none that is above 0."""
    if len(set(agents)) < FEWEST or min(throughput) <= 0:
        return None
    n, seen = np.array(agents, dtype=float), np.log(np.array(throughput))

    def left(parameters: np.ndarray) -> np.ndarray:
        first, contention, coherency = parameters
        return first + np.log(n) - np.log1p(contention * (n - 1) + coherency * n * (n - 1)) - seen
    start = [seen[0] - math.log(n[0]), 0.05, 0.0001]
    found = optimize.least_squares(left, start, bounds=([-np.inf, 0.0, 0.0], [np.inf, 1.0, 1.0]), x_scale=[1.0, 0.05, 0.001])
    return Law(math.exp(found.x[0]), float(found.x[1]), float(found.x[2]), float(np.sqrt(np.mean(found.fun**2))))
