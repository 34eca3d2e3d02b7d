import numpy as np
from .batched import ACTIVATIONS, accuracies, best_of, descend, repeated, starts
from .result import Result, experiment, over_starts
RELU = ACTIVATIONS["ReLU"]

def tents(t, L):
    """L tents inside one another."""
    for _ in range(L):
        t = 2 * np.maximum(0, t) - 4 * np.maximum(0, t - 0.5)
    return t


@experiment(starts=20)
def learning_a_saw(seeds: range) -> Result:
    """Training accuracy on saws after 1000 and 10 000 steps: two shapes with 178 parameters, and the right size."""
    t = (np.arange(128) + 0.5) / 128
    X = 2 * t[:, np.newaxis] - 1
    rates = [0.01, 0.03, 0.1, 0.3, 1.0, 3.0]
    figures, late = {}, {}
    for L in (1, 3, 4):
        y = (tents(t, L) > 0.5).astype(np.int64)
        shapes = {"8-8-8": [1, 8, 8, 8, 2], "wide": [1, 44, 2], "right size": [1, *[2] * L, 2]}
        for name, sizes in shapes.items():
            net = repeated(starts(sizes, seeds, bias=0.1), len(rates))
            for steps in (1000, 10_000):
                net = descend(X, y, net, RELU, np.tile(rates, len(seeds)), 1000 if steps == 1000 else 9000)
                shares = accuracies(X, y, net, RELU).reshape(len(seeds), -1)
                eta, late[L, name] = best_of(rates, shares, largest=True)
                figures[f"{L} tents, {name}, {steps} steps, η = {eta:g}"] = over_starts(late[L, name])
                print(L, name, steps, np.median(shares, axis=0).round(3), flush=True)
    holds = np.median(late[3, "8-8-8"]) > 0.9 and np.quantile(late[3, "wide"], 0.9) < 0.75
    return Result(bool(holds), figures, len(seeds))
