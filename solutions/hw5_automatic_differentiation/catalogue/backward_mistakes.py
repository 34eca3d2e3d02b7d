"""Homework 5, `backward`: mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import misconception


def _shares(graph, values, name, G):
    operation, parents = graph[name]
    found = vjp(operation, G, values[name], [values[parent] for parent in parents])
    return [(parent, share) for parent, share in zip(parents, found, strict=True) if share is not None]


def _sweep(graph, values, end, start, combine):
    grads = {end: start}
    for name in reversed(topological_order(graph, end)):
        if name in graph and name in grads:
            for parent, share in _shares(graph, values, name, grads[name]):
                grads[parent] = combine(grads[parent], share) if parent in grads else share
    return grads


@misconception(
    "The last share replaces the earlier ones",
    hint="Where a name is used twice, two shares arrive. With `=` the second one wipes out the first.",
    uses=(_shares, _sweep),
)
def backward(graph, values, end):
    return _sweep(graph, values, end, np.array(1.0), lambda old, share: share)


@misconception(
    "The first share is kept, later ones are dropped",
    hint="A name that has a gradient already may get more. Do you skip it?",
    uses=(_shares, _sweep),
)
def backward(graph, values, end):
    return _sweep(graph, values, end, np.array(1.0), lambda old, share: old)


@misconception(
    "The shares are averaged",
    hint="All paths add up. Is there a reason to divide by their number?",
    uses=(_shares, _sweep),
)
def backward(graph, values, end):
    return _sweep(graph, values, end, np.array(1.0), lambda old, share: (old + share) / 2)


@misconception(
    "The shares are multiplied where paths meet",
    hint="Along one path the slopes multiply. Different paths add up.",
    uses=(_shares, _sweep),
)
def backward(graph, values, end):
    return _sweep(graph, values, end, np.array(1.0), lambda old, share: old * share)


@misconception(
    "+= into an array that two gradients share",
    hint="vjp_add may give both parents the same array. `+=` writes into it, and both change. Make a new array.",
    uses=(_shares,),
)
def backward(graph, values, end):
    grads = {end: np.array(1.0)}
    for name in reversed(topological_order(graph, end)):
        if name in graph and name in grads:
            for parent, share in _shares(graph, values, name, grads[name]):
                if parent in grads:
                    grads[parent] += share
                else:
                    grads[parent] = share
    return grads


@misconception(
    "The way back starts from the value of the end",
    hint="The derivative of f by itself is 1, whatever f is. What do you start with?",
    uses=(_shares, _sweep),
)
def backward(graph, values, end):
    return _sweep(graph, values, end, np.array(values[end]), lambda old, share: old + share)


@misconception(
    "The way back starts from 0",
    hint="Nothing comes out of nothing: the derivative of f by itself is 1.",
    uses=(_shares,),
)
def backward(graph, values, end):
    order = topological_order(graph, end)
    grads = {name: np.zeros(values[name].shape) for name in order if values[name].dtype.kind == "f"}
    for name in reversed(order):
        if name in graph:
            for parent, share in _shares(graph, values, name, grads[name]):
                grads[parent] = grads[parent] + share
    return grads


@misconception(
    "Every operation gets a gradient of ones",
    hint="vjp multiplies the local slope by what arrives. You hand it ones instead of the node's own gradient.",
    uses=(_shares,),
)
def backward(graph, values, end):
    grads = {end: np.array(1.0)}
    for name in reversed(topological_order(graph, end)):
        if name in graph and name in grads:
            for parent, share in _shares(graph, values, name, np.ones(values[name].shape)):
                grads[parent] = grads[parent] + share if parent in grads else share
    return grads


@misconception(
    "A node hands its gradient down before it is complete",
    hint="You go on to the parents as soon as you meet them, and visit each once. Shares that arrive later are lost.",
    uses=(_shares,),
)
def backward(graph, values, end):
    grads, done = {end: np.array(1.0)}, set()

    def visit(name):
        if name in done or name not in graph:
            return
        done.add(name)
        for parent, share in _shares(graph, values, name, grads[name]):
            grads[parent] = grads[parent] + share if parent in grads else share
            visit(parent)

    visit(end)
    return grads


@misconception(
    "A shared node hands its whole gradient down again at every visit",
    hint="On the second visit the node passes on what it passed on before, and it counts twice. "
    "Go through the topological order, once.",
    uses=(_shares,),
)
def backward(graph, values, end):
    grads = {end: np.array(1.0)}

    def visit(name):
        if name in graph:
            for parent, share in _shares(graph, values, name, grads[name]):
                grads[parent] = grads[parent] + share if parent in grads else share
                visit(parent)

    visit(end)
    return grads


@misconception(
    "The nodes in the order of a search by layers",
    hint="Going through parents, grandparents and so on meets a name too early if a longer path leads to it.",
    uses=(_shares,),
)
def backward(graph, values, end):
    grads, waiting, done = {end: np.array(1.0)}, [end], set()
    while waiting:
        name = waiting.pop(0)
        if name in graph and name not in done:
            done.add(name)
            for parent, share in _shares(graph, values, name, grads[name]):
                grads[parent] = grads[parent] + share if parent in grads else share
                waiting.append(parent)
    return grads


@misconception(
    "The graph's own order, backwards",
    hint="The keys of a graph may stand in any order. Use your topological order.",
    uses=(_shares,),
)
def backward(graph, values, end):
    grads = {end: np.array(1.0)}
    for name in reversed(graph):
        if name in grads:
            for parent, share in _shares(graph, values, name, grads[name]):
                grads[parent] = grads[parent] + share if parent in grads else share
    return grads


@misconception(
    "From the inputs to the end",
    hint="The first gradient that is known is that of the end. From which side does your loop begin?",
    uses=(_shares,),
)
def backward(graph, values, end):
    grads = {end: np.array(1.0)}
    for name in topological_order(graph, end):
        if name in graph and name in grads:
            for parent, share in _shares(graph, values, name, grads[name]):
                grads[parent] = grads[parent] + share if parent in grads else share
    return grads


@misconception(
    "A parent that is used twice by one operation counts once",
    hint="In x ∘ x both parents are x. A dict of parent and share keeps only one of the two shares.",
    uses=(_shares,),
)
def backward(graph, values, end):
    grads = {end: np.array(1.0)}
    for name in reversed(topological_order(graph, end)):
        if name in graph and name in grads:
            for parent, share in dict(_shares(graph, values, name, grads[name])).items():
                grads[parent] = grads[parent] + share if parent in grads else share
    return grads


@misconception(
    "Only the first parent gets its share",
    hint="An operation with two parents gives two shares. Does your loop use both?",
    uses=(_shares,),
)
def backward(graph, values, end):
    grads = {end: np.array(1.0)}
    for name in reversed(topological_order(graph, end)):
        if name in graph and name in grads:
            for parent, share in _shares(graph, values, name, grads[name])[:1]:
                grads[parent] = grads[parent] + share if parent in grads else share
    return grads


@misconception(
    "The gradient is passed on without the local slope",
    hint="Each operation changes the gradient on its way. Which function knows how?",
)
def backward(graph, values, end):
    grads = {end: np.array(1.0)}
    for name in reversed(topological_order(graph, end)):
        if name in graph and name in grads:
            for parent in graph[name][1]:
                if values[parent].dtype.kind == "f":
                    share = np.broadcast_to(grads[name].sum() / values[parent].size, values[parent].shape)
                    share = grads[name] if grads[name].shape == values[parent].shape else share
                    grads[parent] = grads[parent] + share if parent in grads else share
    return grads


@misconception(
    "Gradients only for what an operation made",
    hint="The gradients of the inputs are the ones that training needs. Are they in your dict?",
    uses=(_shares, _sweep),
)
def backward(graph, values, end):
    grads = _sweep(graph, values, end, np.array(1.0), lambda old, share: old + share)
    return {name: G for name, G in grads.items() if name in graph}


@misconception(
    "Gradients only for the inputs",
    hint="The dict should have an entry for everything the end depends on, the results in between included.",
    uses=(_shares, _sweep),
)
def backward(graph, values, end):
    grads = _sweep(graph, values, end, np.array(1.0), lambda old, share: old + share)
    return {name: G for name, G in grads.items() if name not in graph}


@misconception(
    "Gradients left over from the last call",
    hint="The dict of gradients is made once and kept, so the second call adds to the first. Make a new one inside.",
    uses=(_shares,),
)
def backward(graph, values, end, grads={}):  # noqa: B006
    grads[end] = np.array(1.0)
    for name in reversed(topological_order(graph, end)):
        if name in graph and name in grads:
            for parent, share in _shares(graph, values, name, grads[name]):
                old = grads.get(parent)
                grads[parent] = share if old is None or np.shape(old) != np.shape(share) else old + share
    return grads


@misconception(
    "The labels get a gradient",
    hint="Whole numbers cannot be moved a little. Skip the parents for which vjp gives None.",
)
def backward(graph, values, end):
    grads = {name: np.zeros(values[name].shape) for name in topological_order(graph, end)}
    grads[end] = np.array(1.0)
    for name in reversed(topological_order(graph, end)):
        if name in graph:
            operation, parents = graph[name]
            found = vjp(operation, grads[name], values[name], [values[parent] for parent in parents])
            for parent, share in zip(parents, found, strict=True):
                grads[parent] = grads[parent] + (0 if share is None else share)
    return grads


@misconception(
    "None is added to a gradient",
    hint="For labels vjp gives None. Test for it before you add.",
)
def backward(graph, values, end):
    grads = {name: np.zeros(values[name].shape) for name in topological_order(graph, end)}
    grads[end] = np.array(1.0)
    for name in reversed(topological_order(graph, end)):
        if name in graph:
            operation, parents = graph[name]
            found = vjp(operation, grads[name], values[name], [values[parent] for parent in parents])
            for parent, share in zip(parents, found, strict=True):
                grads[parent] = grads[parent] + share
    return grads


@misconception(
    "The way back starts at the last key of the graph",
    hint="Which name is the end is said by the argument `end`. The last key may be something else.",
    uses=(_shares, _sweep),
)
def backward(graph, values, end):
    last = list(graph)[-1]
    return _sweep(graph, values, last, np.ones(values[last].shape), lambda old, share: old + share)


@misconception(
    "The parents in the wrong order",
    hint="For a − b it matters which parent comes first. In which order do you hand their values to vjp?",
)
def backward(graph, values, end):
    grads = {end: np.array(1.0)}
    for name in reversed(topological_order(graph, end)):
        if name in graph and name in grads:
            operation, parents = graph[name]
            if len(parents) == 2 and operation in ("add", "subtract", "multiply"):
                parents = parents[::-1]
            found = vjp(operation, grads[name], values[name], [values[parent] for parent in parents])
            for parent, share in zip(parents, found, strict=True):
                if share is not None:
                    grads[parent] = grads[parent] + share if parent in grads else share
    return grads


@misconception(
    "The values are overwritten with gradients",
    hint="The dict of values is not yours to change: the VJPs still need it, and so does the caller.",
    uses=(_shares, _sweep),
)
def backward(graph, values, end):
    grads = _sweep(graph, values, end, np.array(1.0), lambda old, share: old + share)
    values.update(grads)
    return values


@misconception(
    "The result handed to vjp is that of a parent",
    hint="`out` is the value of the node itself, not of its first parent.",
)
def backward(graph, values, end):
    grads = {end: np.array(1.0)}
    for name in reversed(topological_order(graph, end)):
        if name in graph and name in grads:
            operation, parents = graph[name]
            inputs = [values[parent] for parent in parents]
            if operation in ("exp", "tanh"):
                found = [grads[name] * (inputs[0] if operation == "exp" else 1 - inputs[0] ** 2)]
            else:
                found = vjp(operation, grads[name], values[name], inputs)
            for parent, share in zip(parents, found, strict=True):
                if share is not None:
                    grads[parent] = grads[parent] + share if parent in grads else share
    return grads
