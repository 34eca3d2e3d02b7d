"""The series: its lectures and homeworks, in reading order, and which needs which."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Lecture:
    """A lecture by the beginning of its file's name, such as ``01``; ``needs`` are the lectures it stands on."""

    number: str
    title: str
    what: str
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Homework:
    """A homework, and the number of the lecture it comes after (`00`: before the first)."""

    name: str
    title: str
    after: str


@dataclass(frozen=True)
class Capstone:
    """A small project after homework 4, of which one is chosen, by the name of its folder."""

    name: str
    title: str


YOU_BRING = "partial derivatives, matrix products, a little Python"
LECTURES = (
    Lecture("01", "Softmax regression", "scores, a loss, its gradient"),
    Lecture("02", "Why nonlinear", "what a hidden layer is for", ("01",)),
    Lecture("03", "The two-layer network", "every gradient, line by line", ("01",)),
    Lecture("04", "Chain rule and Jacobians", "why backwards, and what it costs", ("03",)),
    Lecture("05", "Graphs and modules", "gradients from local parts", ("04",)),
    Lecture("06", "Numerical gradients", "how to know that you are right", ("03",)),
    Lecture("07", "The L-layer network", "one recursion for any depth", ("04", "06")),
    Lecture("08", "Training it", "minibatches, digits, what pays", ("07",)),
    Lecture("09", "Automatic differentiation", "the same, without a pencil", ("05", "07")),
)
HOMEWORKS = (
    Homework("hw0", "Warm-up", "00"),
    Homework("hw1", "Softmax regression", "02"),
    Homework("hw2", "Two-layer network", "04"),
    Homework("hw3", "Modules, checks", "06"),
    Homework("hw4", "Any depth", "08"),
    Homework("hw5", "Bonus: autodiff", "09"),
)
CAPSTONES = (
    Capstone("capstone_convolution", "Convolution"),
    Capstone("capstone_attention", "An attention head"),
    Capstone("capstone_program", "A whole program"),
)


def stands_on(number: str) -> set[str]:
    """All lectures that a lecture needs, also by way of others."""
    needs = next(lecture.needs for lecture in LECTURES if lecture.number == number)
    return {*needs}.union(*(stands_on(earlier) for earlier in needs))
