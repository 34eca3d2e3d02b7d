"""Homework 4, `backward`: more mistakes that have a name."""

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
    "Divided by m again in every layer",
    hint="The 1/m of the mean is in G already. How often has it been applied when your loop reaches layer 1?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D / len(G), D.sum(axis=0) / len(G), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "db as a mean over the examples",
    hint="The 1/m of the mean is in G already. What does a batch of the same example twice do to your db?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.mean(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "dW divided by m once more, db not",
    hint="The 1/m of the mean is in G already. Does each of your gradients meet it exactly once?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D / len(G), D.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "The 1/m missing in db only",
    hint="Weights and biases get the same 1/m. Check db with a batch of one and a batch of two.",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0) * len(G), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "The 1/m taken out again in all gradients",
    hint="The 1/m of the mean is in G and travels with it. Is there an m in your loop at all?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D * len(G), D.sum(axis=0) * len(G), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "db summed to a single number",
    hint="A sum without axis adds up everything. Each unit has a bias of its own: which axis should be left?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "db summed along the wrong axis",
    hint="One number for each unit, added up over the examples. Which length does your db have, m or the width?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=1), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "db keeps an axis of length 1",
    hint="db has the shape of b, which has one axis. What does keepdims do to a sum?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0, keepdims=True), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "db from G, before the slope",
    hint="The bias is inside the nonlinearity, like the weights. Which of G and D belongs to the sums U?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, G.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "dW and db from G, before the slope",
    hint="Step 1 comes first: the gradients of step 2 are made from D. Which array do your products use?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ G, G.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "The slope forgotten on the way down",
    hint="What goes down to the next layer has passed the nonlinearity as well. Is it G or D that you multiply with W?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0), G @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "G replaced before dW and db are computed",
    hint="In which order do steps 2 and 3 stand in your loop, and which G does step 2 see?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = (G if last else G * sigma_prime(U, activation)) @ W.T
        return Z.T @ D, D.sum(axis=0), D

    return _walk(G, params, cache, layer)


@misconception(
    "The sign reversed: the way downhill instead of the gradient",
    hint="The minus belongs to the step. Which sign do the gradients of the example by hand have?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return -(Z.T @ D), -D.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "Only the last layer's gradients: return inside the loop",
    hint="How many rounds has your loop made when the function returns? Look at how far the return is indented.",
)
def backward(G, params, cache, activation="relu"):
    L = len(params) // 2
    return {f"W{L}": cache[f"Z{L}"].T @ G, f"b{L}": G.sum(axis=0)}


@misconception(
    "Only the first layer's gradients: they are stored after the loop",
    hint="Every round makes two gradients. Are the lines that store them indented far enough to be part of the loop?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    grads = _walk(G, params, cache, layer)
    return {"W1": grads["W1"], "b1": grads["b1"]}


@misconception(
    "The first layer is left out",
    hint="Print every i of your loop. Does range reach the last number you write into it?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    grads = _walk(G, params, cache, layer)
    return {key: grad for key, grad in grads.items() if key not in ("W1", "b1")}


@misconception(
    "The loop runs from the first layer to the last",
    hint="G is known at the output. Which layer can be done first? Print the order of your i.",
)
def backward(G, params, cache, activation="relu"):
    L = len(params) // 2
    grads = {}
    for i in range(1, L + 1):
        D = G if i == L else G * sigma_prime(cache[f"U{i}"], activation)
        grads[f"W{i}"], grads[f"b{i}"] = cache[f"Z{i}"].T @ D, D.sum(axis=0)
        G = D @ params[f"W{i}"].T
    return grads


@misconception(
    "Gradients stored one layer too low",
    hint="grads has the keys of params. Print both lists of keys: is your loop variable the number of the layer?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    grads = _walk(G, params, cache, layer)
    return {f"{key[0]}{int(key[1:]) - 1}": grad for key, grad in grads.items()}


@misconception(
    "Gradients of the last and the first layer exchanged",
    hint="The first round of your loop is about layer L. Under which number does it store its gradients?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    grads, L = _walk(G, params, cache, layer), len(params) // 2
    return {f"{key[0]}{L + 1 - int(key[1:])}": grad for key, grad in grads.items()}


@misconception(
    "The gradients of the biases are missing",
    hint="Every parameter has a gradient. How many entries does your grads have, and how many has params?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    return {key: grad for key, grad in _walk(G, params, cache, layer).items() if key.startswith("W")}


@misconception(
    "The keys of grads are dW1, db1, …",
    hint="grads has the keys of params, so that a step can go through both with one loop. Print your keys.",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    return {f"d{key}": grad for key, grad in _walk(G, params, cache, layer).items()}


@misconception(
    "The weights are moved on the way back",
    hint="The way down needs the weights of the forward pass. Who changes params while your loop still runs?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        dW = Z.T @ D
        W -= 0.1 * dW
        return dW, D.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "Works only once: the cache is used up",
    hint="pop takes an entry out of the cache for good. What does a second call of backward find?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        del cache[f"Z{i}"], cache[f"U{i}"]
        return Z.T @ D, D.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "The slopes written over the sums in the cache",
    hint="U is the array in the cache, not a copy of it. Print cache['U1'] before and after a call of backward.",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        if not last:
            U[:] = sigma_prime(U, activation)
        D = G if last else G * U
        return Z.T @ D, D.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "The mask multiplied into the incoming G in place",
    hint="An operator such as *= writes into the array that the caller still holds, and the output layer has no mask. "
    "Print G before and after the call.",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        G *= sigma_prime(U, activation)
        return Z.T @ G, G.sum(axis=0), G @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "The incoming G divided by m in place",
    hint="The 1/m is in G already, and /= writes into the caller's array. Print G before and after the call.",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    G /= len(G)
    return _walk(G, params, cache, layer)
