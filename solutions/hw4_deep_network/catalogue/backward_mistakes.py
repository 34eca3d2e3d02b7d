"""Homework 4, `backward`: mistakes that have a name."""

from autograder.assignment.catalogue import misconception


def _walk(G, params, cache, layer):
    """From the last layer down; layer(i, G, Z, U, W, last) gives dW, db and the G below."""
    L = len(params) // 2
    grads = {}
    for i in range(L, 0, -1):
        Z, U, W = cache[f"Z{i}"], cache[f"U{i}"], params[f"W{i}"]
        grads[f"W{i}"], grads[f"b{i}"], G = layer(i, G, Z, U, W, i == L)
    return grads


@misconception(
    "The last layer's gradient fed to every hidden layer",
    hint="G changes from layer to layer. Print its shape in every round of your loop: is it ever replaced?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0), G

    return _walk(G, params, cache, layer)


@misconception(
    "The output layer's slope 1 used in the hidden layers",
    hint="Hidden layers are nonlinear. Where does their slope enter your loop? In the example by hand one unit is off.",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    return _walk(G, params, cache, lambda i, G, Z, U, W, last: (Z.T @ G, G.sum(axis=0), G @ W.T))


@misconception(
    "The mask of the ReLU missing",
    hint="A unit that was off passes nothing on. In the example by hand the second unit is off: what is D_1 there?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last or activation == "relu" else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "The hidden slope used at the output layer too",
    hint="The last layer is the identity. Which slope does your code multiply G with in the first round of the loop?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "Slopes exchanged: the hidden one at the output, 1 in the hidden layers",
    hint="Which layers have the nonlinearity, and for which is your condition true? Print i beside the slope you take.",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G * sigma_prime(U, activation) if last else G
        return Z.T @ D, D.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "Backward always takes the slope of the ReLU",
    hint="The slope must belong to the activation that forward used. Follow the argument activation through backward.",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, "relu")
        return Z.T @ D, D.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "Backward always takes the slope of tanh",
    hint="The slope must belong to the activation that forward used. Follow the argument activation through backward.",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, "tanh")
        return Z.T @ D, D.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "The activation itself instead of its slope",
    hint="Step 1 multiplies by how fast the output changes, not by how large it is. Which of your functions is that?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma(U, activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "The slope taken at the outputs instead of the sums",
    hint="sigma_prime wants U. With outputs it is right for the ReLU, but not for tanh. Which array do you hand over?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(sigma(U, activation), activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "The mask from the layer's inputs instead of its sums",
    hint="The slope belongs to what layer i computed, not to what it received. Which shape must the mask have?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(Z, activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "The cache of the layer below: keys off by one",
    hint="On the way through layer i you need Z_i and U_i. Print i and the key you look up. Is there a layer 0?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(cache[f"U{i - 1}"], activation)
        return cache[f"Z{i - 1}"].T @ D, D.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "Cache and weights of the layer above: everything off by one",
    hint="Print the number of the layer beside every key you look up. Which Z, U and W made the output of layer i?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        if not last:
            Z, U, W = cache[f"Z{i + 1}"], cache[f"U{i + 1}"], params[f"W{i + 1}"]
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "The slope from the cache of the layer above",
    hint="On the way through layer i you need U_i. Print the layer's number and the key you look up, side by side.",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(cache[f"U{i + 1}"], activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "The layer's output instead of its input in dW",
    hint="W_i was multiplied with what the layer received. Which array is that in the cache, Z_i or Z_{i+1}?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return sigma(U, "identity" if last else activation).T @ D, D.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "The weights of the layer below on the way down",
    hint="G_i comes from D_i through W_i, the weights that made U_i. Which number has the W in your product?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0), D @ params[f"W{max(i - 1, 1)}"].T

    return _walk(G, params, cache, layer)


@misconception(
    "W not transposed on the way down",
    hint="Write the shapes of D and W beside the product, for unequal widths. Square layers hide the mistake.",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0), D @ W if i > 1 else G

    return _walk(G, params, cache, layer)


@misconception(
    "dW transposed",
    hint="A gradient has the shape of what it belongs to. In which order do Z and D stand in your product?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return D.T @ Z, D.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)
