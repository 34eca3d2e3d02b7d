"""Homework 5, `backward`: right answers that look different."""

import numpy as np

from autograder.assignment.catalogue import alternative


@alternative("zeros for every float array first")
def backward(graph, values, end):
    order = topological_order(graph, end)
    grads = {name: np.zeros(np.shape(values[name])) for name in order if values[name].dtype.kind == "f"}
    grads[end] = np.ones(())
    for name in order[::-1]:
        if name not in graph:
            continue
        operation, parents = graph[name]
        found = vjp(operation, grads[name], values[name], [values[p] for p in parents])
        for p, share in zip(parents, found, strict=True):
            if share is not None:
                grads[p] = grads[p] + share
    return grads


@alternative("shares collected in lists, summed when a name is reached")
def backward(graph, values, end):
    shares, grads = {end: [np.array(1.0)]}, {}
    for name in reversed(topological_order(graph, end)):
        if name not in shares:
            continue
        grads[name] = sum(shares[name])
        if name in graph:
            operation, parents = graph[name]
            inputs = [values[parent] for parent in parents]
            for parent, share in zip(parents, vjp(operation, grads[name], values[name], inputs), strict=True):
                if share is not None:
                    shares.setdefault(parent, []).append(share)
    return grads


@alternative("copies are kept, and added to in place")
def backward(graph, values, end):
    grads = {end: np.ones_like(values[end], dtype=float)}
    order = topological_order(graph, end)
    while order:
        name = order.pop()
        if name in graph and name in grads:
            operation, parents = graph[name]
            found = vjp(operation, grads[name], values[name], [values[parent] for parent in parents])
            for parent, share in zip(parents, found, strict=True):
                if share is None:
                    continue
                if parent not in grads:
                    grads[parent] = np.array(share, dtype=float)
                else:
                    grads[parent] += share
    return grads


@alternative("every name asks those that use it, with a memory")
def backward(graph, values, end):
    order = topological_order(graph, end)
    grads = {end: np.array(1.0)}
    for name in order[-2::-1]:
        if values[name].dtype.kind != "f":
            continue
        total = np.zeros(values[name].shape)
        for user in order:
            if user in graph and name in graph[user][1]:
                operation, parents = graph[user]
                found = vjp(operation, grads[user], values[user], [values[parent] for parent in parents])
                total = total + sum(share for p, share in zip(parents, found, strict=True) if p == name)
        grads[name] = total
    return grads


@alternative("recursion from the inputs, each gradient computed once")
def backward(graph, values, end):
    order = topological_order(graph, end)
    users = {name: [] for name in order}
    for name in order:
        if name in graph:
            for number, parent in enumerate(graph[name][1]):
                users[parent].append((name, number))
    memory = {end: np.array(1.0)}

    def gradient(name):
        if name not in memory:
            total = np.zeros(values[name].shape)
            for user, number in users[name]:
                operation, parents = graph[user]
                found = vjp(operation, gradient(user), values[user], [values[parent] for parent in parents])
                total = total + found[number]
            memory[name] = total
        return memory[name]

    for name in order:
        if values[name].dtype.kind == "f":
            gradient(name)
    return memory


@alternative("pairs of parent and share, filtered")
def backward(graph, values, end):
    grads = {end: np.array(1.0)}
    for name in filter(graph.__contains__, reversed(topological_order(graph, end))):
        operation, parents = graph[name]
        pairs = zip(parents, vjp(operation, grads[name], values[name], [values[p] for p in parents]), strict=True)
        for parent, share in [pair for pair in pairs if pair[1] is not None]:
            grads[parent] = grads.get(parent, 0) + share
    return grads


@alternative("a dict of numbered users left, no order needed")
def backward(graph, values, end):
    order = topological_order(graph, end)
    waiting = dict.fromkeys(order, 0)
    for name in order:
        for parent in graph.get(name, ("", ()))[1]:
            waiting[parent] += 1
    grads, ready = {end: np.array(1.0)}, [end]
    while ready:
        name = ready.pop()
        if name not in graph:
            continue
        operation, parents = graph[name]
        found = vjp(operation, grads[name], values[name], [values[parent] for parent in parents])
        for parent, share in zip(parents, found, strict=True):
            waiting[parent] -= 1
            if share is not None:
                grads[parent] = share if parent not in grads else np.add(grads[parent], share)
            if waiting[parent] == 0:
                ready.append(parent)
    return grads


@alternative("a small class that adds up")
def backward(graph, values, end):
    class Totals(dict):
        def add(self, name, share):
            self[name] = share + self[name] if name in self else share

    totals = Totals()
    totals.add(end, np.float64(1))
    for name in topological_order(graph, end)[::-1]:
        if name in graph and name in totals:
            parents = graph[name][1]
            inputs = [values[parent] for parent in parents]
            for parent, share in zip(parents, vjp(graph[name][0], totals[name], values[name], inputs), strict=True):
                if share is not None:
                    totals.add(parent, share)
    return dict(totals)
