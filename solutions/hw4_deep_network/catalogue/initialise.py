"""Homework 4, `initialise`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("rng.normal with the standard deviation")
def initialise(sizes, rng=0, scale="he"):
    generator = np.random.default_rng(rng)
    params = {}
    for layer in range(len(sizes) - 1):
        rows, columns = sizes[layer : layer + 2]
        if scale == "he":
            s = (2 / rows) ** 0.5
        elif scale == "xavier":
            s = rows**-0.5
        else:
            s = scale
        params["W" + str(layer + 1)] = generator.normal(0.0, s, size=(rows, columns))
        params["b" + str(layer + 1)] = np.zeros((columns,))
    return params


@alternative("two dict comprehensions, the biases after all weights")
def initialise(sizes, rng=0, scale="he"):
    from itertools import pairwise

    rng = np.random.default_rng(rng)
    top = {"he": 2.0, "xavier": 1.0}
    pairs = list(enumerate(pairwise(sizes), start=1))
    spread = {i: np.sqrt(top[scale] / n) if scale in top else scale for i, (n, _) in pairs}
    weights = {f"W{i}": spread[i] * rng.standard_normal(size=shape) for i, shape in pairs}
    return weights | {f"b{i}": np.zeros(k) for i, (_, k) in pairs}


@alternative("all numbers drawn at once, then cut")
def initialise(sizes, rng=0, scale="he"):
    counts = [sizes[i] * sizes[i + 1] for i in range(len(sizes) - 1)]
    numbers = np.random.default_rng(rng).standard_normal(sum(counts))
    params, used = {}, 0
    for i, count in enumerate(counts):
        W = numbers[used : used + count].reshape(sizes[i], sizes[i + 1])
        used += count
        factor = 2.0 if scale == "he" else 1.0
        params[f"W{i + 1}"] = W * np.sqrt(factor / sizes[i]) if isinstance(scale, str) else W * scale
        params[f"b{i + 1}"] = np.zeros(sizes[i + 1])
    return params


@alternative("from the last layer to the first")
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(rng)
    params = {}
    for i in range(len(sizes) - 1, 0, -1):
        n = sizes[i - 1]
        s = np.sqrt(2.0 / n) if scale == "he" else 1 / np.sqrt(n) if scale == "xavier" else float(scale)
        params[f"b{i}"] = np.zeros(sizes[i])
        params[f"W{i}"] = rng.standard_normal((n, sizes[i])) * s
    return params


@alternative("drawn transposed, one unit after the other")
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(rng)
    params = {}
    for i, n in enumerate(sizes[:-1], 1):
        variance = {"he": 2 / n, "xavier": 1 / n}[scale] if isinstance(scale, str) else scale**2
        params[f"W{i}"] = np.sqrt(variance) * rng.normal(size=(sizes[i], n)).T
        params[f"b{i}"] = np.repeat(0.0, sizes[i])
    return params


@alternative("a generator of its own for every layer")
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(rng)
    children = [np.random.default_rng(int(rng.integers(2**32))) for _ in sizes[1:]]
    params = {}
    for i, child in enumerate(children, start=1):
        n_in, n_out = sizes[i - 1], sizes[i]
        gain = {"he": np.sqrt(2), "xavier": 1.0}.get(scale)
        deviation = scale if gain is None else gain / np.sqrt(n_in)
        params.update({f"W{i}": deviation * child.standard_normal((n_in, n_out)), f"b{i}": np.zeros(n_out)})
    return params


@alternative("weights and biases cut from one array with an extra row")
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(rng)
    params = {}
    for i in range(1, len(sizes)):
        both = rng.standard_normal((sizes[i - 1] + 1, sizes[i]))
        both[-1] = 0
        s = scale if not isinstance(scale, str) else np.sqrt({"he": 2, "xavier": 1}[scale] / sizes[i - 1])
        params[f"W{i}"], params[f"b{i}"] = s * both[:-1], both[-1]
    return params


@alternative("recursion over the widths")
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(rng)

    def rest(i):
        if i == len(sizes):
            return {}
        n = sizes[i - 1]
        s = scale
        if isinstance(scale, str):
            s = np.sqrt((2 if scale == "he" else 1) / n)
        here = {f"W{i}": rng.normal(scale=s, size=(n, sizes[i])), f"b{i}": np.zeros(sizes[i])}
        return {**here, **rest(i + 1)}

    return rest(1)


# --- mistakes ----------------------------------------------------------------------------------------------


def _network(sizes, draw, first=1):
    return {
        name: array
        for i in range(1, len(sizes))
        for name, array in (
            (f"W{i + first - 1}", draw(sizes[i - 1], sizes[i])),
            (f"b{i + first - 1}", np.zeros(sizes[i])),
        )
    }


def _deviation(n_in, scale):
    return {"he": np.sqrt(2 / n_in), "xavier": np.sqrt(1 / n_in)}.get(scale, scale)


@misconception(
    "All weights start at zero",
    hint="Two units with equal weights get equal gradients, for ever. What tells yours apart?",
    uses=(_network,),
)
def initialise(sizes, rng=0, scale="he"):
    return _network(sizes, lambda n, k: np.zeros((n, k)))


@misconception(
    "All weights start at the same number",
    hint="Two units with equal weights get equal gradients, for ever. What tells yours apart?",
    uses=(_network, _deviation),
)
def initialise(sizes, rng=0, scale="he"):
    return _network(sizes, lambda n, k: np.full((n, k), _deviation(n, scale)))


@misconception(
    "Standard normal weights, whatever the width",
    hint="Send something through five layers of 100 units and print its size. Where does the rule enter your code?",
    uses=(_network,),
)
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(rng)
    return _network(sizes, lambda n, k: rng.standard_normal((n, k)))


@misconception(
    "The variance used as standard deviation",
    hint="2/n is the variance s². By what do you multiply standard normal numbers to give them that variance?",
    uses=(_network,),
)
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(rng)
    return _network(sizes, lambda n, k: {"he": 2 / n, "xavier": 1 / n}.get(scale, scale) * rng.standard_normal((n, k)))


@misconception(
    "He and Xavier exchanged",
    hint="Which of the two makes up for the half that the ReLU throws away? It needs the larger weights.",
    uses=(_network,),
)
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(rng)
    rule = {"he": 1.0, "xavier": 2.0}
    return _network(
        sizes, lambda n, k: (np.sqrt(rule[scale] / n) if scale in rule else scale) * rng.standard_normal((n, k))
    )


@misconception(
    "The outputs of the layer counted instead of its inputs",
    hint="A sum adds up one term for each input. Which of the two widths of W belongs under the root?",
    uses=(_network, _deviation),
)
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(rng)
    return _network(sizes, lambda n, k: _deviation(k, scale) * rng.standard_normal((n, k)))


@misconception(
    "Inputs and outputs of the layer averaged in the rule",
    hint="That rule weighs both passes at once. Which of the two widths does the table of this question take?",
    uses=(_network, _deviation),
)
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(rng)
    return _network(sizes, lambda n, k: _deviation((n + k) / 2, scale) * rng.standard_normal((n, k)))


@misconception(
    "The width of the input layer used in every layer",
    hint="The rule belongs to each layer. Which number stands under the root when you make W2?",
    uses=(_network, _deviation),
)
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(rng)
    return _network(sizes, lambda n, k: _deviation(sizes[0], scale) * rng.standard_normal((n, k)))


@misconception(
    "Multiplied by the root of n instead of divided",
    hint="The wider the layer, the more terms its sums have. Should its weights be larger for that, or smaller?",
    uses=(_network,),
)
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(rng)
    rule = {"he": 2.0, "xavier": 1.0}
    return _network(
        sizes, lambda n, k: (np.sqrt(n / rule[scale]) if scale in rule else scale) * rng.standard_normal((n, k))
    )


@misconception(
    "Always the He rule, whatever scale says",
    hint="scale is an argument. Call the function with a number for it and look at the standard deviation.",
    uses=(_network,),
)
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(rng)
    return _network(sizes, lambda n, k: np.sqrt(2 / n) * rng.standard_normal((n, k)))


@misconception(
    "The generator made anew for every layer",
    hint="Print W1 and W2 of a network whose layers have equal widths. Where in your code is the generator made?",
    uses=(_network, _deviation),
)
def initialise(sizes, rng=0, scale="he"):
    return _network(sizes, lambda n, k: _deviation(n, scale) * np.random.default_rng(rng).standard_normal((n, k)))


@misconception(
    "The seed is ignored in initialise",
    hint="Call the function with two different seeds. Should the weights agree?",
    uses=(_network, _deviation),
)
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(0)
    return _network(sizes, lambda n, k: _deviation(n, scale) * rng.standard_normal((n, k)))


@misconception(
    "Weights transposed: a row for each unit",
    hint="Rows are examples, so ZW needs as many rows in W as Z has columns. Which shape do your weights have?",
    uses=(_network, _deviation),
)
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(rng)
    return _network(sizes, lambda n, k: _deviation(n, scale) * rng.standard_normal((k, n)))


@misconception(
    "Layers counted from 0 in the keys",
    hint="The first layer is layer 1. Print the keys of your dict.",
    uses=(_network, _deviation),
)
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(rng)
    return _network(sizes, lambda n, k: _deviation(n, scale) * rng.standard_normal((n, k)), first=0)


@misconception(
    "The last layer is missing from params",
    hint="L + 1 widths make L layers. How many times does your loop run for three widths?",
    uses=(_network, _deviation),
)
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(rng)
    return _network(sizes[:-1], lambda n, k: _deviation(n, scale) * rng.standard_normal((n, k)))


@misconception(
    "Random biases",
    hint="The weights already tell the units apart. At which value do the biases start in this question?",
    uses=(_network, _deviation),
)
def initialise(sizes, rng=0, scale="he"):
    rng, params = np.random.default_rng(rng), {}
    for i in range(1, len(sizes)):
        params[f"W{i}"] = _deviation(sizes[i - 1], scale) * rng.standard_normal((sizes[i - 1], sizes[i]))
        params[f"b{i}"] = _deviation(sizes[i - 1], scale) * rng.standard_normal(sizes[i])
    return params


@misconception(
    "Biases as a matrix with one row",
    hint="A bias has one axis, of length n_{i+1}: broadcasting adds it to every row. Print the shape of b1.",
    uses=(_network, _deviation),
)
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(rng)
    params = _network(sizes, lambda n, k: _deviation(n, scale) * rng.standard_normal((n, k)))
    return {key: array.reshape(1, -1) if key.startswith("b") else array for key, array in params.items()}


@misconception(
    "One bias for each input instead of each unit",
    hint="The bias is added to the sums, and there is one sum for each unit. Which of the two widths is that?",
    uses=(_network, _deviation),
)
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(rng)
    params = _network(sizes, lambda n, k: _deviation(n, scale) * rng.standard_normal((n, k)))
    return {key: np.zeros(sizes[int(key[1:]) - 1]) if key.startswith("b") else W for key, W in params.items()}


@misconception(
    "Numbers from 0 to 1 instead of normal ones",
    hint="random() gives no negative numbers. What is the mean of your weights?",
    uses=(_network, _deviation),
)
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(rng)
    return _network(sizes, lambda n, k: _deviation(n, scale) * rng.random((n, k)))
