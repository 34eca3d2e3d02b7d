"""Homework 4's training loop at 784–500–10 beside the bare matrix products, scikit-learn and PyTorch.

python benchmarks/training.py [--data folder/with/mnist] [--rounds 15] [--examples 10000]

One epoch of plain SGD: batches of 100, float32, one thread. Without MNIST's files the images are random numbers, which
take as long. Prints processor seconds, which other work on the machine disturbs least; asserts nothing.
"""

from __future__ import annotations

import argparse
import gzip
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"  # read when NumPy is loaded

import numpy as np  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
HOMEWORK = ROOT / "solutions" / "hw4_deep_network" / "hw4_deep_network.ipynb"
SIZES, BATCH, ETA = [784, 500, 10], 100, 0.1
Epoch = Callable[[], float]  # trains one epoch from the start and returns its mean loss; NaN where there is none


def main() -> int:
    options = _options()
    X, y = mnist(options.data, options.examples) if options.data else noise(options.examples)
    start = _start()
    contestants: dict[str, Epoch] = {"the bare matrix products": bare_products(X, start)}
    contestants |= homework(X, y, start)
    for name, make in (("scikit-learn MLPClassifier", scikit_learn), ("PyTorch", pytorch)):
        try:
            contestants[name] = make(X, y, start)
        except ImportError as absent:
            print(f"{name}: left out, {absent.name or 'it'} is not installed")
    losses = {name: epoch() for name, epoch in contestants.items()}  # warm-up
    report(len(X), losses, measure(contestants, options.rounds))
    return 0


def mnist(folder: Path, most: int) -> tuple[np.ndarray, np.ndarray]:
    """X (m, 784) float32 in [0, 1] and y (m,) int64 from the training files, else the test files."""
    for stem in ("train", "t10k"):
        images, labels = (_find(folder, f"{stem}-{kind}") for kind in ("images-idx3-ubyte", "labels-idx1-ubyte"))
        if images and labels:
            X = np.frombuffer(_read(images), np.uint8, offset=16).reshape(-1, 784)[:most]
            y = np.frombuffer(_read(labels), np.uint8, offset=8)[:most]
            return (X / np.float32(255)).astype(np.float32), y.astype(np.int64)
    raise FileNotFoundError(f"no MNIST files in {folder}. Say with --data where train-images-idx3-ubyte.gz is.")


def noise(m: int) -> tuple[np.ndarray, np.ndarray]:
    """X (m, 784) float32 in [0, 1) and y (m,) int64, random; a fifth of the pixels is ink, as in MNIST."""
    rng = np.random.default_rng(0)
    X = rng.random((m, SIZES[0]), dtype=np.float32)
    return X * (rng.random(X.shape, dtype=np.float32) < 0.2), rng.integers(0, SIZES[-1], m)


def bare_products(X: np.ndarray, start: dict[str, np.ndarray]) -> Epoch:
    """The five products of an epoch, and nothing else: two forward, three backward."""
    W1, W2 = start["W1"], start["W2"]

    def epoch() -> float:
        for first in range(0, len(X), BATCH):
            batch = X[first : first + BATCH]
            hidden = batch @ W1
            scores = hidden @ W2
            hidden.T @ scores
            below = scores @ W2.T
            batch.T @ below
        return float("nan")

    return epoch


def homework(X: np.ndarray, y: np.ndarray, start: dict[str, np.ndarray]) -> dict[str, Epoch]:
    """The reference solution's `train`, without and with weight decay."""
    sys.path.insert(0, str(ROOT))
    from autograder.assignment import answer_key

    train = answer_key.load(HOMEWORK).reference.train

    def epoch(lam: float) -> float:
        return float(train(X, y, start, "relu", eta=ETA, lam=lam, batch_size=BATCH, epochs=1, rng=0)[1][0])

    return {"homework 4": lambda: epoch(0.0), "homework 4, weight decay 1e-4": lambda: epoch(1e-4)}


def scikit_learn(X: np.ndarray, y: np.ndarray, start: dict[str, np.ndarray]) -> Epoch:
    from sklearn.neural_network import MLPClassifier

    settings = {"hidden_layer_sizes": SIZES[1:-1], "solver": "sgd", "batch_size": BATCH, "learning_rate_init": ETA}

    def epoch() -> float:
        network = MLPClassifier(**settings, alpha=0.0, momentum=0.0, nesterovs_momentum=False, random_state=0)
        return float(network.partial_fit(X, y, classes=np.arange(SIZES[-1])).loss_)

    return epoch


def pytorch(X: np.ndarray, y: np.ndarray, start: dict[str, np.ndarray]) -> Epoch:
    import torch

    torch.set_num_threads(1)
    inputs, labels = torch.from_numpy(X), torch.from_numpy(y)

    def epoch() -> float:
        network = torch.nn.Sequential(torch.nn.Linear(784, 500), torch.nn.ReLU(), torch.nn.Linear(500, 10))
        with torch.no_grad():
            for layer, i in ((network[0], 1), (network[2], 2)):
                layer.weight.copy_(torch.from_numpy(start[f"W{i}"].T))
                layer.bias.zero_()
        optimizer, total = torch.optim.SGD(network.parameters(), lr=ETA), 0.0
        for rows in torch.randperm(len(inputs)).split(BATCH):
            optimizer.zero_grad()
            loss = torch.nn.functional.cross_entropy(network(inputs[rows]), labels[rows])
            loss.backward()
            optimizer.step()
            total += loss.item() * len(rows)
        return total / len(inputs)

    return epoch


def measure(contestants: dict[str, Epoch], rounds: int) -> dict[str, list[float]]:
    """Processor seconds of an epoch for each, side by side, so that noise meets all of them."""
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for turn in range(rounds):
        for name in list(contestants)[:: 1 if turn % 2 else -1]:
            began = time.process_time()
            contestants[name]()
            seconds[name].append(time.process_time() - began)
    return seconds


def report(m: int, losses: dict[str, float], seconds: dict[str, list[float]]) -> None:
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, NumPy {np.__version__}"
    print(f"{m} images, {'–'.join(map(str, SIZES))}, batch {BATCH}, float32, one thread; {machine}")
    print(f"load {os.getloadavg()[0]:.1f} (this run included); ratios to the bare products of the same round\n")
    print(f"{'':32}{'least s':>9}{'median s':>10}{'ratio of least':>16}{'median ratio':>14}{'mean loss':>11}")
    bare = next(iter(seconds.values()))
    for name, times in seconds.items():
        ratio = statistics.median(mine / theirs for mine, theirs in zip(times, bare, strict=True))
        loss = "" if np.isnan(losses[name]) else f"{losses[name]:.3f}"
        print(
            f"{name:32}{min(times):9.3f}{statistics.median(times):10.3f}"
            f"{min(times) / min(bare):16.2f}{ratio:14.2f}{loss:>11}"
        )


def _start() -> dict[str, np.ndarray]:
    """He's weights and zero biases, float32."""
    rng, start = np.random.default_rng(0), {}
    for i in range(1, len(SIZES)):
        shape = SIZES[i - 1], SIZES[i]
        start[f"W{i}"] = (np.sqrt(2 / shape[0]) * rng.standard_normal(shape)).astype(np.float32)
        start[f"b{i}"] = np.zeros(shape[1], dtype=np.float32)
    return start


def _find(folder: Path, name: str) -> Path | None:
    return next((path for path in (folder / f"{name}.gz", folder / name) if path.exists()), None)


def _read(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def _options() -> Any:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="folder with train-images-idx3-ubyte.gz (default: random images)")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--examples", type=int, default=10_000, help="how many images to use at most")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
