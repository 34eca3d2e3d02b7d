"""Wrong answers to homework 1 that students really give: each is rejected, and named in the feedback."""

import numpy as np

from autograder.assignment.catalogue import misconception

# --- softmax ---------------------------------------------------------------------------------------------


@misconception(
    "No shift before the exponential, so large scores overflow",
    hint="Print np.exp(1000.0). Which number may you add to all scores of a row without changing its probabilities?",
)
def softmax(Z):
    E = np.exp(Z)
    return E / E.sum(axis=1, keepdims=True)


@misconception(
    "The maximum of the whole array is subtracted, so low rows underflow",
    hint="Put one example around 0 and another around 1000 in the same batch. "
    "What is left of the first after your shift?",
)
def softmax(Z):
    E = np.exp(Z - Z.max())
    return E / E.sum(axis=1, keepdims=True)


@misconception(
    "The maximum of each column is subtracted",
    hint="The shift cancels only if all scores of one example get the same one. "
    "Which scores share a maximum in your code?",
)
def softmax(Z):
    E = np.exp(Z - Z.max(axis=0))
    return E / E.sum(axis=1, keepdims=True)


@misconception(
    "Softmax over the wrong axis: the columns add up to 1",
    hint="One example is one row. Add up your result along each axis and see which sums are 1.",
)
def softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=0, keepdims=True)


@misconception(
    "Divided by the sum over the whole array",
    hint="Every example has probabilities of its own. "
    "What does each row of your result add up to when the batch grows?",
)
def softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum()


@misconception(
    "Scores divided by their maximum instead of shifted",
    hint="Only differences between scores matter. Do your probabilities stay the same when every score of "
    "a row grows by 5?",
)
def softmax(Z):
    E = np.exp(Z / Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


@misconception(
    "Scores clipped to avoid the overflow",
    hint="Clipping makes 1000 and 1001 equal, but their difference decides. Look for a change that keeps differences.",
)
def softmax(Z):
    E = np.exp(np.clip(Z, -500, 500))
    return E / E.sum(axis=1, keepdims=True)


@misconception(
    "The scores given by the caller are changed in place",
    hint="An operator such as -= writes into the array that the caller still holds. Print Z before and after the call.",
)
def softmax(Z):
    Z -= Z.max(axis=1, keepdims=True)
    E = np.exp(Z)
    return E / E.sum(axis=1, keepdims=True)


@misconception(
    "Probabilities stored in an array of the scores' integer type",
    hint="An array like Z has the type of Z. What becomes of 0.7 when it is stored as a whole number?",
)
def softmax(Z):
    S = np.zeros_like(Z)
    for i, z in enumerate(Z):
        S[i] = np.exp(z - z.max()) / np.exp(z - z.max()).sum()
    return S


@misconception(
    "Logarithms of the probabilities returned",
    hint="Probabilities are not negative. Which last operation takes you from log-probabilities back to them?",
)
def softmax(Z):
    return Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)


@misconception(
    "Scores divided by their sum, without the exponential",
    hint="Scores may be negative; probabilities may not. Which step of the formula makes everything positive?",
)
def softmax(Z):
    return Z / Z.sum(axis=1, keepdims=True)


@misconception(
    "Divided by the largest exponential instead of the sum",
    hint="Add up one row of your result. What would have to stand in the denominator for the sum to be 1?",
)
def softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.max(axis=1, keepdims=True)


@misconception(
    "The mean of each row subtracted instead of its maximum",
    hint="In a row with a wide range, how large can a score still be after your shift?",
)
def softmax(Z):
    E = np.exp(Z - Z.mean(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


@misconception(
    "A sigmoid of every score by itself",
    hint="The classes of one example share the probability 1. Does raising one score lower the others in your result?",
)
def softmax(Z):
    return 1 / (1 + np.exp(-Z))


@misconception(
    "All the probability given to the largest score",
    hint="Softmax is soft: a score that is a little smaller gets a little less. What do your other classes get?",
)
def softmax(Z):
    return np.eye(Z.shape[1])[Z.argmax(axis=1)]


@misconception(
    "The sign of the scores turned round",
    hint="A larger score means a larger probability. Which class gets the most in your result?",
)
def softmax(Z):
    E = np.exp(Z.min(axis=1, keepdims=True) - Z)
    return E / E.sum(axis=1, keepdims=True)


# --- cross_entropy ---------------------------------------------------------------------------------------


@misconception(
    "Logarithm to base 10",
    hint="Equal scores for three classes should cost 1.10. You get 0.48: which logarithm belongs to e?",
)
def cross_entropy(Z, y):
    return -np.mean(np.log10(softmax(Z)[np.arange(len(y)), y]))


@misconception(
    "Sum over the batch instead of the mean",
    hint="Repeat every example of a batch twice. Should the loss change?",
)
def cross_entropy(Z, y):
    return np.sum(np.logaddexp.reduce(Z, axis=1) - Z[np.arange(len(y)), y])


@misconception(
    "Divided by m and K: a mean over classes as well",
    hint="Each example contributes one number, that of its right class. By how many numbers do you divide?",
)
def cross_entropy(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    return -np.mean(np.eye(Z.shape[1])[y] * logs)


@misconception(
    "The sign of the logarithm forgotten",
    hint="A loss is large when the guess is bad. Which sign does the logarithm of a probability have?",
)
def cross_entropy(Z, y):
    return np.mean(Z[np.arange(len(y)), y] - np.logaddexp.reduce(Z, axis=1))


@misconception(
    "Softmax applied twice",
    hint="The formula with log-sum-exp starts from scores. "
    "Is what you put into it still a score, or already a probability?",
)
def cross_entropy(Z, y):
    S = softmax(Z)
    return np.mean(np.logaddexp.reduce(S, axis=1) - S[np.arange(len(y)), y])


@misconception(
    "Labels counted from 1",
    hint="Classes are numbered from 0 to K − 1. Which column do you read for an example of class 0?",
)
def cross_entropy(Z, y):
    return np.mean(np.logaddexp.reduce(Z, axis=1) - Z[np.arange(len(y)), y - 1])


@misconception(
    "The columns y picked from every row",
    hint="Print the shape of what you pick: one number per example is m numbers, not m times m.",
)
def cross_entropy(Z, y):
    return np.mean(np.logaddexp.reduce(Z, axis=1)[:, None] - Z[:, y])


@misconception(
    "The loss runs over all classes, not only the right one",
    hint="Only the probability of the right class enters the loss of an example. How many terms does your sum have?",
)
def cross_entropy(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    return -np.mean(logs.sum(axis=1))


@misconception(
    "Number of classes taken from the labels",
    hint="A batch may lack a class. Where else can you read off K, even if the highest class is absent?",
)
def cross_entropy(Z, y):
    one_hot = np.eye(int(max(y)) + 1)[y]
    return np.mean(np.logaddexp.reduce(Z, axis=1) - np.sum(Z * one_hot, axis=1))


@misconception(
    "Logarithm of a probability that was already rounded to 0",
    hint="A tiny probability rounds to 0, and its logarithm is lost. The scores still know it: "
    "can you avoid the detour?",
)
def cross_entropy(Z, y):
    return -np.mean(np.log(softmax(Z)[np.arange(len(y)), y]))


@misconception(
    "A small number added inside the logarithm",
    hint="It hides the infinity and caps the loss at 27.6. What should a gap of 1000 between two scores cost?",
)
def cross_entropy(Z, y):
    return -np.mean(np.log(softmax(Z)[np.arange(len(y)), y] + 1e-12))


@misconception(
    "Log-sum-exp without a shift",
    hint="Look at the exponentials of scores near 1000. What may you take out of the sum before you exponentiate?",
)
def cross_entropy(Z, y):
    return np.mean(np.log(np.sum(np.exp(Z), axis=1)) - Z[np.arange(len(y)), y])


@misconception(
    "Log-sum-exp shifted by the maximum of the whole array",
    hint="Mix rows around 0 with rows around 1000. What is the logarithm of the sum that is left for the low rows?",
)
def cross_entropy(Z, y):
    return np.mean(Z.max() + np.log(np.exp(Z - Z.max()).sum(axis=1)) - Z[np.arange(len(y)), y])


@misconception(
    "The shift taken out but never added back",
    hint="Taking the maximum out of the sum leaves it standing in front. "
    "Compare both sides of the log-sum-exp identity.",
)
def cross_entropy(Z, y):
    return np.mean(np.log(np.exp(Z - Z.max(axis=1, keepdims=True)).sum(axis=1)) - Z[np.arange(len(y)), y])


@misconception(
    "The largest score instead of that of the right class",
    hint="A confident mistake has to cost a lot. Where do the labels y enter your formula?",
)
def cross_entropy(Z, y):
    return np.mean(np.logaddexp.reduce(Z, axis=1) - Z.max(axis=1))


# --- hinge_loss ------------------------------------------------------------------------------------------


@misconception(
    "The right class counted among the wrong ones",
    hint="Compared with itself a class has the gap 0. What does it add to your sum, and should it?",
)
def hinge_loss(Z, y, margin=1.0):
    return np.maximum(0, Z - Z[np.arange(len(y)), y][:, None] + margin).sum() / len(y)


@misconception(
    "The margin forgotten",
    hint="Equal scores should not be free of charge. Which term of the formula asks for a lead?",
)
def hinge_loss(Z, y, margin=1.0):
    return np.maximum(0, Z - Z[np.arange(len(y)), y][:, None]).sum() / len(y)


@misconception(
    "The margin is always 1",
    hint="margin is an argument. What changes in your result when you call the function with margin=3?",
)
def hinge_loss(Z, y, margin=1.0):
    costs = np.maximum(0, Z - Z[np.arange(len(y)), y][:, None] + 1.0)
    return costs.sum() / len(y) - 1.0


@misconception(
    "Right and wrong score swapped",
    hint="Raise the score of the right class in an example. Does your loss fall?",
)
def hinge_loss(Z, y, margin=1.0):
    costs = np.maximum(0, Z[np.arange(len(y)), y][:, None] - Z + margin)
    return costs.sum() / len(y) - margin


@misconception(
    "Hinge loss summed over the batch",
    hint="Repeat every example of a batch twice. Should the loss change?",
)
def hinge_loss(Z, y, margin=1.0):
    costs = np.maximum(0, Z - Z[np.arange(len(y)), y][:, None] + margin)
    return costs.sum() - margin * len(y)


@misconception(
    "Hinge loss averaged over the classes too",
    hint="Within one example the wrong classes are summed. The mean is over examples only: by what do you divide?",
)
def hinge_loss(Z, y, margin=1.0):
    costs = np.maximum(0, Z - Z[np.arange(len(y)), y][:, None] + margin)
    costs[np.arange(len(y)), y] = 0
    return costs.mean()


@misconception(
    "Only the worst wrong class counts",
    hint="Every wrong class that comes too close costs something. In which step do you lose all but one of them?",
)
def hinge_loss(Z, y, margin=1.0):
    costs = np.maximum(0, Z - Z[np.arange(len(y)), y][:, None] + margin)
    costs[np.arange(len(y)), y] = 0
    return costs.max(axis=1).mean()


@misconception(
    "Cut off at zero after the sum instead of before",
    hint="A class far behind must not pay for one that is too close. "
    "Should the max act on each class, or on their sum?",
)
def hinge_loss(Z, y, margin=1.0):
    gaps = Z - Z[np.arange(len(y)), y][:, None] + margin
    return np.maximum(0, gaps.sum(axis=1) - margin).mean()


@misconception(
    "Squared hinge",
    hint="In the example by hand a gap of 0.5 costs 0.5. What does it cost in your function?",
)
def hinge_loss(Z, y, margin=1.0):
    costs = np.maximum(0, Z - Z[np.arange(len(y)), y][:, None] + margin)
    costs[np.arange(len(y)), y] = 0
    return (costs**2).sum() / len(y)


@misconception(
    "The scores are changed in place by the hinge loss",
    hint="An operator such as -= writes into the array that the caller still holds. Print Z before and after the call.",
)
def hinge_loss(Z, y, margin=1.0):
    Z -= Z[np.arange(len(y)), y][:, None].copy()
    costs = np.maximum(0, Z + margin)
    return costs.sum() / len(y) - margin


@misconception(
    "The margin subtracted instead of added",
    hint="A class that trails by less than the margin has to cost something. What does it cost in your function?",
)
def hinge_loss(Z, y, margin=1.0):
    return np.maximum(0, Z - Z[np.arange(len(y)), y][:, None] - margin).sum() / len(y)


@misconception(
    "Classes that come too close are counted, not what they lack",
    hint="In the example by hand a gap of 0.5 costs 0.5. Which step of yours turns it into 1?",
)
def hinge_loss(Z, y, margin=1.0):
    gaps = Z - Z[np.arange(len(y)), y][:, None] + margin
    gaps[np.arange(len(y)), y] = 0
    return np.sum(gaps > 0) / len(y)


@misconception(
    "Compared with the largest score instead of the right one",
    hint="Change a label and leave the scores alone. Does your loss change?",
)
def hinge_loss(Z, y, margin=1.0):
    return np.maximum(0, Z - Z.max(axis=1, keepdims=True) + margin).sum() / len(y) - margin


@misconception(
    "Labels counted from 1 in the hinge loss",
    hint="Classes are numbered from 0 to K − 1. Which column is the right one for an example of class 0?",
)
def hinge_loss(Z, y, margin=1.0):
    return np.maximum(0, Z - Z[np.arange(len(y)), y - 1][:, None] + margin).sum() / len(y) - margin


@misconception(
    "Divided by the number of wrong classes too",
    hint="Equal scores should cost K − 1 margins. What do they cost in your function?",
)
def hinge_loss(Z, y, margin=1.0):
    costs = np.maximum(0, Z - Z[np.arange(len(y)), y][:, None] + margin)
    return (costs.sum() / len(y) - margin) / (Z.shape[1] - 1)


# --- loss ------------------------------------------------------------------------------------------------


@misconception(
    "The penalty without its one half",
    hint="Compare with the boxed gradient λW: whose derivative is that? Loss and gradient must share one factor.",
)
def loss(X, y, W, b, lam):
    return cross_entropy(X @ W + b, y) + lam * np.sum(W**2)


@misconception(
    "No penalty in the loss",
    hint="Change lam and nothing else. Should the loss stay the same?",
)
def loss(X, y, W, b, lam):
    return cross_entropy(X @ W + b, y)


@misconception(
    "The biases are penalised as well",
    hint="Here only the weights pay for being large. Which arrays does your penalty add up?",
)
def loss(X, y, W, b, lam):
    return cross_entropy(X @ W + b, y) + lam / 2 * (np.sum(W**2) + np.sum(b**2))


@misconception(
    "The penalty divided by the number of examples",
    hint="The mean belongs to the examples. Does the size of the weights depend on how many examples there are?",
)
def loss(X, y, W, b, lam):
    return cross_entropy(X @ W + b, y) + lam / 2 * np.sum(W**2) / len(y)


@misconception(
    "The mean of the squared weights instead of their sum",
    hint="The example by hand has squares that add up to 10, and a penalty of 1.5. What do you get for each?",
)
def loss(X, y, W, b, lam):
    return cross_entropy(X @ W + b, y) + lam / 2 * np.mean(W**2)


@misconception(
    "The norm of the weights not squared",
    hint="The penalty grows with the square of the weights: doubling W makes it four times as large. Try it.",
)
def loss(X, y, W, b, lam):
    return cross_entropy(X @ W + b, y) + lam / 2 * np.linalg.norm(W)


@misconception(
    "Squared after the sum instead of before",
    hint="Weights of opposite sign must not cancel. What is your penalty for the weights 1 and −1?",
)
def loss(X, y, W, b, lam):
    return cross_entropy(X @ W + b, y) + lam / 2 * np.sum(W) ** 2


@misconception(
    "The biases left out of the scores",
    hint="Set X to zero: the scores should then be b. What are yours?",
)
def loss(X, y, W, b, lam):
    return cross_entropy(X @ W, y) + lam / 2 * np.sum(W**2)


@misconception(
    "The penalty subtracted",
    hint="Large weights are to be avoided. Does your loss rise or fall when all weights are doubled and X is 0?",
)
def loss(X, y, W, b, lam):
    return cross_entropy(X @ W + b, y) - lam / 2 * np.sum(W**2)


@misconception(
    "Absolute values penalised instead of squares",
    hint="The penalty grows with the square of each weight. What does a weight of 2 pay in your function?",
)
def loss(X, y, W, b, lam):
    return cross_entropy(X @ W + b, y) + lam / 2 * np.sum(np.abs(W))


@misconception(
    "The cross entropy summed over the batch once more",
    hint="Repeat every example of a batch twice. Should the loss change?",
)
def loss(X, y, W, b, lam):
    return cross_entropy(X @ W + b, y) * len(y) + lam / 2 * np.sum(W**2)


@misconception(
    "The hinge loss in the place of the cross entropy",
    hint="Question 4 says which of the two losses is used from here on.",
)
def loss(X, y, W, b, lam):
    return hinge_loss(X @ W + b, y) + lam / 2 * np.sum(W**2)


@misconception(
    "Probabilities handed to the cross entropy instead of scores",
    hint="Look at what the argument Z of cross_entropy is meant to hold. How often is the softmax applied?",
)
def loss(X, y, W, b, lam):
    return cross_entropy(softmax(X @ W + b), y) + lam / 2 * np.sum(W**2)


@misconception(
    "A fixed strength of the penalty instead of lam",
    hint="lam is an argument. What changes in your result when it changes?",
)
def loss(X, y, W, b, lam):
    return cross_entropy(X @ W + b, y) + 1e-3 / 2 * np.sum(W**2)


@misconception(
    "The biases penalised in the place of the weights",
    hint="Which of the two arrays pays for being large? Set the other to zero and watch your penalty.",
)
def loss(X, y, W, b, lam):
    return cross_entropy(X @ W + b, y) + lam / 2 * np.sum(b**2)


@misconception(
    "The penalty added once for every example",
    hint="The mean belongs to the examples. Does your penalty grow with the number of examples?",
)
def loss(X, y, W, b, lam):
    return cross_entropy(X @ W + b, y) + len(y) * lam / 2 * np.sum(W**2)


# --- gradients -------------------------------------------------------------------------------------------


@misconception(
    "The penalty missing from the gradient",
    hint="Your loss depends on W in two places. Which line of the derivation deals with the second one?",
)
def gradients(X, y, W, b, lam):
    G = (softmax(X @ W + b) - np.eye(W.shape[1])[y]) / len(y)
    return X.T @ G, G.sum(axis=0)


@misconception(
    "The penalty's gradient is twice too large",
    hint="Differentiate (λ/2) w² on paper. What happens to the one half?",
)
def gradients(X, y, W, b, lam):
    G = (softmax(X @ W + b) - np.eye(W.shape[1])[y]) / len(y)
    return X.T @ G + 2 * lam * W, G.sum(axis=0)


@misconception(
    "The one half kept in the penalty's gradient",
    hint="Differentiate (λ/2) w² on paper. What happens to the one half?",
)
def gradients(X, y, W, b, lam):
    G = (softmax(X @ W + b) - np.eye(W.shape[1])[y]) / len(y)
    return X.T @ G + lam / 2 * W, G.sum(axis=0)


@misconception(
    "The penalty's gradient divided by the number of examples",
    hint="The 1/m of line 4 belongs to the examples. Which terms does your division reach?",
)
def gradients(X, y, W, b, lam):
    G = softmax(X @ W + b) - np.eye(W.shape[1])[y]
    return (X.T @ G + lam * W) / len(y), G.sum(axis=0) / len(y)


@misconception(
    "Sum instead of mean: the 1/m is missing",
    hint="Repeat every example twice. The mean loss stays the same, so its gradient must too. See line 4.",
)
def gradients(X, y, W, b, lam):
    G = softmax(X @ W + b) - np.eye(W.shape[1])[y]
    return X.T @ G + lam * W, G.sum(axis=0)


@misconception(
    "Divided by m twice",
    hint="The factor 1/m enters once, in line 4. Count the divisions on the way from the softmax to dW and db.",
)
def gradients(X, y, W, b, lam):
    m = len(y)
    G = (softmax(X @ W + b) - np.eye(W.shape[1])[y]) / m
    return X.T @ G / m + lam * W, G.sum(axis=0) / m


@misconception(
    "db averaged a second time",
    hint="G contains the 1/m already. Line 6 adds up a column: what does a mean do on top of that?",
)
def gradients(X, y, W, b, lam):
    G = (softmax(X @ W + b) - np.eye(W.shape[1])[y]) / len(y)
    return X.T @ G + lam * W, G.mean(axis=0)


@misconception(
    "db collapsed to a single number",
    hint="There is one bias per class, so db has shape (K,). Over which axis does line 6 add up?",
)
def gradients(X, y, W, b, lam):
    G = (softmax(X @ W + b) - np.eye(W.shape[1])[y]) / len(y)
    return X.T @ G + lam * W, np.sum(G)


@misconception(
    "db kept as a matrix with one row",
    hint="b has shape (K,), and its gradient has the shape of b. Compare db.shape with b.shape.",
)
def gradients(X, y, W, b, lam):
    G = (softmax(X @ W + b) - np.eye(W.shape[1])[y]) / len(y)
    return X.T @ G + lam * W, G.sum(axis=0, keepdims=True)


@misconception(
    "The biases' gradient contains a penalty",
    hint="The loss penalises only the weights. Does λ occur in line 6?",
)
def gradients(X, y, W, b, lam):
    G = (softmax(X @ W + b) - np.eye(W.shape[1])[y]) / len(y)
    return X.T @ G + lam * W, G.sum(axis=0) + lam * b


@misconception(
    "Sign turned round: labels minus probabilities",
    hint="Line 3 reads: what the model said, minus what it should have said. "
    "The minus of gradient descent comes later.",
)
def gradients(X, y, W, b, lam):
    G = (np.eye(W.shape[1])[y] - softmax(X @ W + b)) / len(y)
    return X.T @ G + lam * W, G.sum(axis=0)


@misconception(
    "The labels never subtracted",
    hint="The rows of G should add up to 0. Yours add up to 1/m: which line of the derivation is missing?",
)
def gradients(X, y, W, b, lam):
    G = softmax(X @ W + b) / len(y)
    return X.T @ G + lam * W, G.sum(axis=0)


@misconception(
    "1 subtracted in the columns y of every row",
    hint="Only one entry of each row belongs to the right class. Count the entries of G that your subtraction changes.",
)
def gradients(X, y, W, b, lam):
    G = softmax(X @ W + b)
    G[:, y] -= 1
    G /= len(y)
    return X.T @ G + lam * W, G.sum(axis=0)


@misconception(
    "One-hot rows shifted by one class",
    hint="Classes are numbered from 0 to K − 1. In which column is the 1 of an example of class 0?",
)
def gradients(X, y, W, b, lam):
    G = (softmax(X @ W + b) - np.eye(W.shape[1])[y - 1]) / len(y)
    return X.T @ G + lam * W, G.sum(axis=0)


@misconception(
    "One-hot rows as wide as the largest label",
    hint="A batch may lack a class. Where else can you read off K, even if the highest class is absent?",
)
def gradients(X, y, W, b, lam):
    G = (softmax(X @ W + b) - np.eye(int(max(y)) + 1)[y]) / len(y)
    return X.T @ G + lam * W, G.sum(axis=0)


@misconception(
    "Softmax of the softmax",
    hint="Scores become probabilities once. How often do they pass through softmax on their way to G?",
)
def gradients(X, y, W, b, lam):
    G = (softmax(softmax(X @ W + b)) - np.eye(W.shape[1])[y]) / len(y)
    return X.T @ G + lam * W, G.sum(axis=0)


@misconception(
    "Scores without the biases in the gradient",
    hint="The gradient belongs to the scores XW + b. Recompute them here exactly as in your loss.",
)
def gradients(X, y, W, b, lam):
    G = (softmax(X @ W) - np.eye(W.shape[1])[y]) / len(y)
    return X.T @ G + lam * W, G.sum(axis=0)


@misconception(
    "dW transposed",
    hint="The gradient has the shape of what it belongs to, (n, K). Read line 5 with the shapes written below it.",
)
def gradients(X, y, W, b, lam):
    G = (softmax(X @ W + b) - np.eye(W.shape[1])[y]) / len(y)
    return G.T @ X + lam * W.T, G.sum(axis=0)


@misconception(
    "An unstable softmax inside the gradient",
    hint="With large inputs the scores are large. You have a function that copes with them: is it used here?",
)
def gradients(X, y, W, b, lam):
    E = np.exp(X @ W + b)
    G = (E / E.sum(axis=1, keepdims=True) - np.eye(W.shape[1])[y]) / len(y)
    return X.T @ G + lam * W, G.sum(axis=0)


@misconception(
    "The weights overwritten while the gradient is computed",
    hint="A second name for an array is not a copy: what *= does to one it does to the other. Print W after the call.",
)
def gradients(X, y, W, b, lam):
    G = (softmax(X @ W + b) - np.eye(W.shape[1])[y]) / len(y)
    dW = W
    dW *= lam
    dW += X.T @ G
    return dW, G.sum(axis=0)


# --- gd_step ---------------------------------------------------------------------------------------------


@misconception(
    "A step uphill",
    hint="The gradient points to where the loss grows. Which way do we want to go?",
)
def gd_step(W, b, dW, db, eta):
    return W + eta * dW, b + eta * db


@misconception(
    "The step changes the caller's arrays",
    hint="An operator such as -= writes into the array you were given. Compare W before and after the call.",
)
def gd_step(W, b, dW, db, eta):
    W -= eta * dW
    b -= eta * db
    return W, b


@misconception(
    "The learning rate forgotten",
    hint="Call your function with eta=0. Nothing should move.",
)
def gd_step(W, b, dW, db, eta):
    return W - dW, b - db


@misconception(
    "The biases never move",
    hint="The biases are parameters like the weights. Which of your two results depends on db?",
)
def gd_step(W, b, dW, db, eta):
    return W - eta * dW, b.copy()


# --- train -----------------------------------------------------------------------------------------------


@misconception(
    "The loss after the last step is missing",
    hint="The weights are seen steps + 1 times: once at the start, and after each step. Which of them has no loss?",
)
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    W, b = 0.01 * np.random.default_rng(rng).standard_normal((X.shape[1], K)), np.zeros(K)
    losses = []
    for _ in range(steps):
        losses.append(loss(X, y, W, b, lam))
        W, b = gd_step(W, b, *gradients(X, y, W, b, lam), eta)
    return W, b, np.array(losses)


@misconception(
    "Losses written down without the penalty",
    hint="What gradient descent lowers is the whole loss. Which lam does each loss in your list contain?",
)
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    W, b = 0.01 * np.random.default_rng(rng).standard_normal((X.shape[1], K)), np.zeros(K)
    losses = [loss(X, y, W, b, 0.0)]
    for _ in range(steps):
        W, b = gd_step(W, b, *gradients(X, y, W, b, lam), eta)
        losses.append(loss(X, y, W, b, 0.0))
    return W, b, np.array(losses)


@misconception(
    "Trained without the penalty",
    hint="lam is an argument of train. Follow it: does it reach the gradient as well as the loss?",
)
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    W, b = 0.01 * np.random.default_rng(rng).standard_normal((X.shape[1], K)), np.zeros(K)
    losses = [loss(X, y, W, b, lam)]
    for _ in range(steps):
        W, b = gd_step(W, b, *gradients(X, y, W, b, 0.0), eta)
        losses.append(loss(X, y, W, b, lam))
    return W, b, np.array(losses)


@misconception(
    "db computed after W has already moved",
    hint="Both gradients belong to the same point. Which W does each of yours see?",
)
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    W, b = 0.01 * np.random.default_rng(rng).standard_normal((X.shape[1], K)), np.zeros(K)
    losses = [loss(X, y, W, b, lam)]
    for _ in range(steps):
        W = W - eta * gradients(X, y, W, b, lam)[0]
        b = b - eta * gradients(X, y, W, b, lam)[1]
        losses.append(loss(X, y, W, b, lam))
    return W, b, np.array(losses)


@misconception(
    "The gradient computed once, before the loop",
    hint="After a step you stand somewhere else, with another slope. How often is your gradient computed?",
)
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    W, b = 0.01 * np.random.default_rng(rng).standard_normal((X.shape[1], K)), np.zeros(K)
    dW, db = gradients(X, y, W, b, lam)
    losses = [loss(X, y, W, b, lam)]
    for _ in range(steps):
        W, b = gd_step(W, b, dW, db, eta)
        losses.append(loss(X, y, W, b, lam))
    return W, b, np.array(losses)


@misconception(
    "Start from weights of size 1",
    hint="The first loss should be close to log K. How equal are the scores of your starting weights?",
)
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    W, b = np.random.default_rng(rng).standard_normal((X.shape[1], K)), np.zeros(K)
    losses = [loss(X, y, W, b, lam)]
    for _ in range(steps):
        W, b = gd_step(W, b, *gradients(X, y, W, b, lam), eta)
        losses.append(loss(X, y, W, b, lam))
    return W, b, np.array(losses)


@misconception(
    "Start from weights that are all zero",
    hint="It would do for one layer, but with hidden layers it fails. Look at the first of the four decisions.",
)
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    W, b = np.zeros((X.shape[1], K)), np.zeros(K)
    losses = [loss(X, y, W, b, lam)]
    for _ in range(steps):
        W, b = gd_step(W, b, *gradients(X, y, W, b, lam), eta)
        losses.append(loss(X, y, W, b, lam))
    return W, b, np.array(losses)


@misconception(
    "Number of classes taken from the labels in train",
    hint="A data set may lack a class, and K is an argument. Which shape does your W get when one is absent?",
)
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    K = len(np.unique(y))
    W, b = 0.01 * np.random.default_rng(rng).standard_normal((X.shape[1], K)), np.zeros(K)
    losses = [loss(X, y, W, b, lam)]
    for _ in range(steps):
        W, b = gd_step(W, b, *gradients(X, y, W, b, lam), eta)
        losses.append(loss(X, y, W, b, lam))
    return W, b, np.array(losses)


@misconception(
    "The argument rng is ignored",
    hint="Call train twice with different seeds and steps=0. Should the starting weights be the same?",
)
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    W, b = 0.01 * np.random.default_rng(0).standard_normal((X.shape[1], K)), np.zeros(K)
    losses = [loss(X, y, W, b, lam)]
    for _ in range(steps):
        W, b = gd_step(W, b, *gradients(X, y, W, b, lam), eta)
        losses.append(loss(X, y, W, b, lam))
    return W, b, np.array(losses)


@misconception(
    "Uphill: the gradient added instead of subtracted",
    hint="The gradient points where the loss rises. Does your loss fall from one step to the next?",
)
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    W, b = 0.01 * np.random.default_rng(rng).standard_normal((X.shape[1], K)), np.zeros(K)
    losses = [loss(X, y, W, b, lam)]
    for _ in range(steps):
        dW, db = gradients(X, y, W, b, lam)
        W, b = W + eta * dW, b + eta * db
        losses.append(loss(X, y, W, b, lam))
    return W, b, np.array(losses)


@misconception(
    "The biases start from random numbers",
    hint="Look at the first of the four decisions: where do the biases start?",
)
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    rng = np.random.default_rng(rng)
    W, b = 0.01 * rng.standard_normal((X.shape[1], K)), 0.01 * rng.standard_normal(K)
    losses = [loss(X, y, W, b, lam)]
    for _ in range(steps):
        W, b = gd_step(W, b, *gradients(X, y, W, b, lam), eta)
        losses.append(loss(X, y, W, b, lam))
    return W, b, np.array(losses)


@misconception(
    "The biases are never moved",
    hint="W and b are both parameters. Print b after training: is it still where it started?",
)
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    W, b = 0.01 * np.random.default_rng(rng).standard_normal((X.shape[1], K)), np.zeros(K)
    losses = [loss(X, y, W, b, lam)]
    for _ in range(steps):
        W = W - eta * gradients(X, y, W, b, lam)[0]
        losses.append(loss(X, y, W, b, lam))
    return W, b, np.array(losses)


@misconception(
    "The learning rate is always 1",
    hint="eta is an argument of train. Follow it: does it reach the step?",
)
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    W, b = 0.01 * np.random.default_rng(rng).standard_normal((X.shape[1], K)), np.zeros(K)
    losses = [loss(X, y, W, b, lam)]
    for _ in range(steps):
        W, b = gd_step(W, b, *gradients(X, y, W, b, lam), 1.0)
        losses.append(loss(X, y, W, b, lam))
    return W, b, np.array(losses)


@misconception(
    "One step too many",
    hint="The last loss has to be that of the weights you return. How many steps lie between the two?",
)
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    W, b = 0.01 * np.random.default_rng(rng).standard_normal((X.shape[1], K)), np.zeros(K)
    losses = []
    for _ in range(steps + 1):
        losses.append(loss(X, y, W, b, lam))
        W, b = gd_step(W, b, *gradients(X, y, W, b, lam), eta)
    return W, b, np.array(losses)


@misconception(
    "Uniform instead of normal numbers at the start",
    hint="Look at the first of the four decisions. Can any of your starting weights be negative?",
)
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    W, b = 0.01 * np.random.default_rng(rng).random((X.shape[1], K)), np.zeros(K)
    losses = [loss(X, y, W, b, lam)]
    for _ in range(steps):
        W, b = gd_step(W, b, *gradients(X, y, W, b, lam), eta)
        losses.append(loss(X, y, W, b, lam))
    return W, b, np.array(losses)


@misconception(
    "The loss before the first step is missing",
    hint="losses[0] belongs to the starting weights. At which weights is your first loss computed?",
)
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    W, b = 0.01 * np.random.default_rng(rng).standard_normal((X.shape[1], K)), np.zeros(K)
    losses = []
    for _ in range(steps):
        W, b = gd_step(W, b, *gradients(X, y, W, b, lam), eta)
        losses.append(loss(X, y, W, b, lam))
    return W, b, np.array(losses)


# --- predict and accuracy --------------------------------------------------------------------------------


@misconception(
    "The best example of each class instead of the best class of each example",
    hint="One guess per row of scores. What length does your result have, m or K?",
)
def predict(X, W, b):
    return np.argmax(X @ W + b, axis=0)


@misconception(
    "The largest score returned instead of its class",
    hint="We need the column where the score is largest, not the score. What type do your guesses have?",
)
def predict(X, W, b):
    return np.max(X @ W + b, axis=1)


@misconception(
    "Classes counted from 1 in the guesses",
    hint="The first column belongs to class 0. Which class do you return for it?",
)
def predict(X, W, b):
    return np.argmax(X @ W + b, axis=1) + 1


@misconception(
    "The biases left out of the guesses",
    hint="Give one class a very large bias: it should win everywhere. Does it?",
)
def predict(X, W, b):
    return np.argmax(X @ W, axis=1)


@misconception(
    "Probabilities returned instead of classes",
    hint="A guess is one whole number per example. Which class does a row of probabilities speak for?",
)
def predict(X, W, b):
    return softmax(X @ W + b)


@misconception(
    "A count instead of a share",
    hint="Two of three right is 2/3, whatever the number of examples. By what do you divide?",
)
def accuracy(X, y, W, b):
    return float(np.sum(predict(X, W, b) == y))


@misconception(
    "Per cent instead of a share",
    hint="The docstring asks for a number from 0 to 1.",
)
def accuracy(X, y, W, b):
    return 100 * float(np.mean(predict(X, W, b) == y))


@misconception(
    "The share of mistakes",
    hint="Accuracy is 1 when every guess is right. What does your function return then?",
)
def accuracy(X, y, W, b):
    return float(np.mean(predict(X, W, b) != y))


@misconception(
    "Every guess compared with every label",
    hint="Print the shape of the comparison. Guess i belongs to label i only: that is m comparisons.",
)
def accuracy(X, y, W, b):
    return float(np.mean(predict(X, W, b)[:, None] == y))


@misconception(
    "The class with the smallest score",
    hint="A large score speaks for a class. Which end of the row do you take?",
)
def predict(X, W, b):
    return np.argmin(X @ W + b, axis=1)


@misconception(
    "One-hot rows instead of classes",
    hint="A guess is one whole number per example. How many numbers do you return for each?",
)
def predict(X, W, b):
    return np.eye(len(b), dtype=int)[np.argmax(X @ W + b, axis=1)]


@misconception(
    "Divided by the number of classes",
    hint="The share is over the examples. By what do you divide the number of right guesses?",
)
def accuracy(X, y, W, b):
    return float(np.sum(predict(X, W, b) == y) / len(b))


@misconception(
    "True or false for each example, not their share",
    hint="Accuracy is one number. What is the mean of an array of True and False?",
)
def accuracy(X, y, W, b):
    return predict(X, W, b) == y


# --- minibatches and sgd_epoch ---------------------------------------------------------------------------


@misconception(
    "The last, smaller batch is dropped",
    hint="With 10 examples in batches of 4, which examples does your epoch never see?",
)
def minibatches(m, batch_size, rng=0):
    order = np.random.default_rng(rng).permutation(m)
    return [order[k * batch_size : (k + 1) * batch_size] for k in range(m // batch_size)]


@misconception(
    "An empty batch at the end",
    hint="Try m = 8 with batches of 4. How many batches do you return, and what is in the last?",
)
def minibatches(m, batch_size, rng=0):
    order = np.random.default_rng(rng).permutation(m)
    return [order[k * batch_size : (k + 1) * batch_size] for k in range(m // batch_size + 1)]


@misconception(
    "Batches of equal size instead of full ones and a rest",
    hint="With m = 10 and batches of 4 the sizes are 4, 4, 2. Which sizes do yours have?",
)
def minibatches(m, batch_size, rng=0):
    return np.array_split(np.random.default_rng(rng).permutation(m), -(-m // batch_size))


@misconception(
    "Drawn with replacement",
    hint="In one epoch every example takes part exactly once. Count how often each number occurs in your batches.",
)
def minibatches(m, batch_size, rng=0):
    order = np.random.default_rng(rng).integers(0, m, size=m)
    return [order[start : start + batch_size] for start in range(0, m, batch_size)]


@misconception(
    "No shuffling",
    hint="If the data are sorted by class, what does your first batch contain?",
)
def minibatches(m, batch_size, rng=0):
    return [np.arange(start, min(start + batch_size, m)) for start in range(0, m, batch_size)]


@misconception(
    "Shuffled only inside each batch",
    hint="If the data are sorted by class, your first batch still holds one class. What has to be shuffled, and when?",
)
def minibatches(m, batch_size, rng=0):
    rng = np.random.default_rng(rng)
    return [rng.permutation(np.arange(start, min(start + batch_size, m))) for start in range(0, m, batch_size)]


@misconception(
    "The same order whatever the seed",
    hint="A new order in every epoch needs a new seed to make a difference. Where is the argument rng used?",
)
def minibatches(m, batch_size, rng=0):
    order = np.random.default_rng(0).permutation(m)
    return [order[start : start + batch_size] for start in range(0, m, batch_size)]


@misconception(
    "The last batch divided by the size of the others",
    hint="A batch of 2 has a mean over 2. Which number does your mean divide by when the last batch is smaller?",
)
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    for batch in batches:
        share = len(batch) / len(batches[0])
        dW, db = gradients(X[batch], y[batch], W, b, 0.0)
        W, b = W - eta * (share * dW + lam * W), b - eta * share * db
    return W, b


@misconception(
    "The last batch left out of the epoch",
    hint="Every batch takes one step, the small one too. How many steps does your epoch take?",
)
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    for batch in batches:
        if len(batch) == len(batches[0]) and (len(batches) == 1 or batch is not batches[-1]):
            W, b = gd_step(W, b, *gradients(X[batch], y[batch], W, b, lam), eta)
    return W, b


@misconception(
    "All gradients taken at the starting weights",
    hint="The second batch starts where the first one ended. Which weights does your second gradient see?",
)
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    W_start, b_start = W, b
    for batch in batches:
        W, b = gd_step(W, b, *gradients(X[batch], y[batch], W_start, b_start, lam), eta)
    return W, b


@misconception(
    "Inputs shuffled, labels not",
    hint="Rows of X and entries of y belong together. With which numbers do you pick each of them?",
)
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    seen = 0
    for batch in batches:
        labels = y[seen : seen + len(batch)]
        seen += len(batch)
        W, b = gd_step(W, b, *gradients(X[batch], labels, W, b, lam), eta)
    return W, b


@misconception(
    "All the data in every step",
    hint="A batch is meant to be cheap. How many rows of X does each of your gradients see?",
)
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    for _ in batches:
        W, b = gd_step(W, b, *gradients(X, y, W, b, lam), eta)
    return W, b


@misconception(
    "The biases see weights that have already moved",
    hint="Both gradients belong to the same point. Which W does each of yours see?",
)
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    for batch in batches:
        W = W - eta * gradients(X[batch], y[batch], W, b, lam)[0]
        b = b - eta * gradients(X[batch], y[batch], W, b, lam)[1]
    return W, b


@misconception(
    "The starting weights changed in place by the epoch",
    hint="An operator such as -= writes into the caller's array. Compare the starting W before and after the call.",
)
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    for batch in batches:
        dW, db = gradients(X[batch], y[batch], W, b, lam)
        W -= eta * dW
        b -= eta * db
    return W, b


@misconception(
    "Returns after the first batch",
    hint="How many batches has your loop seen when it returns? Look at how far the return is indented.",
)
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    for batch in batches:
        dW, db = gradients(X[batch], y[batch], W, b, lam)
        W, b = gd_step(W, b, dW, db, eta)
        return W, b
    return W, b


@misconception(
    "Row numbers counted from 1",
    hint="The first row of X is X[0]. Is 0 among your numbers, and is m?",
)
def minibatches(m, batch_size, rng=0):
    order = np.random.default_rng(rng).permutation(m) + 1
    return [order[start : start + batch_size] for start in range(0, m, batch_size)]


@misconception(
    "batch_size taken for the number of batches",
    hint="With m = 10 and batch_size = 4 the sizes are 4, 4, 2. How many batches do you return?",
)
def minibatches(m, batch_size, rng=0):
    return np.array_split(np.random.default_rng(rng).permutation(m), batch_size)


@misconception(
    "Only the first batch returned",
    hint="Every row number has to occur once in an epoch. How many of them are in what you return?",
)
def minibatches(m, batch_size, rng=0):
    return [np.random.default_rng(rng).permutation(m)[:batch_size]]


@misconception(
    "Uphill in the epoch: the gradient added",
    hint="The gradient points where the loss rises. In which direction does one of your steps go?",
)
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    for batch in batches:
        dW, db = gradients(X[batch], y[batch], W, b, lam)
        W, b = W + eta * dW, b + eta * db
    return W, b


@misconception(
    "An epoch without the penalty",
    hint="lam is an argument of sgd_epoch. Follow it: does it reach the gradients?",
)
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    for batch in batches:
        W, b = gd_step(W, b, *gradients(X[batch], y[batch], W, b, 0.0), eta)
    return W, b


@misconception(
    "The penalty shared out over the batches",
    hint="Each step lowers the whole loss, penalty included. Which lam does the gradient of a batch contain?",
)
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    for batch in batches:
        W, b = gd_step(W, b, *gradients(X[batch], y[batch], W, b, lam / len(batches)), eta)
    return W, b


@misconception(
    "Divided by the size of the batch a second time",
    hint="gradients already takes a mean over the rows it gets. What else divides in your step?",
)
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    for batch in batches:
        W, b = gd_step(W, b, *gradients(X[batch], y[batch], W, b, lam), eta / len(batch))
    return W, b


@misconception(
    "The batches in reverse order",
    hint="An epoch over A and B is an epoch over A, and from there one over B. Which batch does your loop see first?",
)
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    for batch in reversed(batches):
        W, b = gd_step(W, b, *gradients(X[batch], y[batch], W, b, lam), eta)
    return W, b


@misconception(
    "One step with the mean of all gradients",
    hint="An epoch takes one step per batch. How often do your weights move?",
)
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    slopes = [gradients(X[batch], y[batch], W, b, lam) for batch in batches]
    dW, db = (sum(parts) / len(batches) for parts in zip(*slopes, strict=True))
    return gd_step(W, b, dW, db, eta)


@misconception(
    "The same batch in every step",
    hint="Which rows of X does your second step see?",
)
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    for _ in batches:
        W, b = gd_step(W, b, *gradients(X[batches[0]], y[batches[0]], W, b, lam), eta)
    return W, b
