"""Homework 5, `vjp_entrywise`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


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


# --- mistakes ----------------------------------------------------------------------------------------------


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
