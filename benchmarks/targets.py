"""What was measured beside what it should be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """One measured number; ``most`` or ``least`` is what it should be, ``unit`` what stands behind it."""

    what: str
    measured: float
    unit: str = ""
    least: float | None = None
    most: float | None = None

    @property
    def met(self) -> bool:
        return self.measured >= (self.least or 0.0) and (self.most is None or self.measured <= self.most)

    def __str__(self) -> str:
        bound = f"at least {self.least:g}" if self.least is not None else f"at most {self.most:g}"
        number = f"{self.measured:.1f}{self.unit}"
        return f"  {self.what:66}{number:>12}   {bound}{self.unit:4}{'met' if self.met else 'MISSED'}"


def report(targets: list[Target]) -> None:
    print("\nTargets (they hold on an idle machine only)")
    for target in targets:
        print(target)
