"""What every test may use: one real jail for the whole run. bubblewrap has to be there; nothing is skipped."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from autograder.jail.jailer import Jailer


@pytest.fixture(scope="session")
def jailer() -> Iterator[Jailer]:
    """One warm process behind its wall."""
    with Jailer() as warm:
        yield warm
