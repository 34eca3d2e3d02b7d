"""Homework 5, `network_graph`: right answers that look different, and mistakes that have a name."""

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("a helper that names the nodes itself")
def network_graph(L, activation="tanh"):
    graph = {}

    def node(operation, *parents):
        name = f"node{len(graph)}"
        graph[name] = (operation, parents)
        return name

    Z = "X"
    for i in range(1, L + 1):
        U = node("add", node("matmul", Z, f"W{i}"), f"b{i}")
        Z = node(activation, U)
    total = node("mean", node("subtract", node("log_sum_exp", U), node("pick", U, "y")))
    for i in range(1, L + 1):
        square = node("sum", node("multiply", f"W{i}", f"W{i}"))
        total = node("add", total, node("multiply", square, "half_lam"))
    graph["loss"] = graph[total]
    return graph


@alternative("the difference of two means, the penalty first")
def network_graph(L, activation="tanh"):
    graph = {"size1": ("sum", ("s1",)), "s1": ("multiply", ("W1", "W1"))}
    for i in range(2, L + 1):
        graph |= {f"s{i}": ("multiply", (f"W{i}", f"W{i}")), f"t{i}": ("sum", (f"s{i}",))}
        graph[f"size{i}"] = ("add", (f"size{i - 1}", f"t{i}"))
    graph["penalty"] = ("multiply", ("half_lam", f"size{L}"))
    for i in range(1, L + 1):
        graph[f"P{i}"] = ("matmul", ("X" if i == 1 else f"Z{i}", f"W{i}"))
        graph[f"U{i}"] = ("add", (f"b{i}", f"P{i}"))
        if i < L:
            graph[f"Z{i + 1}"] = (activation, (f"U{i}",))
    graph |= {"p": ("pick", (f"U{L}", "y")), "q": ("log_sum_exp", (f"U{L}",))}
    graph |= {"mp": ("mean", ("p",)), "mq": ("mean", ("q",)), "data": ("subtract", ("mq", "mp"))}
    graph["loss"] = ("add", ("data", "penalty"))
    return graph


@alternative("lists instead of tuples, written from the end")
def network_graph(L, activation="tanh"):
    graph = {"loss": ["add", ["data", "penalty"]], "data": ["mean", ["d"]], "d": ["subtract", ["q", "p"]]}
    graph |= {"q": ["log_sum_exp", [f"U{L}"]], "p": ["pick", [f"U{L}", "y"]]}
    graph["penalty"] = ["multiply", [f"R{L}", "half_lam"]]
    for i in range(L, 0, -1):
        graph[f"Q{i}"] = ["multiply", [f"W{i}", f"W{i}"]]
        graph[f"T{i}"] = ["sum", [f"Q{i}"]]
        graph[f"R{i}"] = ["add", [f"R{i - 1}", f"T{i}"]] if i > 1 else ["sum", ["Q1"]]
        graph[f"U{i}"] = ["add", [f"P{i}", f"b{i}"]]
        graph[f"P{i}"] = ["matmul", [f"Z{i}" if i > 1 else "X", f"W{i}"]]
        if i > 1:
            graph[f"Z{i}"] = [activation, [f"U{i - 1}"]]
    return graph


@alternative("weights copied, to be multiplied with themselves")
def network_graph(L, activation="tanh"):
    graph, scores = {}, "X"
    for i in range(1, L + 1):
        graph[f"product{i}"] = ("matmul", (scores, f"W{i}"))
        graph[f"sum{i}"] = ("add", (f"product{i}", f"b{i}"))
        scores = f"sum{i}"
        if i != L:
            scores = f"out{i}"
            graph[scores] = (activation, (f"sum{i}",))
    graph.update(a=("log_sum_exp", (scores,)), b=("pick", (scores, "y")), c=("subtract", ("a", "b")))
    graph["d0"] = ("mean", ("c",))
    for i in range(1, L + 1):
        graph[f"w{i}"] = ("multiply", (f"W{i}", "half_lam"))
        graph[f"q{i}"] = ("multiply", (f"w{i}", f"W{i}"))
        graph[f"e{i}"] = ("sum", (f"q{i}",))
        graph["loss" if i == L else f"d{i}"] = ("add", (f"d{i - 1}", f"e{i}"))
    return graph


@alternative("recursion over the layers")
def network_graph(L, activation="tanh"):
    def sums(i):
        if i == 0:
            return {}
        below = "X" if i == 1 else f"Z{i}"
        own = {f"P{i}": ("matmul", (below, f"W{i}")), f"U{i}": ("add", (f"P{i}", f"b{i}"))}
        return sums(i - 1) | ({below: (activation, (f"U{i - 1}",))} if i > 1 else {}) | own

    def penalty(i):
        own = {f"Q{i}": ("multiply", (f"W{i}", f"W{i}")), f"R{i}": ("sum", (f"Q{i}",))}
        if i == 1:
            return own | {"T1": ("sum", ("Q1",))}
        return penalty(i - 1) | own | {f"T{i}": ("add", (f"T{i - 1}", f"R{i}"))}

    end = {
        "lse": ("log_sum_exp", (f"U{L}",)),
        "zy": ("pick", (f"U{L}", "y")),
        "costs": ("subtract", ("lse", "zy")),
        "mean_cost": ("mean", ("costs",)),
        "decay": ("multiply", ("half_lam", f"T{L}")),
        "loss": ("add", ("mean_cost", "decay")),
    }
    return sums(L) | penalty(L) | end


@alternative("the penalty added to every example's cost, ahead of the mean")
def network_graph(L, activation="tanh"):
    graph = {}
    for i in range(1, L + 1):
        graph[f"P{i}"] = ("matmul", (f"A{i}" if i > 1 else "X", f"W{i}"))
        graph[f"U{i}"] = ("add", (f"P{i}", f"b{i}"))
        graph[f"A{i + 1}"] = (activation, (f"U{i}",))
    del graph[f"A{L + 1}"]
    graph["lse"], graph["zy"] = ("log_sum_exp", (f"U{L}",)), ("pick", (f"U{L}", "y"))
    graph["cost0"] = ("subtract", ("lse", "zy"))
    for i in range(1, L + 1):
        graph[f"sq{i}"] = ("multiply", (f"W{i}", f"W{i}"))
        graph[f"norm{i}"] = ("sum", (f"sq{i}",))
        graph[f"pen{i}"] = ("multiply", (f"norm{i}", "half_lam"))
        graph[f"cost{i}"] = ("add", (f"cost{i - 1}", f"pen{i}"))
    graph["loss"] = ("mean", (f"cost{L}",))
    return graph


@alternative("log of the softmax's share, from exp and subtract")
def network_graph(L, activation="tanh"):
    graph, below = {}, "X"
    for i in range(1, L + 1):
        graph[f"P{i}"], graph[f"U{i}"] = ("matmul", (below, f"W{i}")), ("add", (f"b{i}", f"P{i}"))
        graph[f"Z{i + 1}"] = (activation, (f"U{i}",))
        below = f"Z{i + 1}"
    graph.pop(below)
    graph |= {"lse": ("log_sum_exp", (f"U{L}",)), "zy": ("pick", (f"U{L}", "y"))}
    graph |= {"logp": ("subtract", ("zy", "lse")), "p": ("exp", ("logp",)), "logp_again": ("log", ("p",))}
    graph |= {"m": ("mean", ("logp_again",)), "zero": ("subtract", ("m", "m")), "t0": ("subtract", ("zero", "m"))}
    for i in range(1, L + 1):
        graph |= {f"s{i}": ("multiply", (f"W{i}", f"W{i}")), f"r{i}": ("sum", (f"s{i}",))}
        graph |= {f"q{i}": ("multiply", (f"r{i}", "half_lam")), f"t{i}": ("add", (f"q{i}", f"t{i - 1}"))}
    graph["loss"] = graph[f"t{L}"]
    return graph


@alternative("a class that writes the entries")
def network_graph(L, activation="tanh"):
    class Writer(dict):
        def __call__(self, operation, *parents, name=None):
            name = name or f"step{len(self)}"
            self[name] = operation, parents
            return name

    write = Writer()
    Z = "X"
    for i in range(1, L):
        Z = write(activation, write("add", write("matmul", Z, f"W{i}"), f"b{i}"))
    scores = write("add", write("matmul", Z, f"W{L}"), f"b{L}")
    squares = [write("sum", write("multiply", f"W{i}", f"W{i}")) for i in range(1, L + 1)]
    total = squares[0]
    for other in squares[1:]:
        total = write("add", total, other)
    cost = write("mean", write("subtract", write("log_sum_exp", scores), write("pick", scores, "y")))
    write("add", cost, write("multiply", "half_lam", total), name="loss")
    return dict(write)


# --- mistakes ----------------------------------------------------------------------------------------------


def _layers(L, activation, source=lambda i: "X" if i == 1 else f"Z{i}", last=False):
    graph = {}
    for i in range(1, L + 1):
        graph[f"P{i}"] = ("matmul", (source(i), f"W{i}"))
        graph[f"U{i}"] = ("add", (f"P{i}", f"b{i}"))
        if i < L or last:
            graph[f"Z{i + 1}"] = (activation, (f"U{i}",))
    return graph


def _loss(graph, scores, penalised, mean="mean", squares=True, difference=("all", "right"), size="sum"):
    graph |= {"all": ("log_sum_exp", (scores,)), "right": ("pick", (scores, "y"))}
    graph |= {"costs": ("subtract", difference), "total0": (mean, ("costs",))}
    for number, name in enumerate(penalised, start=1):
        graph[f"q{number}"] = ("multiply", (name, name)) if squares else ("add", (name, "zero"))
        graph[f"s{number}"] = (size, (f"q{number}" if squares else name,))
        graph[f"p{number}"] = ("multiply", ("half_lam", f"s{number}"))
        graph[f"total{number}"] = ("add", (f"total{number - 1}", f"p{number}"))
        if not squares:
            del graph[f"q{number}"]
    graph["loss"] = graph.pop(f"total{len(penalised)}")
    return graph


@misconception(
    "An activation on the last layer",
    hint="The scores may be negative and large: the last layer has no activation.",
    uses=(_layers, _loss),
)
def network_graph(L, activation="tanh"):
    return _loss(_layers(L, activation, last=True), f"Z{L + 1}", [f"W{i}" for i in range(1, L + 1)])


@misconception(
    "The penalty missing",
    hint="Compare the loss for half_lam = 0 and for half_lam = 1. Does it differ?",
    uses=(_layers, _loss),
)
def network_graph(L, activation="tanh"):
    return _loss(_layers(L, activation), f"U{L}", [])


@misconception(
    "Only the first layer is penalised",
    hint="The penalty adds up over all layers. Which W occur in your graph twice?",
    uses=(_layers, _loss),
)
def network_graph(L, activation="tanh"):
    return _loss(_layers(L, activation), f"U{L}", ["W1"])


@misconception(
    "Only the last layer is penalised",
    hint="The penalty adds up over all layers. Does a later layer's term replace the earlier ones?",
    uses=(_layers, _loss),
)
def network_graph(L, activation="tanh"):
    return _loss(_layers(L, activation), f"U{L}", [f"W{L}"])


@misconception(
    "The biases are penalised as well",
    hint="The penalty has the squares of the weights only.",
    uses=(_layers, _loss),
)
def network_graph(L, activation="tanh"):
    return _loss(_layers(L, activation), f"U{L}", [f"{letter}{i}" for i in range(1, L + 1) for letter in "Wb"])


@misconception(
    "The weights themselves in the penalty, not their squares",
    hint="The penalty is a sum of squares. Which operation makes W ∘ W?",
    uses=(_layers, _loss),
)
def network_graph(L, activation="tanh"):
    return _loss(_layers(L, activation), f"U{L}", [f"W{i}" for i in range(1, L + 1)], squares=False)


@misconception(
    "The mean of the squares in the penalty",
    hint="The penalty is the sum of all squares, not their mean.",
    uses=(_layers, _loss),
)
def network_graph(L, activation="tanh"):
    return _loss(_layers(L, activation), f"U{L}", [f"W{i}" for i in range(1, L + 1)], size="mean")


@misconception(
    "The sum of the costs instead of their mean",
    hint="The costs of the examples are averaged. Which operation does that?",
    uses=(_layers, _loss),
)
def network_graph(L, activation="tanh"):
    return _loss(_layers(L, activation), f"U{L}", [f"W{i}" for i in range(1, L + 1)], mean="sum")


@misconception(
    "The sign of the cost",
    hint="A high score of the right class should lower the cost. Which of the two comes first in the difference?",
    uses=(_layers, _loss),
)
def network_graph(L, activation="tanh"):
    penalised = [f"W{i}" for i in range(1, L + 1)]
    return _loss(_layers(L, activation), f"U{L}", penalised, difference=("right", "all"))


@misconception(
    "The biases missing",
    hint="The loss does not depend on any b in your graph. Where should they be added?",
    uses=(_layers, _loss),
)
def network_graph(L, activation="tanh"):
    graph = _layers(L, activation)
    for i in range(1, L + 1):
        graph[f"U{i}"] = ("sum_of_nothing", ())
        graph[f"U{i}"] = graph.pop(f"P{i}")
    return _loss(graph, f"U{L}", [f"W{i}" for i in range(1, L + 1)])


@misconception(
    "tanh whatever the activation",
    hint="Is the argument `activation` used?",
    uses=(_layers, _loss),
)
def network_graph(L, activation="tanh"):
    return _loss(_layers(L, "tanh"), f"U{L}", [f"W{i}" for i in range(1, L + 1)])


@misconception(
    "ReLU whatever the activation",
    hint="Is the argument `activation` used?",
    uses=(_layers, _loss),
)
def network_graph(L, activation="tanh"):
    return _loss(_layers(L, "relu"), f"U{L}", [f"W{i}" for i in range(1, L + 1)])


@misconception(
    "No activation in the hidden layers",
    hint="Each layer works on the sums of the one before. Where does the nonlinearity come in?",
    uses=(_layers, _loss),
)
def network_graph(L, activation="tanh"):
    graph = _layers(L, activation, source=lambda i: "X" if i == 1 else f"U{i - 1}")
    return _loss(graph, f"U{L}", [f"W{i}" for i in range(1, L + 1)])


@misconception(
    "The bias added after the activation",
    hint="The activation acts on the whole sum, bias included.",
    uses=(_loss,),
)
def network_graph(L, activation="tanh"):
    graph, below = {}, "X"
    for i in range(1, L + 1):
        graph[f"P{i}"] = ("matmul", (below, f"W{i}"))
        graph[f"A{i}"] = (activation if i < L else "add", (f"P{i}",) if i < L else (f"P{i}", f"b{i}"))
        graph[f"U{i}"] = ("add", (f"A{i}", f"b{i}")) if i < L else graph.pop(f"A{i}")
        below = f"U{i}"
    return _loss(graph, f"U{L}", [f"W{i}" for i in range(1, L + 1)])


@misconception(
    "λ instead of λ/2",
    hint="half_lam is λ/2 already. Does it enter once or twice?",
    uses=(_layers, _loss),
)
def network_graph(L, activation="tanh"):
    return _loss(_layers(L, activation), f"U{L}", [f"W{i}" for i in range(1, L + 1)] * 2)


@misconception(
    "The penalty inside the mean",
    hint="Every example's cost gets the penalty once, which is right; but where is the mean taken? Follow half_lam.",
    uses=(_layers, _loss),
)
def network_graph(L, activation="tanh"):
    graph = _loss(_layers(L, activation), f"U{L}", [f"W{i}" for i in range(1, L + 1)], mean="sum")
    graph["everything"] = graph.pop("loss")
    graph["shares"] = ("multiply", ("everything", "half_lam"))
    graph["loss"] = ("sum", ("shares",))
    return graph
