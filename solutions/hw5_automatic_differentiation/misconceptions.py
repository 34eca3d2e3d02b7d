"""Wrong answers to homework 5 that students really give: each is rejected, and named in the feedback."""

import numpy as np

from autograder.assignment.catalogue import misconception

# --- unbroadcast -------------------------------------------------------------------------------------------------


@misconception(
    "The broadcasting is not undone",
    hint="The gradient has the shape of G, not the shape asked for. Which entries belong to one entry before?",
)
def unbroadcast(G, shape):
    return G


@misconception(
    "The mean over the uses instead of the sum",
    hint="An entry that is used three times acts three times. Do its shares add up, or average?",
)
def unbroadcast(G, shape):
    while G.ndim > len(shape):
        G = G.mean(axis=0)
    for axis, length in enumerate(shape):
        if length == 1:
            G = G.mean(axis=axis, keepdims=True)
    return G


@misconception(
    "New axes taken away at the back",
    hint="NumPy puts a missing axis in front: (3,) is treated like (1, 3). Which axis of G is the new one?",
)
def unbroadcast(G, shape):
    while G.ndim > len(shape):
        G = G.sum(axis=-1)
    for axis, length in enumerate(shape):
        if length == 1:
            G = G.sum(axis=axis, keepdims=True)
    return G


@misconception(
    "Axes of length 1 lost",
    hint="An axis of length 1 has to be there after the sum as well. Which option of sum keeps it?",
)
def unbroadcast(G, shape):
    front = G.ndim - len(shape)
    axes = [*range(front), *(front + axis for axis, length in enumerate(shape) if length == 1)]
    return G.sum(axis=tuple(axes))


@misconception(
    "The first use instead of the sum over all",
    hint="You take one row of G, and so one of several uses. What happens to the shares of the others?",
)
def unbroadcast(G, shape):
    while G.ndim > len(shape):
        G = G[0]
    for axis, length in enumerate(shape):
        if length == 1:
            G = np.take(G, [0], axis=axis)
    return G


@misconception(
    "Repeated axes of length 1 forgotten",
    hint="Axes in front are gone. But an axis of length 1 was repeated as well: try the shape (2, 1).",
)
def unbroadcast(G, shape):
    while G.ndim > len(shape):
        G = G.sum(axis=0)
    return G


@misconception(
    "New axes in front forgotten",
    hint="Axes of length 1 are summed. But a missing axis was put in front: try the shape (3,).",
)
def unbroadcast(G, shape):
    for axis, length in enumerate(shape):
        if length == 1:
            G = G.sum(axis=axis, keepdims=True)
    return G


@misconception(
    "Cut to the shape instead of summed",
    hint="np.resize and reshape only move entries about. Which entries of G have to be added?",
)
def unbroadcast(G, shape):
    return np.resize(G, shape)


@misconception(
    "The sum of all entries everywhere",
    hint="Each entry gets the sum over its own uses. Here all entries get the sum of everything.",
)
def unbroadcast(G, shape):
    return np.full(shape, G.sum())


@misconception(
    "Only one axis in front is taken away",
    hint="A number that was broadcast to a matrix got two new axes. How often does your sum run?",
)
def unbroadcast(G, shape):
    if G.ndim > len(shape):
        G = G.sum(axis=0)
    for axis, length in enumerate(shape):
        if length == 1:
            G = G.sum(axis=axis, keepdims=True)
    return G


@misconception(
    "The largest use instead of the sum",
    hint="All uses of an entry act on the loss at once. Why should only one of them count?",
)
def unbroadcast(G, shape):
    while G.ndim > len(shape):
        G = G.max(axis=0)
    for axis, length in enumerate(shape):
        if length == 1:
            G = G.max(axis=axis, keepdims=True)
    return G


@misconception(
    "Reshaped instead of summed",
    hint="reshape keeps every entry of G. How many entries does the shape before broadcasting have room for?",
)
def unbroadcast(G, shape):
    return np.reshape(G, shape)


@misconception(
    "New axes summed but kept",
    hint="What was summed over a new axis has one axis less. Print the shape of your result for shape=(3,).",
)
def unbroadcast(G, shape):
    front = G.ndim - len(shape)
    axes = [*range(front), *(front + axis for axis, length in enumerate(shape) if length == 1)]
    return G.sum(axis=tuple(axes), keepdims=True)


@misconception(
    "Axes of length 1 counted before the new axes are gone",
    hint="The axes of shape are those at the back of G. Which axis of G is number 0 in shape, if G has one more?",
)
def unbroadcast(G, shape):
    for axis, length in enumerate(shape):
        if length == 1:
            G = G.sum(axis=axis, keepdims=True)
    while G.ndim > len(shape):
        G = G.sum(axis=0)
    return G


@misconception(
    "Summed along the axes that were not repeated",
    hint="An axis was repeated where shape has length 1. Which axes does your code sum over?",
)
def unbroadcast(G, shape):
    while G.ndim > len(shape):
        G = G.sum(axis=0)
    for axis, length in enumerate(shape):
        if length != 1:
            G = G.sum(axis=axis, keepdims=True)
    return G


# --- arithmetic --------------------------------------------------------------------------------------------------


@misconception(
    "Each input gets half of the gradient",
    hint="If a grows by a little, the sum grows by just as much, whatever b does. Why should a get only half?",
)
def vjp_add(G, out, a, b):
    return unbroadcast(G / 2, a.shape), unbroadcast(G / 2, b.shape)


@misconception(
    "The slope of a product in the sum",
    hint="By how much does a + b change if a grows by a little? Does it depend on b?",
)
def vjp_add(G, out, a, b):
    return unbroadcast(G * b, a.shape), unbroadcast(G * a, b.shape)


@misconception(
    "Broadcasting not undone in the sum",
    hint="Each gradient must have the shape of its own input. Which of your functions from question 1 helps?",
)
def vjp_add(G, out, a, b):
    return G, G


@misconception(
    "The values instead of the gradient",
    hint="The inputs themselves are returned. Where is G, the gradient that arrives?",
)
def vjp_add(G, out, a, b):
    return a, b


@misconception(
    "The minus sign lost",
    hint="If b grows, a − b shrinks. Which sign has its gradient?",
)
def vjp_subtract(G, out, a, b):
    return unbroadcast(G, a.shape), unbroadcast(G, b.shape)


@misconception(
    "The minus sign on both inputs",
    hint="If a grows, a − b grows. Which of the two gradients needs the minus sign?",
)
def vjp_subtract(G, out, a, b):
    return unbroadcast(-G, a.shape), unbroadcast(-G, b.shape)


@misconception(
    "The minus sign on the wrong input",
    hint="If a grows, a − b grows; if b grows, it shrinks. Compare the signs of your two gradients.",
)
def vjp_subtract(G, out, a, b):
    return unbroadcast(-G, a.shape), unbroadcast(G, b.shape)


@misconception(
    "Broadcasting not undone in the difference",
    hint="Each gradient must have the shape of its own input. Which of your functions from question 1 helps?",
)
def vjp_subtract(G, out, a, b):
    return G, -G


@misconception(
    "Each input times itself",
    hint="If a grows by a little, by how much does a · b grow? The answer depends on the other factor.",
)
def vjp_multiply(G, out, a, b):
    return unbroadcast(G * a, a.shape), unbroadcast(G * b, b.shape)


@misconception(
    "The result instead of the other factor",
    hint="The slope of a · b in a is b alone. Why does the product appear in it?",
)
def vjp_multiply(G, out, a, b):
    return unbroadcast(G * a * b, a.shape), unbroadcast(G * a * b, b.shape)


@misconception(
    "G passed on without the factor",
    hint="The product does not react to a at the rate 1. At which rate?",
)
def vjp_multiply(G, out, a, b):
    return unbroadcast(G, a.shape), unbroadcast(G, b.shape)


@misconception(
    "The local slope alone",
    hint="The slope of the operation is there, but where is G, the gradient that arrives?",
)
def vjp_multiply(G, out, a, b):
    ones = np.ones_like(G)
    return unbroadcast(ones * b, a.shape), unbroadcast(ones * a, b.shape)


@misconception(
    "Broadcasting not undone in the product",
    hint="Each gradient must have the shape of its own input. Which of your functions from question 1 helps?",
)
def vjp_multiply(G, out, a, b):
    return G * b, G * a


@misconception(
    "Broadcasting undone before the factor",
    hint="You add up G first and multiply then. But each use of b has its own a. Which of the two comes first?",
)
def vjp_multiply(G, out, a, b):
    return unbroadcast(G, a.shape) * b, unbroadcast(G, b.shape) * a


@misconception(
    "The two gradients in the wrong order",
    hint="The first gradient belongs to a, the second to b. Which of yours has the shape of a?",
)
def vjp_multiply(G, out, a, b):
    return unbroadcast(G * a, b.shape), unbroadcast(G * b, a.shape)


@misconception(
    "The gradients of a matrix product transposed",
    hint="Compare the shapes: your first gradient is (n, m), and A is (m, n). Which factor comes first?",
)
def vjp_matmul(G, out, A, B):
    return B @ G.T, G.T @ A


@misconception(
    "The gradients of the factors in the wrong order",
    hint="The first gradient belongs to A, the second to B. Which of yours has the shape of A?",
)
def vjp_matmul(G, out, A, B):
    return A.T @ G, G @ B.T


@misconception(
    "A matrix product without transposes",
    hint="Write the shapes below the factors: G is (m, k) and B is (n, k). Which one needs a transpose?",
)
def vjp_matmul(G, out, A, B):
    return G @ B, A @ G


@misconception(
    "The product instead of its gradient",
    hint="Your formula contains the result where G, the gradient that arrives, should be.",
)
def vjp_matmul(G, out, A, B):
    return A @ B @ B.T, A.T @ A @ B


@misconception(
    "The Jacobian without G",
    hint="The factors are right, but all ones stand where G should be.",
)
def vjp_matmul(G, out, A, B):
    return np.ones_like(G) @ B.T, A.T @ np.ones_like(G)


@misconception(
    "Divided by the number of rows",
    hint="A mean is an operation of its own and has its own VJP. Is there a mean in A @ B?",
)
def vjp_matmul(G, out, A, B):
    return G @ B.T, A.T @ G / len(A)


@misconception(
    "One of the factors for both",
    hint="The slope in A depends on B, and the slope in B on A. Does one of your two lines use its own factor?",
)
def vjp_matmul(G, out, A, B):
    return G @ G.T @ A, A.T @ G


# --- functions of every entry ------------------------------------------------------------------------------------


@misconception(
    "The input instead of the result in exp",
    hint="The slope of exp is exp itself. Is the array that you multiply by the input or the result?",
)
def vjp_exp(G, out, a):
    return G * a


@misconception(
    "exp passed without a slope",
    hint="Only the identity has slope 1 everywhere. What is the slope of the exponential?",
)
def vjp_exp(G, out, a):
    return G.copy()


@misconception(
    "The power rule for the exponential",
    hint="The power rule holds for a^n. Here the variable is in the exponent.",
)
def vjp_exp(G, out, a):
    return G * a * np.exp(a - 1)


@misconception(
    "exp without G",
    hint="The slope is right. Multiply it by the gradient that arrives.",
)
def vjp_exp(G, out, a):
    return np.exp(a)


@misconception(
    "exp of the result",
    hint="`out` is exp(a) already. You take the exponential a second time.",
)
def vjp_exp(G, out, a):
    return G * np.exp(np.exp(a))


@misconception(
    "G overwritten by exp",
    hint="`*=` writes into G, which others still use. Make a new array.",
)
def vjp_exp(G, out, a):
    G *= np.exp(a)
    return G


@misconception(
    "Divided by the result of log",
    hint="The slope of the logarithm is one over something. Over the input or over the result?",
)
def vjp_log(G, out, a):
    return G / np.log(a)


@misconception(
    "log itself instead of its slope",
    hint="You multiply by log(a). How steep is the graph of the logarithm at a?",
)
def vjp_log(G, out, a):
    return G * np.log(a)


@misconception(
    "log without G",
    hint="The slope is right. Multiply it by the gradient that arrives.",
)
def vjp_log(G, out, a):
    return 1 / a


@misconception(
    "Times the input instead of divided by it",
    hint="The logarithm gets flatter for larger a. Does your slope?",
)
def vjp_log(G, out, a):
    return G * a


@misconception(
    "The slope of the logarithm to base 10",
    hint="np.log is the natural logarithm. Where does the 2.303 come from?",
)
def vjp_log(G, out, a):
    return G / (a * np.log(10))


@misconception(
    "The input instead of the result in tanh",
    hint="The slope is 1 minus the square of tanh(a). Did you square the input?",
)
def vjp_tanh(G, out, a):
    return G * (1 - a**2)


@misconception(
    "tanh taken twice",
    hint="`out` is tanh(a) already. The slope needs it once.",
)
def vjp_tanh(G, out, a):
    return G * (1 - np.tanh(np.tanh(a)) ** 2)


@misconception(
    "The square missing in the slope of tanh",
    hint="At a = 0 the slope is 1 and for large a it is 0, on both sides. What does yours give for large negative a?",
)
def vjp_tanh(G, out, a):
    return G * (1 - np.tanh(a))


@misconception(
    "The slope of the sigmoid",
    hint="z(1 − z) belongs to the sigmoid. At a = 0 tanh has slope 1. What does your formula give there?",
)
def vjp_tanh(G, out, a):
    return G * np.tanh(a) * (1 - np.tanh(a))


@misconception(
    "tanh without G",
    hint="The slope is right. Multiply it by the gradient that arrives.",
)
def vjp_tanh(G, out, a):
    return 1 - np.tanh(a) ** 2


@misconception(
    "tanh itself instead of its slope",
    hint="You multiply by tanh(a). How steep is its graph at a = 0?",
)
def vjp_tanh(G, out, a):
    return G * np.tanh(a)


@misconception(
    "The mask from the gradient",
    hint="Whether the unit is on is decided on the way forward. Which array tells?",
)
def vjp_relu(G, out, a):
    return G * (G > 0)


@misconception(
    "The ReLU instead of its slope",
    hint="Where a is positive the ReLU has slope 1, not a. What do you multiply G by?",
)
def vjp_relu(G, out, a):
    return G * np.maximum(a, 0)


@misconception(
    "The mask lets the kink through",
    hint="Read the last row of the table: the slope at a = 0 is set to 0 here.",
)
def vjp_relu(G, out, a):
    return G * (a >= 0)


@misconception(
    "The mask without G",
    hint="The slope is right. Multiply it by the gradient that arrives.",
)
def vjp_relu(G, out, a):
    return (a > 0).astype(float)


@misconception(
    "No mask",
    hint="Where a is negative, the result is 0 whatever a does. Which gradient should pass there?",
)
def vjp_relu(G, out, a):
    return G.copy()


@misconception(
    "The mask written into G",
    hint="Assigning to G[a <= 0] changes the array of the caller. Make a new one.",
)
def vjp_relu(G, out, a):
    G[a <= 0] = 0
    return G


# --- many to few -------------------------------------------------------------------------------------------------


@misconception(
    "One number for all entries of the sum",
    hint="Each entry of a has a gradient. Which shape should the result have?",
)
def vjp_sum(G, out, a):
    return G


@misconception(
    "The mean's share in the sum",
    hint="If one entry grows by a little, the sum grows by just as much. Why divide?",
)
def vjp_sum(G, out, a):
    return G * np.ones_like(a) / a.size


@misconception(
    "The entries instead of ones",
    hint="The sum reacts to each entry at the same rate, however large it is. At which?",
)
def vjp_sum(G, out, a):
    return G * a


@misconception(
    "The sum without G",
    hint="The slope is right. Multiply it by the gradient that arrives.",
)
def vjp_sum(G, out, a):
    return np.ones_like(a)


@misconception(
    "The 1/n of the mean missing",
    hint="If one of n entries grows by a little, the mean grows by an n-th of it.",
)
def vjp_mean(G, out, a):
    return G * np.ones_like(a)


@misconception(
    "The mean divided by the number of rows",
    hint="The mean is over all entries. How many are there in an array of shape (2, 3)?",
)
def vjp_mean(G, out, a):
    return G * np.ones_like(a) / len(a)


@misconception(
    "The mean divided by the number of columns",
    hint="The mean is over all entries. How many are there in an array of shape (2, 3)?",
)
def vjp_mean(G, out, a):
    return G * np.ones_like(a) / a.shape[-1]


@misconception(
    "One number for all entries of the mean",
    hint="Each entry of a has a gradient. Which shape should the result have?",
)
def vjp_mean(G, out, a):
    return G / a.size


@misconception(
    "The mean without G",
    hint="The share of an entry is right. Multiply it by the gradient that arrives.",
)
def vjp_mean(G, out, a):
    return np.ones_like(a) / a.size


@misconception(
    "The whole row instead of the picked entry",
    hint="The result does not react to entries that were not picked. What is their gradient?",
)
def vjp_pick(G, out, Z, y):
    return np.repeat(G[:, None], Z.shape[1], axis=1)


@misconception(
    "The picked entries instead of ones",
    hint="The result reacts to a picked entry at the rate 1, however large the entry is.",
)
def vjp_pick(G, out, Z, y):
    return np.eye(Z.shape[1])[y] * G[:, None] * Z


@misconception(
    "pick without G",
    hint="The places are right. What has to stand there: a 1, or the gradient that arrives?",
)
def vjp_pick(G, out, Z, y):
    return np.eye(Z.shape[1])[y]


@misconception(
    "Every picked column in every row",
    hint="`[:, y]` takes the columns y in all rows. Use one row number for each label.",
)
def vjp_pick(G, out, Z, y):
    GZ = np.zeros_like(Z)
    GZ[:, y] = G[:, None]
    return GZ


@misconception(
    "The sign of the cross entropy in pick",
    hint="The minus sign of the loss is in its own operation. Does the picked entry act with a minus?",
)
def vjp_pick(G, out, Z, y):
    return -np.eye(Z.shape[1])[y] * G[:, None]


@misconception(
    "Only the picked gradients, without the matrix",
    hint="The gradient has the shape of Z. Where do the numbers of G belong in it?",
)
def vjp_pick(G, out, Z, y):
    return G.copy()


@misconception(
    "Softmax over the wrong axis",
    hint="Each row has its own sum. Over which axis do your probabilities add up to 1?",
)
def vjp_log_sum_exp(G, out, Z):
    E = np.exp(Z - Z.max(axis=0))
    return E / E.sum(axis=0) * G[:, None]


@misconception(
    "log_sum_exp without G",
    hint="The softmax is right. Multiply row r by G_r.",
)
def vjp_log_sum_exp(G, out, Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


@misconception(
    "Exponentials that overflow",
    hint="exp(1000) is inf. Subtract `out` before you take the exponential.",
)
def vjp_log_sum_exp(G, out, Z):
    E = np.exp(Z)
    return E / E.sum(axis=1, keepdims=True) * G[:, None]


@misconception(
    "The exponentials without their sum",
    hint="The slope is a share of the row's sum. Do the rows of your slope add up to 1?",
)
def vjp_log_sum_exp(G, out, Z):
    return np.exp(Z) * G[:, None]


@misconception(
    "The logarithm of the softmax",
    hint="z − c is the logarithm of the slope. What is missing?",
)
def vjp_log_sum_exp(G, out, Z):
    return (Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))) * G[:, None]


@misconception(
    "One sum for all rows",
    hint="Each row has its own sum of exponentials. Which `axis` does your sum have?",
)
def vjp_log_sum_exp(G, out, Z):
    E = np.exp(Z - Z.max())
    return E / E.sum() * G[:, None]


@misconception(
    "The slope of the mean",
    hint="All entries of a row get the same share here. Does the largest score not count for more?",
)
def vjp_log_sum_exp(G, out, Z):
    return np.repeat(G[:, None], Z.shape[1], axis=1) / Z.shape[1]


# --- topological_order -------------------------------------------------------------------------------------------


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


# --- backward ----------------------------------------------------------------------------------------------------


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


# --- network_graph -----------------------------------------------------------------------------------------------


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


# --- forward mode ------------------------------------------------------------------------------------------------


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


@misconception(
    "All entries moved at once",
    hint="With a tangent of ones you get the sum of all slopes, everywhere. Move one entry at a time.",
)
def gradient_forwards(graph, values, name, end):
    ones = np.ones(values[name].shape)
    return ones * forward_mode(graph, values, {name: ones}, end)


@misconception(
    "Entries that moved once keep moving",
    hint="The 1 of the last entry is still in the tangent. Begin each pass with zeros.",
)
def gradient_forwards(graph, values, name, end):
    tangent, gradient = np.zeros(values[name].shape), np.zeros(values[name].shape)
    for place in np.ndindex(tangent.shape):
        tangent[place] = 1.0
        gradient[place] = forward_mode(graph, values, {name: tangent.copy()}, end)
    return gradient


@misconception(
    "A flat list of slopes",
    hint="The slopes are right, the shape is not that of the array. Which method of arrays restores it?",
)
def gradient_forwards(graph, values, name, end):
    size, shape = values[name].size, values[name].shape
    rows = np.eye(size)
    return np.array([float(forward_mode(graph, values, {name: rows[k].reshape(shape)}, end)) for k in range(size)])


@misconception(
    "The entry moves at the rate of its value",
    hint="The tangent has a 1 at one place. You put the entry's value there.",
)
def gradient_forwards(graph, values, name, end):
    gradient = np.zeros(values[name].shape)
    for place in np.ndindex(gradient.shape):
        tangent = np.zeros(gradient.shape)
        tangent[place] = values[name][place]
        gradient[place] = forward_mode(graph, values, {name: tangent}, end)
    return gradient


@misconception(
    "Only the first row or entry is filled",
    hint="The loop ends too early: does it reach every index of the array?",
)
def gradient_forwards(graph, values, name, end):
    gradient = np.zeros(values[name].shape)
    for place in list(np.ndindex(gradient.shape))[: gradient.shape[-1] // 2 + 1]:
        tangent = np.zeros(gradient.shape)
        tangent[place] = 1.0
        gradient[place] = forward_mode(graph, values, {name: tangent}, end)
    return gradient
