"""Homework 5, `topological_order`: right answers that look different, and mistakes that have a name."""

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


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


# --- mistakes ----------------------------------------------------------------------------------------------


def _parents(graph, name):
    return graph[name][1] if name in graph else ()


def _right_order(graph, end):
    order = []

    def visit(name):
        if name not in order:
            for parent in _parents(graph, name):
                visit(parent)
            order.append(name)

    visit(end)
    return order


@misconception(
    "A name goes into the list ahead of its parents",
    hint="You append the name when you meet it. Append it after its parents are in.",
    uses=(_parents,),
)
def topological_order(graph, end):
    order = []

    def visit(name):
        if name not in order:
            order.append(name)
            for parent in _parents(graph, name):
                visit(parent)

    visit(end)
    return order


@misconception(
    "The order turned round",
    hint="The list begins with the end. The way back reads it from its end: do not turn it round here.",
    uses=(_parents, _right_order),
)
def topological_order(graph, end):
    return _right_order(graph, end)[::-1]


@misconception(
    "Depth-first, turned round at the end",
    hint="Reversing the order of first meetings is not enough: a parent met early, on a short path, ends up too late.",
    uses=(_parents,),
)
def topological_order(graph, end):
    order = []

    def visit(name):
        if name not in order:
            order.append(name)
            for parent in _parents(graph, name):
                visit(parent)

    visit(end)
    return order[::-1]


@misconception(
    "Sorted by the distance from the end",
    hint="A name can be close to the end on one path and far on another. Which distance decides?",
    uses=(_parents,),
)
def topological_order(graph, end):
    order, waiting = [], [end]
    while waiting:
        name = waiting.pop(0)
        if name not in order:
            order.append(name)
            waiting += _parents(graph, name)
    return order[::-1]


@misconception(
    "Names listed once for each use",
    hint="A name that two others use is put in twice. When can you skip it?",
    uses=(_parents,),
)
def topological_order(graph, end):
    return [name for parent in _parents(graph, end) for name in topological_order(graph, parent)] + [end]


@misconception(
    "The inputs left out",
    hint="Inputs are no keys of the graph, but the end depends on them. Are they in your list?",
    uses=(_parents, _right_order),
)
def topological_order(graph, end):
    return [name for name in _right_order(graph, end) if name in graph]


@misconception(
    "The end left out",
    hint="The list should end with `end` itself.",
    uses=(_parents, _right_order),
)
def topological_order(graph, end):
    return _right_order(graph, end)[:-1]


@misconception(
    "The whole graph instead of what is needed",
    hint="Begin at `end` and follow the parents. What the end does not depend on is not met.",
    uses=(_parents, _right_order),
)
def topological_order(graph, end):
    order = []
    for name in [*graph, end]:
        order += [needed for needed in _right_order(graph, name) if needed not in order]
    return order


@misconception(
    "The order in which the graph was written",
    hint="The keys of a graph may stand in any order. How can you tell which parents a name has?",
    uses=(_parents, _right_order),
)
def topological_order(graph, end):
    needed = _right_order(graph, end)
    return [name for name in needed if name not in graph] + [name for name in graph if name in needed]


@misconception(
    "Sorted by the alphabet",
    hint="The names mean nothing to the computer. Only the parents tell what comes first.",
    uses=(_parents, _right_order),
)
def topological_order(graph, end):
    return sorted(_right_order(graph, end))


@misconception(
    "Only the first parent followed",
    hint="An operation may have two parents. Does your walk visit both?",
    uses=(_parents,),
)
def topological_order(graph, end):
    order = [end]
    while _parents(graph, order[0]):
        order.insert(0, _parents(graph, order[0])[0])
    return order


@misconception(
    "Only the direct parents",
    hint="The parents of the end have parents, too. Where does your function call itself, or loop?",
    uses=(_parents,),
)
def topological_order(graph, end):
    return [*dict.fromkeys(_parents(graph, end)), end]


@misconception(
    "A list that lives longer than the call",
    hint="A default value `[]` is made once and kept. The second call begins with the names of the first.",
    uses=(_parents,),
)
def topological_order(graph, end, order=[]):  # noqa: B006
    if end not in order:
        for parent in _parents(graph, end):
            topological_order(graph, parent, order)
        order.append(end)
    return order


@misconception(
    "The graph is used up",
    hint="pop takes the node out of the caller's graph. Look it up instead.",
)
def topological_order(graph, end):
    order = []

    def visit(name):
        if name in order:
            return
        _operation, parents = graph.pop(name, ("", ()))
        for parent in parents:
            visit(parent)
        order.append(name)

    visit(end)
    return order


@misconception(
    "A set, which has no order",
    hint="A set forgets the order in which things were put in. Collect the names in a list.",
    uses=(_parents, _right_order),
)
def topological_order(graph, end):
    return set(_right_order(graph, end))


@misconception(
    "Nodes instead of names",
    hint="The list should hold names. Yours holds pairs of operation and parents.",
    uses=(_parents, _right_order),
)
def topological_order(graph, end):
    return [graph.get(name, ("input", ())) for name in _right_order(graph, end)]


@misconception(
    "An input has no entry in the graph",
    hint="Inputs are no keys of the graph, so graph[name] fails for them. How can you look up what may be missing?",
)
def topological_order(graph, end):
    order = []

    def visit(name):
        if name not in order:
            for parent in graph[name][1]:
                visit(parent)
            order.append(name)

    visit(end)
    return order
