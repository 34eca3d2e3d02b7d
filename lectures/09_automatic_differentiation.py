# ---
# jupyter:
#   jupytext:
#     cell_markers: r"""
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
r"""
# Lecture 9. From backprop to automatic differentiation

**The question.** In lecture 7 you derived the gradients of a network with $L$ layers. Now somebody
adds a connection that skips a layer, or uses one weight matrix twice. Your formula is wrong, and
you derive again. Which part of a derivation needs a person, and which part can a machine do?

The answer is a program of about a hundred lines. You will write down once how a gradient passes
through each *operation*. The program notes which operation used what, and does the rest. We build
it piece by piece, compare it with lecture 7 to twelve digits, and train a network with it that no
formula of this series covers. At the end we turn the machine round, so that it runs forwards, and
count what each direction costs.

You need vector–Jacobian products (lecture 4), the modules of lecture 5 and the recursion of lecture
7. Reading takes about 25 minutes, the three questions another half hour.
"""

# %%
import inspect
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np

from byhand import data, gradients, graphs, plots

plots.use_style()
np.set_printoptions(precision=4, suppress=True)

# %% [markdown]
r"""
Here is a small loss with everything in it that breaks a recursion by layers. One matrix $W$ is used
in two layers *and* in a penalty. The value $a$ skips a layer. Grey boxes are given, and each other
box is one operation.
"""

# %% picture="Computation graph: W feeds two products and a square; value a skips a layer; paths meet in additions"
graphs.draw(
    {
        "p": ("@", "x", "W"),
        "a": ("tanh", "p"),
        "q": ("@", "a", "W"),
        "c": ("tanh", "q"),
        "h": ("+", "c", "a"),
        "d": ("cross entropy", "h"),
        "r": ("square", "W"),
        "ell": ("+", "d", "r"),
    }
)
plt.show()

# %% [markdown]
r"""
**Predict first.** How many different paths lead from $W$ to the end $\ell$? Each of them carries a
part of the gradient. Count them before you read on; the answer comes in the section about order.

## Names used in this lecture

| symbol | shape | meaning | in code |
|:--|:--|:--|:--|
| node | – | one value of the computation, with a note of how it was made | `Node` |
| parent | – | a node that an operation used; the result is its *child* | `node.parents` |
| $c = f(a, b)$ | any | one operation: $a$ and $b$ are the parents, $c$ is the result | |
| $\ell$ | scalar | the end of the computation, usually the loss | `end`, `loss` |
| $G = \partial \ell / \partial c$ | shape of $c$ | gradient with respect to the result | `G`, `node.gradient` |
| $J$ | (size of $c$, size of $a$) | Jacobian: $J_{qp} = \partial c_q / \partial a_p$ | `J` |
| VJP | shape of $a$ | the product $G J$: what $c$ sends back to its parent $a$ | `node.vjps` |
| $\dot a$ | shape of $a$ | tangent: how fast $a$ moves | `tangent` |
| JVP | shape of $c$ | the product $J \dot a$: how fast $c$ moves then | |
| $W_i,\ b_i,\ Z_i,\ U_i,\ G_i$ | | as in lecture 7, and repeated where we need them | `params`, … |

A graph in which the arrows never lead back to where they came from is called *directed and
acyclic*, a **DAG**. Every computation that ends is one: a value is made only from values that were
there before it.

## A computation writes its own graph

The machine must know which operation used what. In lecture 5 you wrote that down as a dictionary,
and its values were single numbers. Now the values are arrays, and they keep the record themselves.
A **node** holds an array and remembers where it came from: the name of the operation, its parents,
and for each parent one function that sends a gradient back. That function is the subject of the
next section.
"""


# %%
class Node:
    """An array that remembers how it was made.

    operation  its name, for pictures
    parents    the nodes it was made from
    vjps       one function for each parent: it takes G, the gradient of this node, and returns the parent's share
    """

    __array_ufunc__ = None  # a NumPy array to the left of an operator leaves the work to us

    def __init__(self, value, operation="given", parents=(), vjps=()):
        self.value = np.asarray(value, dtype=np.float64)
        self.operation, self.parents, self.vjps = operation, parents, vjps
        self.gradient = None  # not known yet


def as_node(x):
    """x itself if it is a node, otherwise a node that nothing made."""
    return x if isinstance(x, Node) else Node(x)


# %% [markdown]
r"""
Two operations make a start. Each has its forward line and, beside it, what goes back to each
parent. For $c = a + b$ the slope is 1 in both directions. For $c = a \circ b$, entry by entry, it
is the *other* factor.
"""


# %%
def add(a, b):
    a, b = as_node(a), as_node(b)
    return Node(a.value + b.value, "+", (a, b), (lambda G: G, lambda G: G))


def multiply(a, b):
    a, b = as_node(a), as_node(b)
    return Node(a.value * b.value, "×", (a, b), (lambda G: G * b.value, lambda G: G * a.value))


Node.__add__ = Node.__radd__ = add  # now x + y calls add(x, y)
Node.__mul__ = Node.__rmul__ = multiply

x, y, z = Node(-2.0), Node(5.0), Node(-4.0)
f = (x + y) * z
print("f =", f.value)
print("f was made by", f.operation, "from", [parent.operation for parent in f.parents])
print("its first parent was made by + from", [parent.value.item() for parent in f.parents[0].parents])
assert f.value == -12
assert f.parents[1] is z

# %% [markdown]
r"""
Read the line `f = (x + y) * z` again. It is ordinary Python, and it computed $-12$. On the way it
left a graph behind. Loops and conditions come for free: what is written down is what happened.

**Predict first.** The gradient of $f$ with respect to itself is 1. What does $f$ send to $x + y$
and to $z$? And what do $x$ and $y$ get then?

<details><summary>Answer</summary>

$f$ is a product, so $x + y$ gets $1 \cdot z = -4$, and $z$ gets $1 \cdot (x + y) = 3$. The sum
sends on what it gets: $x$ and $y$ both get $-4$. These are the numbers of lecture 5.

</details>
"""

# %%
to_sum, to_z = (vjp(1.0) for vjp in f.vjps)
to_x, to_y = (vjp(to_sum) for vjp in f.parents[0].vjps)
print(f"to x + y: {to_sum}   to z: {to_z}   to x: {to_x}   to y: {to_y}")
assert (to_sum, to_z, to_x, to_y) == (-4, 3, -4, -4)

# %% [markdown]
r"""
## One operation: the vector–Jacobian product

Why may one operation be treated alone? Let $c = f(a)$ be somewhere in a computation, with entries
$c_q$, and let $G_q = \partial \ell / \partial c_q$ be known. Suppose that $a$ is used for $c$ only.
Then $a$ acts on $\ell$ through the entries of $c$ only. By the chain rule all paths add up:

$$
\frac{\partial \ell}{\partial a_p}
= \sum_q \frac{\partial \ell}{\partial c_q} \, \frac{\partial c_q}{\partial a_p}
= \sum_q G_q \, J_{qp} = (G J)_p .
$$

A row vector times the Jacobian: a **vector–Jacobian product**, VJP. CMU's lecture ends at this
point: a layer that can compute it takes part in backpropagation. The loss, the data and the rest of
the network are all inside $G$. The operation needs to know nothing else. If it has two parents, $A$
and $B$, it has one VJP for each.

The Jacobian is never built. Each operation has a shortcut for the product. Four of them, each with
its reason; then we test all at once.

**Step 1. A function of each entry**, $c_q = \phi(a_q)$. Only $p = q$ has a slope, so the sum has
one term:

$$ (GJ)_p = G_p \, \phi'(a_p) . $$

**Step 2. The sum of all entries**, $c = \sum_p a_p$. There is one $c$ and every slope is 1, so
every entry of $a$ gets the same number $G$.

**Step 3. The matrix product**, $C = AB$, that is $C_{ik} = \sum_j A_{ij} B_{jk}$. The entry
$A_{ij}$ occurs in row $i$ of $C$, in every column $k$, with the factor $B_{jk}$. Likewise $B_{jk}$
occurs in column $k$, in every row $i$, with the factor $A_{ij}$:

$$
\begin{aligned}
\frac{\partial \ell}{\partial A_{ij}} &= \sum_k G_{ik} B_{jk} = (G B^T)_{ij} , \\
\frac{\partial \ell}{\partial B_{jk}} &= \sum_i A_{ij} G_{ik} = (A^T G)_{jk} .
\end{aligned}
$$

**Step 4. Softmax with cross entropy**, fused as in lecture 5. Lecture 1 derived $(S - I_y)/m$ for
the mean loss. Here something may follow the loss, so the result is multiplied by the number $G$
that comes from there.
"""


# %%
def matmul(A, B):
    A, B = as_node(A), as_node(B)
    return Node(A.value @ B.value, "@", (A, B), (lambda G: G @ B.value.T, lambda G: A.value.T @ G))


def exp(a):
    c = np.exp(a.value)
    return Node(c, "exp", (a,), (lambda G: G * c,))


def log(a):
    return Node(np.log(a.value), "log", (a,), (lambda G: G / a.value,))


def tanh(a):
    c = np.tanh(a.value)
    return Node(c, "tanh", (a,), (lambda G: G * (1 - c**2),))


def relu(a):
    return Node(np.maximum(a.value, 0), "relu", (a,), (lambda G: G * (a.value > 0),))


def total(a):
    return Node(a.value.sum(), "Σ", (a,), (lambda G: np.full(a.value.shape, G),))


def cross_entropy(Z, y):
    """Mean cross entropy of scores Z (m, K) for labels y (m,). The labels are no parent: they cannot move."""
    m, K = Z.value.shape
    shifted = Z.value - Z.value.max(axis=1, keepdims=True)
    log_sum = np.log(np.exp(shifted).sum(axis=1))
    loss = np.mean(log_sum - shifted[np.arange(m), y])
    S = np.exp(shifted - log_sum[:, np.newaxis])
    return Node(loss, "cross entropy", (Z,), (lambda G: G * (S - np.eye(K)[y]) / m,))


Node.__matmul__, Node.__rmatmul__ = matmul, lambda B, A: matmul(A, B)
Node.exp, Node.log, Node.tanh, Node.relu, Node.sum = exp, log, tanh, relu, total
Node.__neg__ = lambda a: multiply(-1.0, a)
Node.__sub__ = lambda a, b: add(a, -as_node(b))
Node.__rsub__ = lambda b, a: add(a, -b)

# %% [markdown]
r"""
Nothing about subtraction had to be derived: $a - b$ is $a + (-1) \cdot b$, two operations that we
have. The same holds for a mean, a sigmoid or a norm. What is put together from known parts needs no
VJP of its own. One writes one where it is shorter or safer, as for the cross entropy.

**The test.** Take a random $G$ of the shape of the result. Then $\sum_q G_q c_q$ is one number
whose gradient with respect to $a$ is exactly $GJ$, and lecture 6 can measure it. Random inputs,
different sizes, nothing near a kink:
"""


# %%
def agree(what, formula, numeric, tolerance=1e-6):
    """Stop unless two arrays agree in every entry. Say so if they do, and show them if they are short."""
    error = gradients.relative_error(formula, numeric)
    assert error < tolerance, f"{what}: relative error {error:.1e}"
    print(f"✓ {what}: formula and numbers agree (relative error below {tolerance:.0e})")
    if np.size(formula) < 7:
        print("    formula", np.round(formula, 4) + 0.0)
        print("    numbers", np.round(numeric, 4) + 0.0)


def test_vjps(name, operation, *inputs):
    """Compare every VJP of one operation with central differences of Σ G ∘ result."""
    result = operation(*[Node(a) for a in inputs])
    G = np.random.default_rng(1).standard_normal(result.value.shape)
    for k, vjp in enumerate(result.vjps):

        def loss(moved, k=k):
            return float(np.sum(G * operation(*[Node(moved if j == k else a) for j, a in enumerate(inputs)]).value))

        agree(f"{name}, parent {k}", vjp(G), gradients.central(loss, inputs[k]))


rng = np.random.default_rng(0)
A, B, positive = rng.standard_normal((4, 3)), rng.standard_normal((4, 3)), rng.uniform(0.5, 2, (4, 3))
labels = np.array([2, 0, 1, 1])
test_vjps("add", add, A, B)
test_vjps("multiply", multiply, A, B)
test_vjps("matmul", matmul, A, rng.standard_normal((3, 5)))
test_vjps("exp", exp, A)
test_vjps("log", log, positive)
test_vjps("tanh", tanh, A)
test_vjps("relu", relu, A)
test_vjps("sum", total, A)
test_vjps("cross entropy", lambda Z: cross_entropy(Z, labels), A)

# %% [markdown]
r"""
How much did the shortcuts save? For the product above, the Jacobian with respect to $A$ has a row
for each of the 20 entries of $C$ and a column for each of the 12 entries of $A$. We build it once,
to see that the shortcut is the same thing:
"""

# %%
right = rng.standard_normal((3, 5))
J = np.einsum("ia,kj->ikaj", np.eye(4), right.T).reshape(20, 12)  # ∂C[i,k] / ∂A[a,j] = [i = a] B[j,k]
G = rng.standard_normal((4, 5))
agree("the row G times J", (G.ravel() @ J).reshape(4, 3), G @ right.T)
print(f"J has {J.size} entries, {np.mean(J == 0):.0%} of them 0; the shortcut uses only the {right.size} entries of B")
assert J.size == 240
assert np.mean(J == 0) == 0.75

# %% [markdown]
r"""
For a layer of AlexNet's size, 4096 inputs and outputs and a batch of 100, this Jacobian would have
$409{,}600^2 \approx 1.7 \cdot 10^{11}$ entries. Lecture 4 measured what that costs.

## Broadcasting is a copy, so its VJP is a sum

Add a bias of shape $(K,)$ to scores of shape $(m, K)$, and NumPy adds it to every row. Our `add`
then sends back a $G$ of shape $(m, K)$, but a gradient must have the shape of its parent, $(K,)$.

**Step 5. Follow one bias.** $C_{ik} = A_{ik} + b_k$. The entry $b_k$ is used in every row $i$, each
time with slope 1. All uses add up:

$$ \frac{\partial \ell}{\partial b_k} = \sum_i G_{ik} . $$

This is the column sum that you know from lecture 1. There it was a rule about biases. It is a rule
about *copies*: broadcasting copies an entry along an axis, and the way back sums along that axis.
NumPy copies in two cases:

| case | before | after | the way back |
|:--|:--|:--|:--|
| an axis is missing in front | $(K,)$ | $(m, K)$ | sum over that axis, drop it |
| an axis has length 1 | $(m, 1)$ | $(m, K)$ | sum over that axis, keep its length 1 |

It does not matter which operation did the broadcasting. So we let the *receiver* undo it: a node
knows its own shape. (In hw5 this step has a name of its own, *unbroadcast*.) And because a node may
be used by several others, the receiver also adds each new share to what it has.
"""


# %%
def receive(node, share):
    """Sum a share over the axes along which `node` was copied, and add it to the node's gradient."""
    share = np.asarray(share)
    in_front = share.ndim - node.value.ndim
    short = [in_front + axis for axis, length in enumerate(node.value.shape) if length == 1]
    share = share.sum(axis=(*range(in_front), *short)).reshape(node.value.shape)
    node.gradient = share if node.gradient is None else node.gradient + share


shapes = [((4, 3), (3,)), ((4, 3), (4, 1)), ((4, 3), (1, 3)), ((4, 3), ()), ((2, 4, 3), (4, 1)), ((4, 1), (1, 3))]
for left_shape, right_shape in shapes:
    left, right = rng.standard_normal(left_shape), np.asarray(rng.standard_normal(right_shape))
    parents = Node(left), Node(right)
    G = rng.standard_normal(np.broadcast_shapes(left_shape, right_shape))
    for parent, vjp in zip(parents, multiply(*parents).vjps, strict=True):
        receive(parent, vjp(G))
    by_left = gradients.central(lambda a, right=right, G=G: float(np.sum(G * a * right)), left)
    by_right = gradients.central(lambda b, left=left, G=G: float(np.sum(G * left * b)), right)
    assert gradients.relative_error(parents[0].gradient, by_left) < 1e-6
    assert gradients.relative_error(parents[1].gradient, by_right) < 1e-6
    print(f"{left_shape!s:10} × {right_shape!s:7} → {G.shape!s:10} gradients {by_left.shape}, {by_right.shape} agree")

# %% [markdown]
r"""
## Where paths meet: add, never overwrite

The line `node.gradient + share` decides everything. Let us see what happens without the plus. Take
$f = x \cdot x$. Both parents of the product are $x$. Each gets the share $G x$, and the right
answer is $2x$.
"""

# %%
x = Node(3.0)
f = x * x
shares = [vjp(1.0) for vjp in f.vjps]
overwritten = None
for share in shares:
    overwritten = share  # the bug: the second share replaces the first
added = sum(shares)
print(f"overwriting gives {overwritten}, adding gives {added}, the slope of x² at 3 is {2 * 3.0}")
assert overwritten == 3
assert added == 6

# %% [markdown]
r"""
The bug is common, because it does no harm as long as every value is used once. A plain chain of
layers passes every test. It shows as soon as a value is used twice: a shared weight, a skip
connection, a penalty. With a penalty, whichever of the two parts arrives last wins:
"""

# %%
X_small, y_small = rng.standard_normal((5, 3)), np.array([0, 1, 1, 0, 1])
W = Node(rng.standard_normal((3, 2)))
data_part, penalty_part = cross_entropy(X_small @ W, y_small), 0.05 * (W * W).sum()
loss = data_part + penalty_part


def penalised(W):
    """The same loss, written without nodes."""
    Z = X_small @ W
    return np.mean(np.log(np.exp(Z).sum(axis=1)) - Z[np.arange(5), y_small]) + 0.05 * np.sum(W**2)


numeric = gradients.central(penalised, W.value)
product = data_part.parents[0]
from_data = product.vjps[1](data_part.vjps[0](1.0))  # back through the cross entropy and the matrix product
from_penalty = 0.1 * W.value
agree("sum of both parts", from_data + from_penalty, numeric)
print("relative error, data part only:    above 0.1:", gradients.relative_error(from_data, numeric) > 0.1)
print("relative error, penalty part only: above 0.1:", gradients.relative_error(from_penalty, numeric) > 0.1)
assert gradients.relative_error(from_data, numeric) > 0.1
assert gradients.relative_error(from_penalty, numeric) > 0.1

# %% [markdown]
r"""
A second trap hides in the same line. `node.gradient += share` writes *into* the array. But our
`add` sends the same array $G$ to both of its parents, so both gradients may be one array under two
names. Then what one parent adds later appears in the other:
"""

# %%
G = np.array([1.0, 2.0])
gradient_a = G  # add sends G to a …
gradient_b = G  # … and the same array to b
gradient_a += np.array([10.0, 10.0])  # later a gets another share
print("b was sent [1. 2.] and now holds", gradient_b)
assert gradient_b.tolist() == [11, 12]

# %% [markdown]
r"""
`node.gradient + share` makes a new array and has no such memory.

## In which order?

A node may hand on its gradient only when that gradient is complete: when *all* its children have
sent their shares. Look at $q = x^2$, $r = e^q$, $t = 3q$, $f = r + t$. The node $q$ is used twice,
by $r$ and by $t$.
"""


# %%
def nodes_behind(end):
    """All nodes on which `end` depends, in no particular order."""
    found, to_visit = {end}, [end]
    while to_visit:
        for parent in to_visit.pop().parents:
            if parent not in found:
                found.add(parent)
                to_visit.append(parent)
    return found


def picture(end, names):
    """Draw the graph behind `end` with its values, and its gradients if they are known. names: {name: node}."""
    name_of = {node: name for name, node in names.items()}
    nodes = topological_order(end)
    for node in nodes:  # whatever has no name: a constant is called by its value
        name_of.setdefault(node, f"v{len(name_of)}" if node.parents else f"{node.value:g}")
    steps = {name_of[n]: (n.operation, *(name_of[p] for p in n.parents)) for n in nodes if n.parents}
    values = {name_of[n]: n.value for n in nodes}
    known = {name_of[n]: n.gradient for n in nodes if n.gradient is not None}
    for node in nodes:
        for parent, vjp in zip(node.parents, node.vjps, strict=True):
            if node.gradient is not None:
                known[name_of[parent], name_of[node]] = vjp(node.gradient)
    graphs.draw(steps, values, known)
    plt.show()


def try_order():
    """The small graph anew: x, q = x², r = exp(q), f = r + 3 q."""
    x = Node(0.5)
    q = x * x
    r = q.exp()
    return x, q, r, r + 3 * q


# %% [markdown]
r"""
Three methods of walking back:

1. **By paths.** Send a share along every path, all the way down to the inputs, each path by itself.
   Nothing waits for anything.
2. **Each node once, as soon as it is met.** Start at $f$, go to a parent, hand on at once, and
   never hand on twice.
3. **When complete.** A node hands on after its last share has arrived.

**Predict first.** Which of the three give the right slope $f'(x) = 2x\,e^{x^2} + 6x$? Which is the
cheapest?

<details><summary>Answer</summary>

The first is right: the chain rule is a sum over paths. But it is expensive, as you will see. The
second is wrong: $q$ hands on when only one of its two shares is there. The third is right and uses
every arrow once.

</details>
"""


# %%
def backward_by_paths(node, share):
    """Right but slow: every path by itself. Returns how many arrows were used."""
    receive(node, share)
    return sum(1 + backward_by_paths(p, vjp(share)) for p, vjp in zip(node.parents, node.vjps, strict=True))


def backward_when_met(node, done):
    """Wrong: hands on as soon as it is met, and only once."""
    done.add(node)
    for parent, vjp in zip(node.parents, node.vjps, strict=True):
        receive(parent, vjp(node.gradient))
        if parent not in done:
            backward_when_met(parent, done)


exact = 2 * 0.5 * np.exp(0.5**2) + 6 * 0.5
x, q, r, f = try_order()
backward_by_paths(f, np.array(1.0))
by_paths = x.gradient
x, q, r, f = try_order()
f.gradient = np.array(1.0)
backward_when_met(f, set())
when_met = x.gradient
print(f"exact {exact:.4f}   by paths {by_paths:.4f}   when met {when_met:.4f}")
assert np.isclose(by_paths, exact)
assert not np.isclose(when_met, exact)

# %% [markdown]
r"""
How do you know that the last share has arrived? *Count.* A first walk counts how often each node is
used. On the second walk every share that arrives lowers the count of its receiver, and a node whose
count reaches 0 is complete. The order in which nodes become complete, read from its end, is called
a **topological order**: every parent stands before its children.
"""


# %%
def topological_order(end):
    """The nodes behind `end` in an order in which every parent comes before its children."""
    waiting = dict.fromkeys(nodes_behind(end), 0)  # how many shares each node still waits for
    for node in list(waiting):
        for parent in node.parents:
            waiting[parent] += 1
    order, complete = [], [end]
    while complete:
        node = complete.pop()
        order.append(node)
        for parent in node.parents:
            waiting[parent] -= 1
            if waiting[parent] == 0:
                complete.append(parent)
    return order[::-1]


def backward(end, G=1.0):
    """Give every node behind `end` its gradient: of `end` itself if that is one number, else of Σ G ∘ end."""
    order = topological_order(end)
    for node in order:
        node.gradient = None
    receive(end, np.broadcast_to(G, end.value.shape))
    for node in reversed(order):
        for parent, vjp in zip(node.parents, node.vjps, strict=True):
            receive(parent, vjp(node.gradient))


x, q, r, f = try_order()
backward(f)
print(f"exact {exact:.4f}   when complete {x.gradient:.4f}")
names = {x: "x", q: "q", r: "r", f: "f", f.parents[1]: "t", f.parents[1].parents[1]: "3"}
print("topological order:", [names[node] for node in topological_order(f)])
assert np.isclose(x.gradient, exact)

# %% picture="Graph of f = exp(x²) + 3x²: values above arrows, gradients below; two shares meet at q and at x"
picture(f, {"x": x, "q": q, "r": r, "t": f.parents[1], "f": f})

# %% [markdown]
r"""
Values stand above the arrows, gradients below. Where an arrow forks, each branch brings back its
own share, and the total stands under the box.

### Why not by paths?

Paths multiply. Let every value be the sum of two uses of the value before it: $v_1 = x + x$,
$v_2 = v_1 + v_1$, and so on. Each step doubles the number of paths and adds two arrows.
"""

# %% picture="Arrows used against steps, log axis: by paths grows to half a million, in topological order to 36"
depths = np.arange(1, 19)
by_paths_count, by_order_count = [], []
for depth in depths:
    x = Node(1.0)
    v = x
    for _ in range(depth):
        v = v + v
    by_order_count.append(sum(len(node.parents) for node in topological_order(v)))
    by_paths_count.append(backward_by_paths(v, np.array(1.0)) if depth <= 12 else 2 ** (depth + 1) - 2)
    if depth <= 12:
        assert x.gradient == 2**depth
        assert by_paths_count[-1] == 2 ** (depth + 1) - 2

fig, ax = plt.subplots(figsize=(7.0, 3.6), layout="constrained")
ax.semilogy(depths, by_paths_count, "s--", color="C3", ms=5, label="every path by itself: $2^{n+1} - 2$")
ax.semilogy(depths, by_order_count, "o-", color="C0", ms=5, label="in topological order: $2n$")
ax.set(xlabel="steps $n$", ylabel="arrows used on the way back", xticks=[1, 6, 12, 18])
ax.legend()
plt.show()
print(f"18 steps: {by_paths_count[-1]:,} against {by_order_count[-1]}")
assert by_order_count[-1] == 36

# %% [markdown]
r"""
This is the "intelligent caching" in CMU's definition of backpropagation, and C182's remark that it
resembles dynamic programming: a sum over exponentially many paths, computed with one visit per
arrow, because all that lies between a node and the end is summed up in *one* array, its gradient.
(The counts up to $n = 12$ are measured, the others follow the formula.)

And the graph at the beginning? The number of paths from $W$ to a node is the sum of the numbers of
paths to its parents. So a walk in topological order counts them.
"""

# %%
first_graph = {"p": "xW", "a": "p", "q": "aW", "c": "q", "h": "ca", "d": "h", "r": "W", "ell": "dr"}
paths = {"x": 0, "W": 1}
for name, its_parents in first_graph.items():  # name: its parents, in a topological order
    paths[name] = sum(paths[parent] for parent in its_parents)
print("paths from W:", paths)
assert paths["ell"] == 4

# %% [markdown]
r"""
**Four**: through the penalty, through the second product, and through the first product with or
without the skip.

## The whole engine

That was all. `Node`, the operations, `receive`, `topological_order` and `backward` are the engine.
How long is it?
"""

# %%
engine = [Node.__init__, as_node, add, multiply, matmul, exp, log, tanh, relu, total, cross_entropy]
engine += [receive, nodes_behind, topological_order, backward]
lines = [line for piece in engine for line in inspect.getsource(piece).splitlines() if line.strip()]
others = 7 + 7  # the class Node above its __init__, and the lines that attach + − × @ and the methods
print(f"{len(lines) + others} lines, without blank ones")
assert 80 <= len(lines) + others <= 110

# %% [markdown]
r"""
And it draws the example with which 231n begins, with the numbers that belong to it:
"""

# %% picture="Graph of f = (x + y) z at (-2, 5, -4): f = -12; gradients -4, -4 and 3 under the inputs' arrows"
x, y, z = Node(-2.0), Node(5.0), Node(-4.0)
f = (x + y) * z
backward(f)
picture(f, {"x": x, "y": y, "z": z, "q": f.parents[0], "f": f})
print(f"f = {f.value:.0f}, ∂f/∂x = {x.gradient:.0f}, ∂f/∂y = {y.gradient:.0f}, ∂f/∂z = {z.gradient:.0f}")
assert (f.value, x.gradient, y.gradient, z.gradient) == (-12, -4, -4, 3)

# %% [markdown]
r"""
## Does it reproduce lecture 7?

The network of lecture 7, with $Z_1 = X$:

$$
U_i = Z_i W_i + b_i, \qquad Z_{i+1} = \sigma_i(U_i), \qquad
\ell = \frac1m \sum_r \ell_r + \frac\lambda2 \sum_i \lVert W_i \rVert^2 .
$$

The last activation $\sigma_L$ is the identity. The gradients by hand start with
$G_{L+1} = (S - I_y)/m$ and go down:

$$
D_i = G_{i+1} \circ \sigma_i'(U_i), \qquad
\frac{\partial \ell}{\partial W_i} = Z_i^T D_i + \lambda W_i, \qquad
\frac{\partial \ell}{\partial b_i} = \text{column sums of } D_i, \qquad
G_i = D_i W_i^T .
$$

In code, forward with its cache and the recursion:
"""


# %%
def gradients_by_hand(X, y, params, activation, lam):
    """Lecture 7: the loss and its gradients, derived on paper. Keys of params: W1, b1, …, WL, bL."""
    L, Z, cache = len(params) // 2, X, []
    for i in range(1, L + 1):
        U = Z @ params[f"W{i}"] + params[f"b{i}"]
        cache.append((Z, U))
        Z = U if i == L else np.tanh(U) if activation == "tanh" else np.maximum(U, 0)
    log_sum = np.logaddexp.reduce(Z, axis=1)
    loss = np.mean(log_sum - Z[np.arange(len(y)), y])
    loss += lam / 2 * sum(np.sum(params[f"W{i}"] ** 2) for i in range(1, L + 1))
    G, grads = (np.exp(Z - log_sum[:, np.newaxis]) - np.eye(Z.shape[1])[y]) / len(y), {}
    for i in range(L, 0, -1):
        Z, U = cache[i - 1]
        slope = 1.0 if i == L else 1 - np.tanh(U) ** 2 if activation == "tanh" else U > 0
        D = G * slope
        grads[f"W{i}"], grads[f"b{i}"] = Z.T @ D + lam * params[f"W{i}"], D.sum(axis=0)
        G = D @ params[f"W{i}"].T
    return loss, grads


# %% [markdown]
r"""
And the same network for the engine. There is nothing to derive. Only the loss is written down:
"""


# %%
def network_loss(X, y, params, activation, lam):
    """The loss as a node; params is a dict of nodes."""
    L, Z = len(params) // 2, X
    for i in range(1, L + 1):
        U = Z @ params[f"W{i}"] + params[f"b{i}"]
        Z = U if i == L else U.tanh() if activation == "tanh" else U.relu()
    penalty = sum((params[f"W{i}"] * params[f"W{i}"]).sum() for i in range(1, L + 1))
    return cross_entropy(Z, y) + lam / 2 * penalty


def random_params(widths, rng):
    """Weights and non-zero biases for the given widths, as a dict of arrays."""
    params = {}
    for i, (n_in, n_out) in enumerate(pairwise(widths), start=1):
        params[f"W{i}"] = rng.standard_normal((n_in, n_out)) / np.sqrt(n_in)
        params[f"b{i}"] = 0.5 * rng.standard_normal(n_out)
    return params


compared = {}
for widths in ([5, 3], [5, 7, 3], [5, 7, 6, 4, 3], [5] + 10 * [8] + [3]):
    for activation in ("tanh", "relu"):
        rng = np.random.default_rng(len(widths))
        X, y = rng.standard_normal((9, widths[0])), rng.integers(0, widths[-1], 9)
        params = random_params(widths, rng)
        loss_hand, hand = gradients_by_hand(X, y, params, activation, lam=0.1)
        nodes = {name: Node(value) for name, value in params.items()}
        loss = network_loss(X, y, nodes, activation, lam=0.1)
        backward(loss)
        worst = max(gradients.relative_error(nodes[name].gradient, hand[name]) for name in params)
        count = len(topological_order(loss))
        print(f"L = {len(widths) - 1:2}, {activation}: {count:3} nodes, agree to 1e-12: {worst < 1e-12}")
        assert np.isclose(loss.value, loss_hand, rtol=1e-14)
        assert worst < 1e-12
        compared[len(widths) - 1, activation] = hand, {name: node.gradient for name, node in nodes.items()}

# %% picture="Scatter plot of the engine's gradient entries against those by hand: all on the diagonal"
hand, machine = compared[4, "tanh"]
by_hand, by_engine = {}, {}
for kind, letter in (("weights", "W"), ("biases", "b")):
    keys = [key for key in hand if key.startswith(letter)]
    by_hand[kind] = np.concatenate([hand[key].ravel() for key in keys])
    by_engine[kind] = np.concatenate([machine[key].ravel() for key in keys])
    assert np.allclose(by_hand[kind], by_engine[kind], rtol=1e-12, atol=1e-14)
fig, ax = plt.subplots(figsize=(5.2, 4.4), layout="constrained")
plots.gradient_comparison(by_engine, by_hand, ax=ax)
ax.set(xlabel="by hand, lecture 7", ylabel="by the engine", title="Four layers, tanh")
plt.show()

# %% [markdown]
r"""
They agree to twelve digits for every depth and both activations. The penalty needed no thought.
$W_i$ is used in a product and in a square, and `receive` adds the two shares.

Follow the engine through one layer, and you meet your own derivation. From $Z_{i+1}$ it gets
$G_{i+1}$. The node `tanh` multiplies by $1 - \tanh^2 U_i$: that is $D_i$. The node `+` sends $D_i$
to the product and to $b_i$, where `receive` sums over the rows. The node `@` sends $Z_i^T D_i$ to
$W_i$ and $D_i W_i^T$ to $Z_i$. The recursion of lecture 7 is what the topological order does on a
chain.

## A network without a formula

Now something that lecture 7 does not cover. A matrix $W$ is used again and again: one layer,
applied four times in a row, each time with the input added anew. (With a loop like this a network
is called *recurrent*. UvA says that loops need special care. Here is the care: *unrolled*, the loop
is a DAG in which one parent has many children.)
"""


# %%
def recurrent_scores(X, params, rounds=4):
    """Ordinary Python with a loop: one layer used `rounds` times, then linear scores."""
    Z = (X @ params["V"] + params["c"]).tanh()
    for _ in range(rounds):
        Z = (Z @ params["W"] + X @ params["V"] + params["b"]).tanh()
    return Z @ params["R"] + params["d"]


X_spiral, y_spiral = data.spiral(rng=0)
rng = np.random.default_rng(3)
d = 24
params = {"V": 2 * rng.standard_normal((2, d)), "c": 0.5 * rng.standard_normal(d)}
params |= {"W": rng.standard_normal((d, d)) / np.sqrt(d), "b": 0.5 * rng.standard_normal(d)}
params |= {"R": rng.standard_normal((d, 3)) / np.sqrt(d), "d": np.zeros(3)}


def recurrent_loss(arrays, X, y):
    """The loss as a number, for lecture 6's check."""
    return float(cross_entropy(recurrent_scores(X, {k: Node(v) for k, v in arrays.items()}), y).value)


nodes = {name: Node(value) for name, value in params.items()}
loss = cross_entropy(recurrent_scores(X_spiral, nodes), y_spiral)
backward(loss)
report = gradients.sampled(
    lambda arrays: recurrent_loss(arrays, X_spiral, y_spiral), params, {k: v.gradient for k, v in nodes.items()}
)
uses = sum(parent is nodes["W"] for node in topological_order(loss) for parent in node.parents)
print(f"W is used {uses} times; {sum(row.ok for row in report.rows)} of {len(report.rows)} sampled entries agree")
assert uses == 4
assert report.ok

# %% picture="Left: loss falls from above 1.1 to near zero. Right: curved regions follow the three spiral arms"
eta, losses = 0.3, []
for _ in range(500):
    nodes = {name: Node(value) for name, value in params.items()}
    loss = cross_entropy(recurrent_scores(X_spiral, nodes), y_spiral)
    losses.append(float(loss.value))
    backward(loss)
    params = {name: node.value - eta * node.gradient for name, node in nodes.items()}


def predict(points):
    """The class with the largest score for each row of points."""
    return recurrent_scores(points, {k: Node(v) for k, v in params.items()}).value.argmax(axis=1)


fig, (left, right) = plt.subplots(1, 2, figsize=(9.5, 4.0), layout="constrained")
plots.loss_curve(losses, ax=left, reference={"log 3: a model that knows nothing": np.log(3)})
left.set(ylabel="loss (nats)", title="Training with the engine")
plots.decision_regions(predict, X_spiral, y_spiral, ax=right)
right.set(xlabel="feature 0", ylabel="feature 1", title="Regions after 500 steps")
plt.show()
right_share = np.mean(predict(X_spiral) == y_spiral)
print(f"accuracy above 97%: {right_share > 0.97}, loss below 0.1: {losses[-1] < 0.1}")
assert right_share > 0.97
assert losses[-1] < 0.1

# %% [markdown]
r"""
A shared matrix, an input that enters five times, a loop: nobody derived anything, and the sampled
check of lecture 6 agrees at every entry. To change the network, change the loop.

## Forward mode: the other direction

The engine walks from the end to the beginning. The same slopes can be used from the beginning to
the end. Choose *one* direction in which the inputs move: for each input $a$ an array $\dot a$ of
its shape, its **tangent**. Then carry along, beside each value, how fast it moves. For $c = f(a)$,

$$ \dot c_q = \sum_p \frac{\partial c_q}{\partial a_p} \, \dot a_p = (J \dot a)_q , $$

a **Jacobian–vector product**, JVP: the same Jacobian, multiplied from its other side.

There is a neat way to get the rules. Write a moving number as $a + \dot a \, \delta$ with a symbol
$\delta$ whose square is zero, $\delta^2 = 0$. Such pairs are called **dual numbers**.

**Step 6. The product.** Multiply out, and drop $\delta^2$:

$$
(a + \dot a \,\delta)(b + \dot b \,\delta)
= ab + (\dot a b + a \dot b)\,\delta + \dot a \dot b\, \delta^2
= ab + (\dot a b + a \dot b)\,\delta .
$$

The product rule appears by itself.

**Step 7. Any smooth function.** Taylor's formula ends after two terms, because every further one
contains $\delta^2 = 0$:

$$ \phi(a + \dot a\, \delta) = \phi(a) + \phi'(a)\, \dot a\, \delta . $$

Compare with lecture 6. There the step was $i\varepsilon$, with
$(i \varepsilon)^2 = -\varepsilon^2$: very small, but not zero, which left an error
$\frac16 \varepsilon^2 f'''$. Here the square *is* zero, and there is no error but rounding. Nothing
is approximated.
"""


# %%
class Dual:
    """A value and how fast it moves. Same operators and methods as Node, so the same functions accept both."""

    __array_ufunc__ = None

    def __init__(self, value, tangent=0.0):
        self.value, self.tangent = np.asarray(value, dtype=np.float64), np.asarray(tangent, dtype=np.float64)

    def __add__(self, other):
        other = as_dual(other)
        return Dual(self.value + other.value, self.tangent + other.tangent)

    def __mul__(self, other):
        other = as_dual(other)
        return Dual(self.value * other.value, self.tangent * other.value + self.value * other.tangent)

    def __matmul__(self, other):
        other = as_dual(other)
        tangent = np.broadcast_to(self.tangent, self.value.shape) @ other.value
        return Dual(self.value @ other.value, tangent + self.value @ np.broadcast_to(other.tangent, other.value.shape))

    def __rmatmul__(self, other):
        return Dual(other) @ self

    def exp(self):
        return Dual(np.exp(self.value), np.exp(self.value) * self.tangent)

    def tanh(self):
        c = np.tanh(self.value)
        return Dual(c, (1 - c**2) * self.tangent)

    def sum(self):
        return Dual(self.value.sum(), np.broadcast_to(self.tangent, self.value.shape).sum())

    __radd__, __rmul__ = __add__, __mul__


def as_dual(x):
    """x itself if it is dual, otherwise a value that stands still."""
    return x if isinstance(x, Dual) else Dual(x)


def example(x, y, z):
    """231n's function. It does not know whether its arguments are floats, nodes or dual numbers."""
    return (x + y) * z


x_moves = example(Dual(-2.0, 1.0), Dual(5.0), Dual(-4.0))
z_moves = example(Dual(-2.0), Dual(5.0), Dual(-4.0, 1.0))
print(f"only x moves: f = {x_moves.value}, moving at {x_moves.tangent}")
print(f"only z moves: f = {z_moves.value}, moving at {z_moves.tangent}")
assert (x_moves.value, x_moves.tangent, z_moves.tangent) == (-12, -4, 3)

curve = Dual(0.5, 1.0)
agree("steps 6 and 7, f = exp(x²) + 3 x²", ((curve * curve).exp() + 3 * curve * curve).tangent, exact, tolerance=1e-12)

# %% [markdown]
r"""
One pass gave $\partial f / \partial x$ and nothing else. For $\partial f/\partial z$ we had to go
again. One reverse pass gave all three. Is reverse mode always better?

### Columns and rows

Take a map from $n$ inputs to $k$ outputs, and ask for its whole Jacobian, $(k, n)$.

- A forward pass with tangent $e_p$ gives $J e_p$: **column** $p$. The whole Jacobian takes $n$
  passes.
- A reverse pass with $G = e_q$ gives $e_q J$: **row** $q$. The whole Jacobian takes $k$ passes.

**Predict first.** Which mode do you take for (a) the loss of a network with 7510 parameters, (b)
the path of a ball, 200 points of it, as a function of the throwing angle, (c) a layer with 50
inputs and 50 outputs?

<details><summary>Answer</summary>

(a) Reverse: 1 pass instead of 7510. (b) Forward: 1 pass instead of 200. (c) 50 passes either way,
and forward mode needs less memory, as we will see.

</details>
"""

# %%
rng = np.random.default_rng(4)
M_1, M_2 = rng.standard_normal((3, 6)), rng.standard_normal((6, 5))  # a map from 3 inputs to 5 outputs


def small_map(x):
    """tanh(x M₁) M₂ for a row x (1, 3), Node or Dual; the result is (1, 5)."""
    return (x @ M_1).tanh() @ M_2


point = rng.standard_normal((1, 3))
columns = [small_map(Dual(point, np.eye(3)[[p]])).tangent[0] for p in range(3)]
rows = []
for q in range(5):
    x = Node(point)
    backward(small_map(x), np.eye(5)[[q]])
    rows.append(x.gradient[0])
by_columns, by_rows = np.array(columns).T, np.array(rows)
entry = [gradients.central(lambda x, q=q: float(((np.tanh(x @ M_1)) @ M_2)[0, q]), point)[0] for q in range(5)]
agree("forward mode, column by column", by_columns, np.array(entry))
agree("reverse mode, row by row", by_rows, by_columns, tolerance=1e-12)
print(f"a Jacobian {by_rows.shape}: {len(columns)} forward passes, or {len(rows)} reverse passes")
assert by_rows.shape == (5, 3)

# %% picture="One 5 by 3 Jacobian twice: left with one column marked as a forward pass, right with one row marked"
fig, axes = plt.subplots(1, 2, figsize=(8.6, 3.9), layout="constrained")
titles = {"forward mode: one pass, one column": (1, None), "reverse mode: one pass, one row": (None, 3)}
for ax, (title, (column, row)) in zip(axes, titles.items(), strict=True):
    marked = np.zeros((5, 3))
    marked[slice(None) if row is None else row, slice(None) if column is None else column] = 1
    ax.pcolormesh(marked[::-1], cmap="Blues", vmin=0, vmax=3, edgecolors="black", linewidth=0.8)
    for q in range(5):
        for p in range(3):
            ax.text(p + 0.5, 4.5 - q, f"{by_rows[q, p]:.2f}".replace("-", "−"), ha="center", va="center")
    ax.set(title=title, xlabel="input $p$", ylabel="output $q$")
    ax.set_xticks([0.5, 1.5, 2.5], [0, 1, 2])
    ax.set_yticks(np.arange(5) + 0.5, [4, 3, 2, 1, 0])
plt.show()

# %% [markdown]
r"""
Lecture 4 said the same with matrices. A chain of operations has the Jacobian $J_L \cdots J_2 J_1$.
Forward mode multiplies it from the right, beginning with a column. Reverse mode multiplies it from
the left, beginning with a row. Each product in between is a matrix times a vector. One loss means
one row, so reverse mode wins, and by as much as there are parameters.

This is the **cheap gradient principle**: the gradient of one number costs at most a small constant
times the number itself, whatever the number of inputs. For arithmetic and the usual elementary
functions the constant can be shown to be at most 5, counting operations (Baur and Strassen 1983;
Griewank 1989), and lecture 7 found 3 for its products. Memory is not covered by it, as we will see.

How much does a pass cost? Count the multiplications of the matrix products, as in lecture 6, for a
chain of three products with the widths $n, 64, 64, k$. Either mode computes the values once, and
then each pass takes one more product per layer: with a tangent in forward mode, with a gradient in
reverse mode. So the whole Jacobian costs $1 + n$ runs of the chain in forward mode and $1 + k$ in
reverse mode. (Our class `Dual` is more wasteful. It moves value and tangent together, and so
computes the values again in each of its $n$ passes: $2n$ instead of $1 + n$.)
"""


# %% picture="Multiplications for a whole Jacobian against inputs: forward rises, reverse stays; they cross at n = k"
def jacobian_costs(n, k, hidden=64):
    """Multiplications for the Jacobian of three products with tanh after each: forward mode, reverse mode."""
    one_pass = n * hidden + hidden * hidden + hidden * k
    return one_pass * (1 + n), one_pass * (1 + k)  # 1 for the values, then one for each pass


class Counter(np.ndarray):
    """An array that counts the multiplications of its matrix products."""

    multiplications = 0

    def __matmul__(self, other):
        Counter.multiplications += int(np.prod(self.shape)) * other.shape[-1]
        return (np.asarray(self) @ np.asarray(other)).view(Counter)


def counted_costs(n, k, hidden=64):
    """The same two numbers, counted while both modes compute one Jacobian, pass by pass."""
    rng = np.random.default_rng(n)
    factors = [rng.standard_normal(shape).view(Counter) / 8 for shape in pairwise([n, hidden, hidden, k])]
    start, costs, jacobians = rng.standard_normal((1, n)).view(Counter), [], []
    for passes, mode in ((n, "forward"), (k, "reverse")):
        Counter.multiplications, Z, layers, found = 0, start, [], []
        for factor in factors:
            Z = np.tanh(Z @ factor)
            layers.append((factor, 1 - Z**2))
        for p in range(passes):
            v = np.eye(passes)[[p]].view(Counter)
            for factor, slope in layers if mode == "forward" else layers[::-1]:
                v = (v @ factor) * slope if mode == "forward" else (v * slope) @ factor.T
            found.append(np.asarray(v)[0])
        costs.append(Counter.multiplications)
        jacobians.append(np.array(found).T if mode == "forward" else np.array(found))
    assert np.allclose(*jacobians)
    return tuple(costs)


for n, k in ((2, 5), (7, 3)):
    assert counted_costs(n, k) == jacobian_costs(n, k)
ns = 2 ** np.arange(0, 13)
k = 16
forward_cost, reverse_cost = np.array([jacobian_costs(int(n), k) for n in ns], dtype=float).T
fig, ax = plt.subplots(figsize=(7.4, 3.9), layout="constrained")
ax.loglog(ns, forward_cost, "s--", color="C3", ms=5, label="forward mode, $n$ passes")
ax.loglog(ns, reverse_cost, "o-", color="C0", ms=5, label="reverse mode, 16 passes")
ax.axvline(k, ymax=0.6, color="0.6", lw=1, linestyle=":")
ax.text(k * 1.15, 1.5e4, "as many inputs as outputs", fontsize=10)
ax.set(xlabel="inputs $n$", ylabel="multiplications for the Jacobian", title="A map with 16 outputs")
ax.legend(loc="upper left")
plt.show()
assert forward_cost[4] == reverse_cost[4]
assert forward_cost[-1] > 100 * reverse_cost[-1]
print(f"with 4096 inputs, forward mode takes {forward_cost[-1] / reverse_cost[-1]:.0f} times the multiplications")

# %% [markdown]
r"""
### A use for both: testing VJPs without a step

Take a random direction $v$ for the inputs and a random $G$ for the outputs. Forward mode gives
$Jv$, reverse mode gives $GJ$. The number $G J v$ can be computed twice:

$$ G \cdot (J v) = (G J) \cdot v . $$

No $\varepsilon$ occurs, so the two sides must agree to the last digits. If they do not, a rule in
one of the modes is wrong.
"""

# %%
v, G = rng.standard_normal((1, 3)), rng.standard_normal((1, 5))
x = Node(point)
backward(small_map(x), G)
left_side, right_side = np.sum(G * small_map(Dual(point, v)).tangent), np.sum(x.gradient * v)
agree("G · (Jv) = (GJ) · v", left_side, right_side, tolerance=1e-12)

# %% [markdown]
r"""
### What reverse mode costs instead: memory

Reverse mode can start only when the end is known, and then it needs values from the way forward.
Which ones depends on the operation. A product needs its factors, so $Z_i$ must be kept for
$Z_i^T D_i$. A tanh needs its own output, which is the next $Z_{i+1}$. An addition needs nothing at
all: it sends back what it gets. So one array per layer is enough in principle, and lecture 8 keeps
just that. Our engine keeps three, because every `Node` holds its value whether a VJP asks for it or
not. Forward mode uses a value and its tangent for the next operation and, in a chain, may then forget
them. We count the numbers that each must hold at the same time, for a network of width 32 and a
batch of 50:
"""

# %% picture="Numbers held against depth: reverse mode rises in a straight line, forward mode stays level"
depths = np.array([1, 2, 4, 8, 16, 32])
held_reverse, held_needed, held_forward = [], [], []
for depth in depths:
    params_deep = {name: Node(a) for name, a in random_params([32] * (depth + 1), np.random.default_rng(0)).items()}
    loss = network_loss(np.zeros((50, 32)), np.zeros(50, dtype=int), params_deep, "tanh", lam=0.0)
    results = [node for node in topological_order(loss) if node.parents]
    held_reverse.append(sum(node.value.size for node in results))
    needed = [node for node in results if node.operation in ("tanh", "cross entropy")]  # what the VJPs look at
    held_needed.append(sum(node.value.size for node in needed) + 50 * 32)  # and the inputs
    held_forward.append(2 * 2 * max(node.value.size for node in results))  # operand and result, value and tangent
fig, ax = plt.subplots(figsize=(7.0, 3.5), layout="constrained")
ax.plot(depths, np.array(held_reverse) / 1000, "o-", color="C0", label="our engine: every result")
ax.plot(depths, np.array(held_needed) / 1000, "^-.", color="C2", label="reverse mode: what the VJPs need")
ax.plot(depths, np.array(held_forward) / 1000, "s--", color="C3", label="forward mode: the last two, with tangents")
ax.set(xlabel="layers $L$", ylabel="thousands of numbers held at once", ylim=(0, None))
ax.legend()
plt.show()
per_layer = (held_reverse[-1] - held_reverse[-2]) / (depths[-1] - depths[-2])
needed_per_layer = (held_needed[-1] - held_needed[-2]) / (depths[-1] - depths[-2])
print(f"each layer adds {per_layer:.0f} numbers in our engine, {needed_per_layer:.0f} needed; forward mode: 0")
assert needed_per_layer == 50 * 32
assert held_forward[0] == held_forward[-1]
assert per_layer > 3 * 50 * 32

# %% [markdown]
r"""
In our engine each layer keeps its product, its sum and its activation, $3 \cdot 50 \cdot 32 = 4800$
numbers, and the squares for the penalty. A third of the 4800 is needed. In either case memory grows
with depth and with the batch size, so a network that fits into memory when it makes predictions may
not fit when it is trained.

## What frameworks add

Our engine has the same parts as the large libraries: record, order, VJPs, sums. C182 ends with the
remark that one need not write backpropagation oneself these days, since libraries do it. Now you
know what they do. They add, above all, *speed and convenience*:

| they add | because |
|:--|:--|
| hundreds of operations, each with its VJP | convolution, sorting, linear solvers, … |
| fused operations | fewer passes through memory, and safe numbers, as in our `cross_entropy` |
| compilation of the whole graph | C182 calls the small parts "primitive" operators; a compiler merges them again |
| several devices and number formats | GPUs, float32 and less |
| freeing values as soon as the way back has used them | memory |
| *checkpointing*: keep some values, compute the others again | memory for time |
| VJPs that are recorded as well | derivatives of derivatives |
| a version count for each array | our engine does not notice if you change `node.value` in between |
| gradients that add up from call to call | sums over several batches; forget to reset them, and you have a bug |

The last line is a difference to our `backward`, which starts anew at each call. PyTorch adds to
what is there, so its training loops begin each step by setting gradients to zero.

How much does checkpointing save? The scheme is due to Andreas Griewank (1992), who also showed with
Andrea Walther how to do better by applying it again and again. Keep every $s$-th of $L$ layers. On
the way back, compute one stretch of $s$ layers again when it is needed. At most $L/s + s$ layers
are then held, and every layer is computed at most twice.
"""

# %%
L_deep = 144
held = {s: L_deep // s + s for s in (1, 4, 12, 36, 144)}
best = min((s for s in range(1, L_deep + 1) if L_deep % s == 0), key=lambda s: L_deep // s + s)
print("layers held for stretches of s layers:", held)
print(f"least for s = {best}, the square root of {L_deep}: {L_deep // best + best} layers instead of {L_deep}")
assert best == 12

# %% [markdown]
r"""
## What it cannot do

Automatic differentiation differentiates *the program that ran*. Three consequences:

- It is not numerical differentiation: there is no step, no truncation, and one pass for all inputs.
  And it is not symbolic differentiation: no formula is built that grows with each product rule.
- At a kink it returns what the VJP says, 0 for our ReLU at 0, and no warning.
- If the program is wrong, so is its gradient, exactly. And what the program never computed has no
  slope: a rounded number, an index, the branch of an `if` that was not taken.

Here is a small surprise of that kind. Two programs for the same function, $f(x) = x$:
"""


# %%
def plain(x):
    """x."""
    return 1.0 * x


def with_a_branch(x):
    """Also x, for every x. At 0 it takes another road."""
    return 0.0 * x if x.value == 0 else 1.0 * x


for program in (plain, with_a_branch):
    x = Node(0.0)
    f = program(x)
    backward(f)
    print(f"{program.__name__:14} f(0) = {f.value}, slope at 0: {x.gradient}")
assert x.gradient == 0.0

# %% [markdown]
r"""
Both functions are equal everywhere. The second program has the slope 0 at 0, because the branch
that ran is constant. The machine is exact about the program, not about your intention.

## Classic mistakes

| mistake | what you see | how to find it |
|:--|:--|:--|
| share overwrites instead of adding | right on chains, wrong when a value is used twice | test $x \cdot x$ |
| `+=` into a shared array | one gradient wrong, depending on the order | test $a + b$ with $a$ used again |
| handing on when first met | shares that arrive late are lost | test $e^q + 3q$ with $q = x^2$ |
| handing on at every visit, all that is there | shares counted twice | the same test |
| gradients kept from the last call | the second call returns twice the first | call `backward` twice |
| broadcasting not undone | a gradient of shape $(m, K)$ for a bias | compare shapes with the parent |
| summing over the wrong axis | right shape if $m = K$, wrong numbers | sizes that differ |
| `G @ B` for `G @ B.T` | an error, or silence for square $B$ | sizes that differ, or step 3's test |
| labels treated as a parent | a gradient for whole numbers | they cannot move a little: leave them out |
| recursion for the order | stops at about 1000 operations | a loop with a stack, as here |
| `node.value` used inside the loss | the graph is cut, no gradient arrives | look for `None` |

The test of the fifth line, and of the last but one:
"""

# %%
x, q, r, f = try_order()
backward(f)
first = x.gradient
backward(f)
assert np.array_equal(first, x.gradient)
print("backward twice gives the same gradient")

v = x = Node(1.0)
for _ in range(5000):
    v = v + 0.001
backward(v)
print("5000 operations in a row: slope", x.gradient)
assert x.gradient == 1

# %% [markdown]
r"""
## What you know now

- A computation is a DAG of operations. If values remember their parents, ordinary Python writes it
  down.
- Each operation needs one thing: its VJP, from $G$ to the share of each parent. The Jacobian is
  never built.
- Broadcasting copies, so its VJP sums. Where paths meet, shares add.
- A node hands on when all its shares have arrived. A topological order guarantees it, and each
  arrow is used once, although the number of paths may be exponential.
- About ninety lines suffice for the gradients of lecture 7, to twelve digits, and for networks that
  have no formula there.
- Reverse mode: one pass per output, and memory for the values that the VJPs ask for. Forward mode:
  one pass per input, hardly any memory. A loss has one output.

## Three questions

**1.** In the graph of $f = e^{q} + 3q$ with $q = x^2$, which topological orders are there of
$x, q, r = e^q, t = 3q, f$ (without the constant 3)? Does the gradient depend on which one is taken?

<details><summary>Answer</summary>

Two: $x, q, r, t, f$ and $x, q, t, r, f$. Both $r$ and $t$ need $q$, and $f$ needs both. The
gradient does not depend on it: a sum of two shares is the same in either order, up to rounding.

</details>

**2.** Write the VJP of $c = \sum_p a_p b_p$, the inner product of two vectors, from the rules of
this lecture. Then suppose $a = b$.

<details><summary>Answer</summary>

$c$ is a sum of an entrywise product. The sum sends $G$ to every entry. The product sends $G\,b$ to
$a$ and $G\,a$ to $b$. If both parents are one node $a$, it receives both shares: $2 G a$, the
gradient of $\lVert a \rVert^2$ times $G$.

</details>

**3.** You need the slope of a loss along *one* direction $v$ in the space of 7510 parameters, and
nothing else. Which mode, how many passes, and which check of lecture 6 does it replace?

<details><summary>Answer</summary>

Forward mode with $v$ as tangent: one pass, since only one column is wanted, $Jv$. Reverse mode also
needs one pass, which gives the whole gradient $g$, and then $g \cdot v$; it costs more memory. It
replaces the check along a random direction, where $g \cdot v$ was compared with a central
difference: now without $\varepsilon$, and to the last digits.

</details>
"""

# %%
# Question 2: the inner product of a vector with itself.  Question 3: one forward pass against g · v.
a = Node(np.array([1.0, -2.0, 0.5]))
backward(3 * (a * a).sum())
agree("question 2", a.gradient, 2 * 3 * a.value, tolerance=1e-12)

weights, direction = rng.standard_normal((3, 4)), rng.standard_normal((3, 4))
node, moving = Node(weights), Dual(weights, direction)
backward(((point @ node).tanh()).sum())
agree("question 3", ((point @ moving).tanh()).sum().tangent, np.sum(node.gradient * direction), tolerance=1e-12)

# %% [markdown]
r"""
## What comes next

**Assignment hw5, automatic differentiation**, lets you build such an engine yourself, organised the
other way round. There a graph is a plain dict of names, the values live in a second dict, and
everything is a function: `unbroadcast`, one `vjp_…` per operation, `topological_order`, `backward`,
`forward_mode`. The ideas are those of this lecture, the code is not. It ends with the gradients of
hw4, without a derivation.

This is the last lecture. You began with $S - I_y$, one line at a time, and end with a machine that
would have found it. You also know what the machine does not: why a gradient is small, which sum a
bias needs, when a number is too large to be exponentiated, and how to notice that a program is
wrong though it runs.

## Sources, and where we differ from them

- **CMU**: Deep Learning Systems, "manual" neural networks. The vector–Jacobian product as the
  operation that each layer must offer, and the pointer that it generalises to any computation
  graph. The deck stops there; this lecture begins there. It names the derivative with respect to
  the parameters only. To go on down, a layer needs a second VJP, with respect to its input.
- **231n**: Stanford CS231n 2022, lecture 4. $f = (x+y)z$ at $(-2, 5, -4)$, and the complaint that a
  derivation on paper must be repeated when the loss changes.
- **UvA**: UvA Deep Learning, lecture 2. Acyclic networks have a right order; loops need special
  care; gradients from all possible paths add up.
- **C182**: Berkeley Data C182, lecture 4. Backpropagation as dynamic programming on the computation
  graph; libraries that break a network into primitive operators and do the rest.
- **NEU**: Northeastern, lecture 14, mentions that PyTorch and TensorFlow implement backpropagation.
  The last sections say what that means.
- Beyond the five. Forward mode: R. Wengert, *A simple automatic derivative evaluation program*,
  Communications of the ACM 7 (1964). Reverse mode is older than its use for networks: S. Linnainmaa
  described it in his master's thesis (Helsinki 1970) as a way of following rounding errors, and B.
  Speelpenning wrote a program that differentiates programs (*Compiling fast partial derivatives of
  functions given by algorithms*, Illinois 1980). P. Werbos proposed it for networks (1974, 1982),
  and D. Rumelhart, G. Hinton and R. Williams made it famous (1986). The bound on the cost: W. Baur
  and V. Strassen, *The complexity of partial derivatives* (1983); A. Griewank, *On automatic
  differentiation* (1989). Checkpointing: A. Griewank, *Achieving logarithmic growth of temporal and
  spatial complexity in reverse automatic differentiation* (1992). The textbook is A. Griewank and A.
  Walther, *Evaluating Derivatives* (2nd edition 2008); a readable survey is A. Baydin, B. Pearlmutter,
  A. Radul and J. Siskind, *Automatic differentiation in machine learning: a survey* (2018).
"""
