"""Right answers to homework 5 that look different from the reference: every one must earn full points."""

import numpy as np

from autograder.assignment.catalogue import alternative

# --- unbroadcast -------------------------------------------------------------------------------------------------


@alternative("all axes in one sum, then reshape")
def unbroadcast(G, shape):
    padded = (1,) * (G.ndim - len(shape)) + tuple(shape)
    axes = tuple(axis for axis in range(G.ndim) if padded[axis] == 1)
    return G.sum(axis=axes).reshape(shape)


@alternative("a while loop over the axes in front")
def unbroadcast(G, shape):
    G = G.copy()
    while G.ndim > len(shape):
        G = np.add.reduce(G)
    for axis in range(len(shape)):
        if shape[axis] != G.shape[axis]:
            G = np.sum(G, axis, keepdims=True)
    return G


@alternative("entry by entry, with the indices of the small array")
def unbroadcast(G, shape):
    small = np.zeros(shape)
    for place in np.ndindex(G.shape):
        used = place[G.ndim - len(shape) :]
        used = tuple(0 if length == 1 else number for number, length in zip(used, shape, strict=True))
        small[used] += G[place]
    return small


@alternative("np.add.at with broadcast positions")
def unbroadcast(G, shape):
    size = int(np.prod(shape))
    positions = np.broadcast_to(np.arange(size).reshape(shape), G.shape)
    return np.bincount(positions.ravel(), weights=G.ravel(), minlength=size).reshape(shape)


@alternative("recursion, one axis at a time")
def unbroadcast(G, shape):
    if G.shape == tuple(shape):
        return G
    if G.ndim > len(shape):
        return unbroadcast(sum(G[row] for row in range(len(G))), shape)
    axis = next(number for number, length in enumerate(shape) if length != G.shape[number])
    return unbroadcast(G.sum(axis=axis, keepdims=True), shape)


@alternative("early return for numbers, axes collected from the back")
def unbroadcast(G, shape):
    if shape == ():
        return float(np.sum(G))
    axes = [-number for number in range(1, len(shape) + 1) if shape[-number] == 1]
    G = G.sum(axis=tuple(axes), keepdims=True) if axes else G
    return G.reshape(-1, *shape).sum(axis=0)


@alternative("einsum over the letters that stay")
def unbroadcast(G, shape):
    letters = "abcdefgh"[: G.ndim]
    padded = (1,) * (G.ndim - len(shape)) + tuple(shape)
    kept = "".join(letter for letter, length in zip(letters, padded, strict=True) if length != 1)
    return np.einsum(f"{letters}->{kept}", G).reshape(shape)


@alternative("a product with ones for every axis")
def unbroadcast(G, shape):
    padded = (1,) * (G.ndim - len(shape)) + tuple(shape)
    for axis, length in enumerate(padded):
        if length == 1:
            G = np.expand_dims(np.tensordot(np.ones(G.shape[axis]), G, axes=(0, axis)), axis)
    return G.reshape(shape)


# --- arithmetic --------------------------------------------------------------------------------------------------


@alternative("one list comprehension for both inputs")
def vjp_add(G, out, a, b):
    return [unbroadcast(G, np.shape(each)) for each in (a, b)]


@alternative("copies, so that nothing is shared")
def vjp_add(G, out, a, b):
    Ga, Gb = G.copy(), G.copy()
    return unbroadcast(Ga, a.shape), unbroadcast(Gb, b.shape)


@alternative("the minus sign after the sum")
def vjp_subtract(G, out, a, b):
    return unbroadcast(G, a.shape), -1 * unbroadcast(G, b.shape)


@alternative("as an addition of minus b")
def vjp_subtract(G, out, a, b):
    Ga, Gb = vjp_add(G, out, a, -b)
    return Ga, np.negative(Gb)


@alternative("np.multiply, named steps")
def vjp_multiply(G, out, a, b):
    share_a = np.multiply(b, G)
    share_b = np.multiply(a, G)
    return unbroadcast(share_a, a.shape), unbroadcast(share_b, b.shape)


@alternative("both inputs broadcast by hand first")
def vjp_multiply(G, out, a, b):
    wide_a, wide_b = np.broadcast_arrays(a, b)
    return unbroadcast(wide_b * G, a.shape), unbroadcast(wide_a * G, b.shape)


@alternative("einsum")
def vjp_matmul(G, out, A, B):
    return np.einsum("mk,nk->mn", G, B), np.einsum("mn,mk->nk", A, G)


@alternative("transposed twice")
def vjp_matmul(G, out, A, B):
    return (B @ G.T).T, (G.T @ A).T


@alternative("np.dot and np.transpose")
def vjp_matmul(G, out, A, B):
    return np.dot(G, np.transpose(B)), np.dot(np.transpose(A), G)


@alternative("a sum over the examples")
def vjp_matmul(G, out, A, B):
    GA, GB = np.zeros_like(A), np.zeros_like(B)
    for row in range(len(A)):
        GA[row] = B @ G[row]
        GB += np.outer(A[row], G[row])
    return GA, GB


# --- functions of every entry ------------------------------------------------------------------------------------


@alternative("the exponential computed again")
def vjp_exp(G, out, a):
    return np.exp(a) * G


@alternative("on a copy, in place")
def vjp_exp(G, out, a):
    result = G.copy()
    result *= out
    return result


@alternative("times the reciprocal")
def vjp_log(G, out, a):
    return G * np.power(a, -1.0)


@alternative("through the result")
def vjp_log(G, out, a):
    return G * np.exp(-out)


@alternative("through cosh")
def vjp_tanh(G, out, a):
    return G / np.cosh(a) ** 2


@alternative("a product of two factors")
def vjp_tanh(G, out, a):
    return G * (1 + out) * (1 - out)


@alternative("np.where on the result")
def vjp_relu(G, out, a):
    return np.where(out > 0, G, 0.0)


@alternative("zeros on a copy")
def vjp_relu(G, out, a):
    passed = G.copy()
    passed[a <= 0] = 0
    return passed


# --- many to few -------------------------------------------------------------------------------------------------


@alternative("np.full_like")
def vjp_sum(G, out, a):
    return np.full_like(a, G)


@alternative("broadcast, and a copy")
def vjp_sum(G, out, a):
    return np.broadcast_to(G, a.shape).copy()


@alternative("np.full of the share")
def vjp_mean(G, out, a):
    return np.full(a.shape, G / a.size)


@alternative("the sum's gradient, divided by the number of entries")
def vjp_mean(G, out, a):
    return vjp_sum(G, out, a) / np.prod(a.shape)


@alternative("one-hot rows")
def vjp_pick(G, out, Z, y):
    return np.eye(Z.shape[1])[y] * G[:, None]


@alternative("a loop over the rows")
def vjp_pick(G, out, Z, y):
    GZ = np.zeros(Z.shape)
    for row, label in enumerate(y):
        GZ[row, label] = G[row]
    return GZ


@alternative("a comparison with the column numbers")
def vjp_pick(G, out, Z, y):
    return (np.arange(Z.shape[1]) == y[:, None]) * G.reshape(-1, 1)


@alternative("np.put_along_axis")
def vjp_pick(G, out, Z, y):
    GZ = np.zeros_like(Z)
    np.put_along_axis(GZ, y[:, None], G[:, None], axis=1)
    return GZ


@alternative("softmax with the shift by the maximum")
def vjp_log_sum_exp(G, out, Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True) * G[:, None]


@alternative("transposed, so that no new axis is needed")
def vjp_log_sum_exp(G, out, Z):
    return (G * np.exp(Z.T - out)).T


@alternative("row by row")
def vjp_log_sum_exp(G, out, Z):
    return np.stack([G[row] * np.exp(Z[row] - out[row]) for row in range(len(Z))])


# --- topological_order -------------------------------------------------------------------------------------------


@alternative("a set of visited names beside the list")
def topological_order(graph, end):
    order, seen = [], set()

    def visit(name):
        seen.add(name)
        for parent in graph[name][1] if name in graph else ():
            if parent not in seen:
                visit(parent)
        order.append(name)

    visit(end)
    return order


@alternative("a stack instead of recursion")
def topological_order(graph, end):
    order, stack = [], [end]
    while stack:
        name = stack[-1]
        waiting = [p for p in graph.get(name, (None, ()))[1] if p not in order]
        if waiting:
            stack.append(waiting[0])
        else:
            stack.pop()
            if name not in order:
                order.append(name)
    return order


@alternative("children are counted, and the list is filled from its end")
def topological_order(graph, end):
    needed, frontier = {end}, [end]
    while frontier:
        for parent in graph.get(frontier.pop(), ("", ()))[1]:
            if parent not in needed:
                needed.add(parent)
                frontier.append(parent)
    uses = dict.fromkeys(needed, 0)
    for name in needed:
        for parent in graph.get(name, ("", ()))[1]:
            uses[parent] += 1
    order, ready = [], [end]
    while ready:
        name = ready.pop()
        order.insert(0, name)
        for parent in graph.get(name, ("", ()))[1]:
            uses[parent] -= 1
            if uses[parent] == 0:
                ready.append(parent)
    return order


@alternative("again and again: whatever has all its parents")
def topological_order(graph, end):
    def needed(name):
        return {name}.union(*(needed(parent) for parent in graph.get(name, ("", ()))[1]))

    left, order = sorted(needed(end)), []
    while left:
        for name in list(left):
            if all(parent in order for parent in graph.get(name, ("", ()))[1]):
                order.append(name)
                left.remove(name)
    return order


@alternative("sorted by depth")
def topological_order(graph, end):
    depth = {}

    def measure(name):
        if name not in depth:
            parents = graph[name][1] if name in graph else ()
            depth[name] = 1 + max((measure(parent) for parent in parents), default=0)
        return depth[name]

    measure(end)
    return sorted(depth, key=depth.get)


@alternative("lists joined, first occurrences kept")
def topological_order(graph, end):
    parents = graph.get(end, ("", ()))[1]
    names = [name for parent in parents for name in topological_order(graph, parent)]
    return list(dict.fromkeys([*names, end]))


@alternative("the standard library's sorter")
def topological_order(graph, end):
    from graphlib import TopologicalSorter

    reached, stack = {}, [end]
    while stack:
        name = stack.pop()
        if name not in reached:
            reached[name] = tuple(graph[name][1]) if name in graph else ()
            stack.extend(reached[name])
    return list(TopologicalSorter(reached).static_order())


@alternative("a generator with yield from")
def topological_order(graph, end):
    done = set()

    def walk(name):
        if name in done:
            return
        done.add(name)
        if name in graph:
            for parent in reversed(graph[name][1]):
                yield from walk(parent)
        yield name

    return [*walk(end)]


# --- backward ----------------------------------------------------------------------------------------------------


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


# --- network_graph -----------------------------------------------------------------------------------------------


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


# --- forward mode ------------------------------------------------------------------------------------------------


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


@alternative("a flat tangent, reshaped")
def gradient_forwards(graph, values, name, end):
    shape = values[name].shape
    size = int(np.prod(shape))
    slopes = [forward_mode(graph, values, {name: np.eye(1, size, k).reshape(shape)}, end) for k in range(size)]
    return np.array(slopes, dtype=float).reshape(shape)


@alternative("one tangent, set and reset")
def gradient_forwards(graph, values, name, end):
    tangent, gradient = np.zeros(values[name].shape), np.empty(values[name].shape)
    for place in np.ndindex(*tangent.shape):
        tangent[place] = 1
        gradient[place] = forward_mode(graph, values, {name: tangent.copy()}, end)
        tangent[place] = 0
    return gradient


@alternative("np.nditer with its index")
def gradient_forwards(graph, values, name, end):
    gradient = np.zeros_like(values[name], dtype=float)
    for place, _ in np.ndenumerate(values[name]):
        unit = np.zeros_like(gradient)
        unit[place] = 1.0
        gradient[place] = float(forward_mode(graph, values, {name: unit}, end))
    return gradient


@alternative("a generator of slopes, read with np.fromiter")
def gradient_forwards(graph, values, name, end):
    def slopes():
        for row in np.eye(values[name].size):
            yield float(forward_mode(graph, values, {name: row.reshape(values[name].shape)}, end))

    return np.fromiter(slopes(), dtype=float).reshape(values[name].shape)
