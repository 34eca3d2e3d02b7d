"""The series: its lectures and homeworks, in reading order, and which needs which."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Lecture:
    """A lecture by the beginning of its file's name, such as ``01``."""

    number: str
    title: str
    what: str


@dataclass(frozen=True)
class Homework:
    """A homework, and the number of the lecture it comes after (`00`: before the first)."""

    name: str
    title: str
    after: str


LECTURES = (
    Lecture("01", "Softmax regression", "scores, probabilities, a loss, its gradient"),
    Lecture("02", "Why nonlinear", "what a hidden layer is for"),
    Lecture("03", "The two-layer network", "every gradient, line by line"),
    Lecture("04", "Chain rule and Jacobians", "why we go backwards, and what it costs"),
    Lecture("05", "Graphs and modules", "gradients from local parts"),
    Lecture("06", "Numerical gradients", "how to know that you are right"),
    Lecture("07", "The L-layer network", "one recursion for any depth"),
    Lecture("08", "Training it", "minibatches, digits, what each trick buys"),
    Lecture("09", "Automatic differentiation", "the same, without a pencil"),
)
HOMEWORKS = (
    Homework("hw0", "Warm-up", "00"),
    Homework("hw1", "Softmax regression", "02"),
    Homework("hw2", "Two-layer network", "04"),
    Homework("hw3", "Modules, gradient checks", "06"),
    Homework("hw4", "Network of any depth", "08"),
    Homework("hw5", "Automatic differentiation", "09"),
)
