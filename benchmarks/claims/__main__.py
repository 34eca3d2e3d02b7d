"""Run the experiments behind the claims, and say which still hold.

    python -m benchmarks.claims                            # all of them, with the seeds of the ledger
    python -m benchmarks.claims why_nonlinear hw2_two_layer
    python -m benchmarks.claims why_nonlinear --only chance_against_learning
    python -m benchmarks.claims --seeds 1000               # other seeds: 1000, 1001, …
    python -m benchmarks.claims why_nonlinear --write      # and write what came out into docs/claims/measured

Exit code 1 if a claim does not hold.
"""

from __future__ import annotations

import os

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")  # read when NumPy is loaded

import argparse  # noqa: E402
import datetime  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from dataclasses import replace  # noqa: E402

from . import ledger  # noqa: E402
from .registry import experiments  # noqa: E402
from .result import Result  # noqa: E402


def main() -> int:
    """Run what is asked for; the exit code says whether everything holds."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.claims", description="Do the claims still hold?")
    parser.add_argument("topic", nargs="*", help="modules of benchmarks/claims (default: all)")
    parser.add_argument("--only", metavar="NAME", help="one experiment")
    parser.add_argument("--seeds", type=int, default=0, metavar="FIRST", help="the first seed (default: 0)")
    parser.add_argument("--write", action="store_true", help="write what comes out into docs/claims/measured")
    options = parser.parse_args()
    pages = ledger.load_all()
    if unknown := set(options.topic) - {page.module for page in pages}:
        parser.error(f"there is no topic {unknown.pop()!r}; there are {', '.join(page.module for page in pages)}")
    failed = []
    for page in pages:
        if options.topic and page.module not in options.topic:
            continue
        measured = dict(page.measured)
        for name in dict.fromkeys(claim.experiment for claim in page.claims):
            if options.only in (None, name):
                started = time.perf_counter()
                result = experiments(page.module)[name](options.seeds)
                print(_shown(f"{page.stem}: {name}", result, time.perf_counter() - started), flush=True)
                measured[name] = ledger.Measured(result, options.seeds, datetime.date.today())
                failed += [] if result.holds else [f"{page.stem}: {name}"]
        if options.write:
            ledger.write(replace(page, measured=measured))
    if failed:
        print("does not hold:", "; ".join(failed), file=sys.stderr)
    return 1 if failed else 0


def _shown(title: str, result: Result, seconds: float) -> str:
    lines = [f"{'holds' if result.holds else 'DOES NOT HOLD'}  {title} ({result.starts} starts, {seconds:.1f} s)"]
    lines += [
        f"    {name}: {figure.middle:.4g} ({figure.low:.4g} to {figure.high:.4g}, {figure.interval})"
        for name, figure in result.figures.items()
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
