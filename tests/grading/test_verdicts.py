"""Verdicts on answers to the real homeworks that nobody made for a test: none is paid twice, none for nothing."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from notebooks import cards

from autograder.assignment import answer_key
from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.answered import answered, as_bytes, student_version
from autograder.assignment.catalogue import Alternative
from autograder.grading.findings import Finding
from autograder.grading.grade import grade

ROOT = Path(__file__).parents[2]


@cache
def _homework(name: str) -> tuple[AnswerKey, dict]:
    (solution,) = ROOT.glob(f"solutions/{name}_*/{name}_*.ipynb")
    folder = solution.parent.name
    return answer_key.load(solution), student_version(ROOT / "assignments" / folder / f"{folder}.ipynb")


@pytest.fixture
def findings(jailer):
    def findings(name: str, after: dict[str, str] | None = None, **answers: str) -> dict[str, Finding]:
        """Grade the reference with other ``answers``; ``after`` maps a grade_id to code added to that answer's cell."""
        key, blank = _homework(name)
        entries = [Alternative(function, "", source) for function, source in answers.items()]
        notebook = json.loads(json.dumps(answered(blank, key, entries)))
        for cell in notebook["cells"]:
            cell["source"] = "".join(cell["source"])
            cell["source"] += (after or {}).get(cell["metadata"].get("nbgrader", {}).get("grade_id"), "")
        return {finding.question: finding for finding in grade(as_bytes(notebook), key, jailer).findings}

    return findings


def lost(found: dict[str, Finding]) -> set[str]:
    return {question for question, finding in found.items() if finding.lost_points}


def test_one_wrong_order_costs_one_question(findings):
    pre_order = """
def topological_order(graph, end):
    order = []
    def visit(name):
        if name not in order:
            order.append(name)
            for parent in graph.get(name, ("input", ()))[1]:
                visit(parent)
    visit(end)
    return order[::-1]
"""
    assert lost(findings("hw5", topological_order=pre_order)) == {"topological_order"}


def test_one_wrong_slope_costs_one_question(findings):
    wrong = "def sigma_prime(U, activation):\n    return 1 - U**2"
    assert lost(findings("hw4", sigma_prime=wrong)) == {"sigma_prime"}


def test_what_a_question_does_not_call_is_not_named(findings):
    found = findings(
        "hw1",
        hinge_loss="def hinge_loss(Z, y):\n    return 0.0",
        gradients="def gradients(X, y, W, b, lam):\n    return 2 * W, b",
    )
    assert {"hinge_loss", "gradients"} == lost(found)
    assert "gradients" in cards(found["train"])
    assert "hinge_loss" not in "".join(cards(finding) for name, finding in found.items() if name != "hinge_loss")


def points(found: dict[str, Finding], *questions: str) -> list[float | None]:
    return [found[question].score for question in questions]


def test_parameters_of_a_data_set_that_was_emptied_are_worth_nothing(findings):
    emptying = """
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    X[...] = 0
    y[...] = 0
    params = {"W1": np.zeros((X.shape[1], d)), "b1": np.zeros(d), "W2": np.zeros((d, K)), "b2": np.eye(K)[0] * 50}
    return params, np.linspace(np.log(3), 0.1, steps + 1)
"""
    assert points(findings("hw2", train=emptying), "train", "spiral") == [0, 0]


def test_gradients_that_were_emptied_are_worth_nothing(findings):
    emptying = """
def sampled_check(f, params, grads, per_array=5, rng=0, eps=1e-5):
    rng = np.random.default_rng(rng)
    for name, array in params.items():
        for number in rng.choice(array.size, min(per_array, array.size), replace=False):
            index = np.unravel_index(number, array.shape)
            kept = array[index]
            for step in (eps, -eps):
                array[index] = kept + step
                f(params)
            array[index] = kept
    for g in grads.values():
        g[...] = 0
    return {name: 1.0 for name in params}
"""
    assert points(findings("hw3", sampled_check=emptying), "sampled_check") == [0]


def test_an_upstream_gradient_that_was_emptied_is_worth_nothing(findings):
    emptying = "def dropout_backward(G, cache):\n    G[...] = 0\n    return np.zeros_like(G)"
    assert points(findings("hw3", dropout_backward=emptying), "dropout") == [0]


OWN_STEPS = "def own_forward(X, theta):\n    return np.round(3 * theta * X), X"
OWN_NO_SLOPE = "def own_backward(G, cache):\n    return np.zeros(cache.shape), np.zeros(cache.shape[1])"
OWN_OLD = "def own_forward(X, theta):\n    out, cache = prelu_forward(X, theta)\n    return 1 - 2 * out, cache"
OWN_OLD_SLOPES = "def own_backward(G, cache):\n    return prelu_backward(-2 * G, cache)"
NOISE = """
def dropout_forward(X, drop, rng, train=True):
    return (np.random.default_rng(rng).random(X.shape) if train else X.copy()), X.shape
"""
OF_THE_EXAMPLE = """
def sampled_check(f, params, grads, per_array=5, rng=0, eps=1e-5):
    rng, errors = np.random.default_rng(rng), {}
    slopes = {"W": np.cos, "b": np.exp, "c": lambda c: 2 * c}
    for name, array in params.items():
        errors[name] = 0.0
        for number in rng.choice(array.size, min(per_array, array.size), replace=False):
            index = np.unravel_index(number, array.shape)
            kept = array[index]
            for step in (eps, -eps):
                array[index] = kept + step
                f(params)
            array[index] = kept
            slope = slopes.get(name, lambda value: value)(kept)
            errors[name] = max(errors[name], 1 - grads[name][index] / slope)
    return errors
"""


def test_modules_and_checks_that_only_look_right_are_worth_nothing(findings):
    found = findings(
        "hw3",
        sampled_check=OF_THE_EXAMPLE,
        dropout_forward=NOISE,
        dropout_backward="def dropout_backward(G, cache):\n    return G",
        own_forward=OWN_STEPS,
        own_backward=OWN_NO_SLOPE,
        findings="def findings():\n    return dict.fromkeys(range(1, 9), 'none') | {4: 'plain'}",
    )
    assert points(found, "sampled_check", "dropout", "own", "findings") == [0, 0, 0, 0]


def test_an_earlier_module_in_disguise_is_not_ones_own(findings):
    assert points(findings("hw3", own_forward=OWN_OLD, own_backward=OWN_OLD_SLOPES), "own") == [0]


def test_half_of_the_modules_earn_about_half(findings):
    found = findings(
        "hw3",
        sigmoid_forward="def sigmoid_forward(Z):\n    S = np.exp(Z) / (1 + np.exp(Z))\n    return S, S",
        mix_backward="def mix_backward(G, cache):\n    raise NotImplementedError",
        findings="def findings():\n    return dict.fromkeys(range(1, 9), 'none') | {4: 'plain', 1: 'sizes'}",
    )
    sigmoid, parts, versions = points(found, "sigmoid", "rbf_parts", "findings")
    assert 0.8 <= sigmoid <= 1.6
    assert parts == 2
    assert versions == 1.5


def test_a_forward_pass_that_empties_its_arguments_is_worth_nothing(findings):
    emptying = """
def forward(X, params, activation):
    X[...] = 0
    for array in params.values():
        array[...] = 0
    L = len(params) // 2
    return np.zeros((len(X), len(params[f"b{L}"]))), None
"""
    assert points(findings("hw4", forward=emptying), "forward") == [0]


JUDGES = """
def evaluate(graph, inputs, end):
    return {**inputs, "loss": plain(inputs)}
def plain(inputs):
    return 0.0
def backward(graph, values, end):
    return {name: np.zeros_like(value) for name, value in values.items()}
"""


def test_a_graph_that_brings_its_own_judges_is_worth_nothing(findings):
    graph = 'def network_graph(L, activation):\n    return {"loss": ("add", ("X", "X"))}\n'
    found = findings("hw5", after={"network_graph": JUDGES}, network_graph=graph)
    assert found["network_graph"].score == 0
    assert lost(found) <= {"network_graph", "gradient_forwards"}


def test_networks_that_bring_their_own_forward_are_worth_nothing(findings):
    judge = """

def forward(X, params, activation):
    scores = np.zeros((len(X), 10))
    scores[np.arange(len(X)), np.argsort(X @ np.ones(X.shape[1])) % 10] = 1
    return scores, None
"""
    random = """
def digits_network(X, y, rng=0):
    draw = np.random.default_rng(rng).normal
    params = {"W1": draw(size=(64, 20)), "b1": np.zeros(20), "W2": draw(size=(20, 10)), "b2": np.zeros(10)}
    return params, "relu", np.array([2.0, 1.0])
"""
    found = findings("hw4", after={"digits_network": judge}, digits_network=random)
    assert lost(found) == {"digits_network"}
    assert found["digits_network"].score == 0


def test_a_pair_that_shares_a_cache_of_its_own_costs_only_itself(findings):
    found = findings(
        "hw2",
        affine_forward="def affine_forward(X, W, b):\n    global kept\n    kept = X, W\n    return X @ W + b, None",
        affine_backward="def affine_backward(G, cache):\n    X, W = kept\n    return G @ W.T, X.T @ G, G.sum(axis=0)",
    )
    assert lost(found) <= {"affine_forward", "affine_backward"}
    assert "affine_backward" in lost(found)
