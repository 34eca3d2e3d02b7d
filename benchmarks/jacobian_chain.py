"""The gradient through linear, elementwise, linear: the same row of numbers, multiplied in three ways.

python benchmarks/jacobian_chain.py [--largest 4096] [--rounds 5] [--save lectures/measured/04_jacobian_chain.csv]

All three steps have n inputs and n outputs; float64, one thread. Prints processor seconds (the least of the rounds,
which other work on the machine disturbs least) and ratios; asserts only that all ways give the same row. Lecture 4
draws the table that `--save` writes. At 4096 it needs 1 GB of memory and about a minute.
"""

from __future__ import annotations

import argparse
import csv
import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"  # read when NumPy is loaded

import numpy as np  # noqa: E402

SMALLEST = 32
LONG_ENOUGH = 0.02  # seconds: quick ways are repeated until the clock sees at least this much
Way = Callable[[], np.ndarray]


def main() -> int:
    options = _options()
    rows = []
    print(f"{'n':>6}{'way':>28}{'multiplications':>18}{'seconds':>12}{'ratio of counts':>18}{'of seconds':>12}")
    n = SMALLEST
    while n <= options.largest:
        ways, counts = chain(n), multiplications(n)
        seconds = measure(ways, options.rounds)
        last = list(ways)[-1]
        for way in ways:
            rows.append({"n": n, "way": way, "multiplications": counts[way], "seconds": f"{seconds[way]:.3e}"})
            ratios = f"{counts[way] / counts[last]:18.1f}{seconds[way] / seconds[last]:12.1f}"
            print(f"{n:6}{way:>28}{counts[way]:18}{seconds[way]:12.3e}{ratios}", flush=True)
        n *= 2
    print(f"\n{circumstances(options.rounds)}")
    if options.save:
        save(options.save, rows, circumstances(options.rounds))
    return 0


def chain(n: int) -> dict[str, Way]:
    """Three ways to ∂ℓ/∂x of x → x W1 → σ → (·) W2, from the row g that comes from the loss."""
    rng = np.random.default_rng(n)
    W1, W2 = rng.standard_normal((2, n, n)) / np.sqrt(n)
    slope, g = rng.uniform(size=n), rng.standard_normal((1, n))
    J1, J2, J3 = W1.T, np.diag(slope), W2.T
    ways: dict[str, Way] = {
        "Jacobian times Jacobian": lambda: g @ (J3 @ (J2 @ J1)),
        "row times Jacobian": lambda: ((g @ J3) @ J2) @ J1,
        "no Jacobian": lambda: ((g @ W2.T) * slope) @ W1.T,
    }
    results = [way() for way in ways.values()]  # a warm-up, too
    for result in results:
        np.testing.assert_allclose(result, results[-1], rtol=1e-9, atol=1e-9)
    return ways


def multiplications(n: int) -> dict[str, int]:
    """How many each way takes, at p q r for a product of (p, q) and (q, r)."""
    return {
        "Jacobian times Jacobian": 2 * n**3 + n**2,
        "row times Jacobian": 3 * n**2,
        "no Jacobian": 2 * n**2 + n,
    }


def measure(ways: dict[str, Way], rounds: int) -> dict[str, float]:
    """Least processor seconds of one call of each, side by side, so that noise meets all of them."""
    repeats = {name: max(1, round(LONG_ENOUGH / max(_seconds(way, 1), 1e-7))) for name, way in ways.items()}
    least = dict.fromkeys(ways, float("inf"))
    for turn in range(rounds):
        for name in list(ways)[:: 1 if turn % 2 else -1]:
            least[name] = min(least[name], _seconds(ways[name], repeats[name]) / repeats[name])
    return least


def _seconds(way: Way, repeats: int) -> float:
    began = time.process_time()
    for _ in range(repeats):
        way()
    return time.process_time() - began


def circumstances(rounds: int) -> str:
    """Where and how this was measured, in one line."""
    machine = f"one core of {_processor()}, Python {platform.python_version()}, NumPy {np.__version__}"
    return f"{time.strftime('%d %B %Y')}: {machine}; float64, one thread, least processor time of {rounds} rounds"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def save(path: Path, rows: list[dict[str, Any]], first_line: str) -> None:
    """The table as CSV, with the circumstances as a comment in its first line."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(f"# {first_line}\n")
        table = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def _options() -> Any:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--largest", type=int, default=4096, help="the largest n; sizes double from 32")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--save", type=Path, help="write the table there, as CSV")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
