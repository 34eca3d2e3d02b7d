"""The problems that the tests derive: two layers in rows, one example in columns, and any depth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import settings

from byhand import derivation

# No test here may fail because the machine is slow: work is counted, never timed.
settings.register_profile("derivation", deadline=None)
settings.load_profile("derivation")

SHAPES: dict[str, tuple[str, ...]] = {
    "X": ("m", "n"), "W_1": ("n", "d"), "b_1": ("d",), "W_2": ("d", "K"), "b_2": ("K",), "I_y": ("m", "K"),
}  # fmt: skip
FORWARD = [
    r"Z_1 = X W_1 + \mathbf{1} b_1",
    r"A_1 = \sigma(Z_1)",
    r"Z_2 = A_1 W_2 + \mathbf{1} b_2",
    r"S = \operatorname{softmax}(Z_2)",
]
CROSS_ENTROPY = r"\operatorname{tr}(I_y^\top \log S)"
PENALTY = r"\frac{\lambda}{2} \left(\lVert W_1 \rVert^2 + \lVert W_2 \rVert^2\right)"
SHORT = {"G_2": "Z_2", "G_1": "Z_1"}


def two_layers(loss: str, activation: Any = "relu", **more: Any) -> derivation.Problem:
    shapes = SHAPES | ({r"\lambda": ()} if r"\lambda" in loss else {})
    functions = {r"\sigma": activation}
    return derivation.Problem(shapes, [*FORWARD, rf"\ell = {loss}"], functions=functions, shorthand=SHORT, **more)


@pytest.fixture(scope="session")
def relu() -> derivation.Problem:
    """Two layers, ReLU, mean cross entropy, no penalty."""
    return two_layers(rf"-\frac1m {CROSS_ENTROPY}")


@pytest.fixture(scope="session")
def tanh() -> derivation.Problem:
    """Two layers, tanh, mean cross entropy, no penalty."""
    return two_layers(rf"-\frac1m {CROSS_ENTROPY}", "tanh")


@pytest.fixture(scope="session")
def left_open() -> derivation.Problem:
    """Two layers, any activation, mean cross entropy, no penalty."""
    return two_layers(rf"-\frac1m {CROSS_ENTROPY}", "any")


@pytest.fixture(scope="session")
def penalised() -> derivation.Problem:
    """Two layers, ReLU, mean cross entropy and the L2 penalty on both weights."""
    return two_layers(rf"-\frac1m {CROSS_ENTROPY} + {PENALTY}")


@pytest.fixture(scope="session")
def summed() -> derivation.Problem:
    """Two layers, sigmoid, the sum of the cross entropies instead of the mean."""
    return two_layers(f"-{CROSS_ENTROPY}", "sigmoid")


@pytest.fixture(scope="session")
def columns() -> derivation.Problem:
    """C182: one example as a column, z = W x + b, with two layers."""
    return derivation.Problem(
        {
            "x": ("n", 1), "W^{(1)}": ("d", "n"), "b^{(1)}": ("d", 1), "W^{(2)}": ("K", "d"), "b^{(2)}": ("K", 1),
            "e_y": ("K", 1),
        },
        [
            r"z^{(1)} = W^{(1)} x + b^{(1)}",
            r"a^{(1)} = \sigma(z^{(1)})",
            r"z = W^{(2)} a^{(1)} + b^{(2)}",
            r"s = \operatorname{softmax}(z)",
            r"\ell = - e_y^\top \log s",
        ],
        functions={r"\sigma": "sigmoid"},
        shorthand={r"\delta": "z"},
    )  # fmt: skip


@pytest.fixture(scope="session")
def deep() -> derivation.Problem:
    """Any number of layers, here three, as CMU writes it: Z_{i+1} = σ(Z_i W_i)."""
    return derivation.Problem(
        {"X": ("m", "n_1"), "W_i": ("n_i", "n_{i+1}"), "I_y": ("m", "n_{L+1}")},
        [
            "Z_1 = X",
            r"Z_{i+1} = \sigma(Z_i W_i)",
            r"S = \operatorname{softmax}(Z_{L+1})",
            rf"\ell = -\frac1m {CROSS_ENTROPY}",
        ],
        functions={r"\sigma": "tanh"},
        shorthand={"G_i": "Z_i"},
        layers=3,
    )


Judge = Callable[..., derivation.Judgement]


@pytest.fixture
def accepted() -> Callable[[derivation.Judgement], None]:
    """Assert that a line is right, and show what was said about it if not."""

    def check(judgement: derivation.Judgement) -> None:
        assert judgement.kind == "right", judgement.as_text()

    return check
