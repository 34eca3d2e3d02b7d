"""What the tests of the students' library share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import settings

from byhand import plots
from byhand.card import Card, CheckFailed

matplotlib.use("Agg")
# No test here may fail because the machine is slow.
settings.register_profile("byhand", deadline=None)
settings.load_profile("byhand")


@pytest.fixture
def card() -> Callable[..., Card]:
    """Call a check that has to fail, and return its card."""

    def of(check: Callable[..., Any], *args: Any, **kwargs: Any) -> Card:
        with pytest.raises(CheckFailed) as caught:
            check(*args, **kwargs)
        return caught.value.card

    return of


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(20)


@pytest.fixture
def shell() -> Iterator[Any]:
    """A running IPython session without a kernel."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    config = Config({"HistoryManager": {"enabled": False}})
    yield InteractiveShell.instance(config=config)
    InteractiveShell.clear_instance()


@pytest.fixture
def style() -> Iterator[None]:
    """The style of the series; every figure is drawn at the end, and closed."""
    with plt.rc_context():
        plots.use_style()
        yield
        for number in plt.get_fignums():
            plt.figure(number).canvas.draw()  # what cannot be drawn warns here, and warnings are errors
        plt.close("all")
