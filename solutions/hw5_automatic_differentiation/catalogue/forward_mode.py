"""Homework 5, `forward_mode`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("zeros for all inputs first")
def forward_mode(graph, values, tangents, end):
    order = topological_order(graph, end)
    moving = {name: np.zeros_like(values[name]) for name in order if name not in graph}
    moving.update(tangents)
    for name in order:
        if name in graph:
            operation, parents = graph[name]
            moving[name] = jvp(operation, [values[p] for p in parents], [moving[p] for p in parents])
    return moving[end]


@alternative("recursion with a memory, without an order")
def forward_mode(graph, values, tangents, end):
    memory = {}

    def rate(name):
        if name not in memory:
            if name in graph:
                operation, parents = graph[name]
                memory[name] = jvp(operation, [values[p] for p in parents], [rate(p) for p in parents])
            else:
                memory[name] = tangents.get(name, 0.0 * values[name])
        return memory[name]

    return rate(end)


@alternative("the table used directly")
def forward_mode(graph, values, tangents, end):
    moving = {}
    for name in topological_order(graph, end):
        if name not in graph:
            moving[name] = tangents[name] if name in tangents else np.zeros(np.shape(values[name]))
            continue
        parents = graph[name][1]
        moving[name] = JVPS[graph[name][0]](*(values[p] for p in parents), *(moving[p] for p in parents))
    return moving[end]


@alternative("backwards, as a scalar product with the gradients where the end is a number")
def forward_mode(graph, values, tangents, end):
    if np.ndim(values[end]) == 0 and end in graph:
        grads = backward(graph, values, end)
        return sum(np.sum(grads[name] * rate) for name, rate in tangents.items() if name in grads)
    rates = {}
    for name in topological_order(graph, end):
        if name in graph:
            operation, parents = graph[name]
            rates[name] = jvp(operation, [values[p] for p in parents], [rates[p] for p in parents])
        else:
            rates[name] = np.array(tangents.get(name, np.zeros(values[name].shape)))
    return rates[end]


# --- mistakes ----------------------------------------------------------------------------------------------


def _push(graph, values, moving, end, still, rule):
    for name in topological_order(graph, end):
        if name in graph:
            operation, parents = graph[name]
            moving[name] = rule(operation, [values[p] for p in parents], [moving[p] for p in parents])
        elif name not in moving:
            moving[name] = still(values[name])
    return moving[end]


@misconception(
    "Inputs without a tangent move as well",
    hint="An input that is not named stands still. What is the rate of something that does not move?",
    uses=(_push,),
)
def forward_mode(graph, values, tangents, end):
    return _push(graph, values, dict(tangents), end, lambda value: np.ones(value.shape), jvp)


@misconception(
    "Inputs without a tangent move at the rate of their value",
    hint="The value of an input says where it is, the tangent how fast it moves. Which one is 0 here?",
    uses=(_push,),
)
def forward_mode(graph, values, tangents, end):
    return _push(graph, values, dict(tangents), end, lambda value: value.astype(float), jvp)


@misconception(
    "The caller's tangents are filled up",
    hint="You write into the dict `tangents`. Keep the new tangents in a dict of your own.",
    uses=(_push,),
)
def forward_mode(graph, values, tangents, end):
    return _push(graph, values, tangents, end, lambda value: np.zeros(value.shape), jvp)


@misconception(
    "All named inputs move at the rate 1",
    hint="The rates are given in `tangents`. Do you use their numbers?",
    uses=(_push,),
)
def forward_mode(graph, values, tangents, end):
    moving = {name: np.ones(np.shape(rate)) for name, rate in tangents.items()}
    return _push(graph, values, moving, end, lambda value: np.zeros(value.shape), jvp)


@misconception(
    "Tangents and values exchanged",
    hint="jvp takes the values of the parents first, then their tangents.",
    uses=(_push,),
)
def forward_mode(graph, values, tangents, end):
    def exchanged(operation, inputs, rates):
        if operation in ("add", "subtract", "multiply", "matmul", "sum", "mean"):
            return jvp(operation, rates, inputs)
        return jvp(operation, inputs, rates)

    return _push(graph, values, dict(tangents), end, lambda value: np.zeros(value.shape), exchanged)


@misconception(
    "The operation applied to the tangents",
    hint="A product of rates is not the rate of a product. Which function gives the rate of a result?",
    uses=(_push,),
)
def forward_mode(graph, values, tangents, end):
    def applied(operation, inputs, rates):
        if operation in ("pick", "log_sum_exp", "log"):
            return jvp(operation, inputs, rates)
        return np.asarray(FORWARD[operation](*rates))

    return _push(graph, values, dict(tangents), end, lambda value: np.zeros(value.shape), applied)


@misconception(
    "Only the first parent moves",
    hint="A product reacts to both of its factors. Are both tangents handed to jvp?",
    uses=(_push,),
)
def forward_mode(graph, values, tangents, end):
    def first(operation, inputs, rates):
        return jvp(operation, inputs, [rates[0], *(np.zeros(np.shape(rate)) for rate in rates[1:])])

    return _push(graph, values, dict(tangents), end, lambda value: np.zeros(value.shape), first)


@misconception(
    "All tangents returned instead of that of the end",
    hint="The function should return one array, the rate of `end`.",
    uses=(_push,),
)
def forward_mode(graph, values, tangents, end):
    moving = dict(tangents)
    _push(graph, values, moving, end, lambda value: np.zeros(value.shape), jvp)
    return moving


@misconception(
    "The rates of the named inputs are halved",
    hint="No mean is taken over the parents: their shares add up. Where does the 1/2 come from?",
    uses=(_push,),
)
def forward_mode(graph, values, tangents, end):
    def averaged(operation, inputs, rates):
        return jvp(operation, inputs, rates) / len(inputs)

    return _push(graph, values, dict(tangents), end, lambda value: np.zeros(value.shape), averaged)


@misconception(
    "The tangents are the gradients",
    hint="Forward mode goes from the inputs to the end, with jvp. You return what comes out of the way back.",
)
def forward_mode(graph, values, tangents, end):
    grads = backward(graph, values, end)
    return grads[next(iter(tangents))]
