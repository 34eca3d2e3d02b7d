"""Homework 4, `momentum_step`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("copies, then in place")
def momentum_step(params, grads, velocity, eta, mu):
    params, velocity = ({key: array.copy() for key, array in arrays.items()} for arrays in (params, velocity))
    for key in params:
        velocity[key] *= mu
        velocity[key] -= eta * grads[key]
        params[key] += velocity[key]
    return params, velocity


@alternative("a loop over the layers")
def momentum_step(params, grads, velocity, eta, mu):
    moved, moving = {}, {}
    for i in range(1, len(params) // 2 + 1):
        for name in (f"W{i}", f"b{i}"):
            moving[name] = np.subtract(np.multiply(mu, velocity[name]), np.multiply(eta, grads[name]))
            moved[name] = np.add(params[name], moving[name])
    return moved, moving


@alternative("the velocity as the difference of two positions")
def momentum_step(params, grads, velocity, eta, mu):
    moved = {key: array + mu * velocity[key] - eta * grads[key] for key, array in params.items()}
    return moved, {key: moved[key] - params[key] for key in params}


@alternative("a list of both")
def momentum_step(params, grads, velocity, eta, mu):
    moving = {key: -(eta * grads[key] - mu * array) for key, array in velocity.items()}
    return [{key: params[key] + moving[key] for key in moving}, moving]


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "A step uphill",
    hint="The gradient points to where the loss grows. Which way do we want to go?",
)
def momentum_step(params, grads, velocity, eta, mu):
    velocity = {key: mu * velocity[key] + eta * grads[key] for key in params}
    return {key: params[key] + velocity[key] for key in params}, velocity


@misconception(
    "The velocity subtracted instead of added",
    hint="Our velocity is the step itself, with the minus of the gradient inside. Follow one entry at mu = 0.",
)
def momentum_step(params, grads, velocity, eta, mu):
    velocity = {key: mu * velocity[key] - eta * grads[key] for key in params}
    return {key: params[key] - velocity[key] for key in params}, velocity


@misconception(
    "The other form: eta left out of the velocity",
    hint="In this homework the velocity is the step that was taken, with the factor eta inside. Follow one entry.",
)
def momentum_step(params, grads, velocity, eta, mu):
    velocity = {key: mu * velocity[key] + grads[key] for key in params}
    return {key: params[key] - eta * velocity[key] for key in params}, velocity


@misconception(
    "The old velocity used for the step",
    hint="The new velocity is used at once. Which of the two do you add to the parameters?",
)
def momentum_step(params, grads, velocity, eta, mu):
    moving = {key: mu * velocity[key] - eta * grads[key] for key in params}
    return {key: params[key] + velocity[key] for key in params}, moving


@misconception(
    "No momentum: the old velocity is not used",
    hint="Call your function with gradients that are all zero and a velocity that is not. Should anything move?",
)
def momentum_step(params, grads, velocity, eta, mu):
    velocity = {key: -eta * grads[key] for key in params}
    return {key: params[key] + velocity[key] for key in params}, velocity


@misconception(
    "All of the old velocity kept",
    hint="Call your function with mu = 0: the old velocity should play no part. Where is your factor mu?",
)
def momentum_step(params, grads, velocity, eta, mu):
    velocity = {key: velocity[key] - eta * grads[key] for key in params}
    return {key: params[key] + velocity[key] for key in params}, velocity


@misconception(
    "A mean of velocity and gradient: the factors are mu and 1 - mu",
    hint="In the formula only the old velocity gets a factor that depends on mu. What does the gradient get?",
)
def momentum_step(params, grads, velocity, eta, mu):
    velocity = {key: mu * velocity[key] - (1 - mu) * eta * grads[key] for key in params}
    return {key: params[key] + velocity[key] for key in params}, velocity


@misconception(
    "The momentum inside the brackets of eta",
    hint="Only the gradient is multiplied by eta. What happens to the old velocity in yours, with eta = 0?",
)
def momentum_step(params, grads, velocity, eta, mu):
    velocity = {key: eta * (mu * velocity[key] - grads[key]) for key in params}
    return {key: params[key] + velocity[key] for key in params}, velocity


@misconception(
    "mu and eta exchanged",
    hint="Which of the two factors belongs to the gradient, and which one to the old velocity?",
)
def momentum_step(params, grads, velocity, eta, mu):
    velocity = {key: eta * velocity[key] - mu * grads[key] for key in params}
    return {key: params[key] + velocity[key] for key in params}, velocity


@misconception(
    "A share of the parameter kept, not of the velocity",
    hint="The parameter moves by the velocity and nothing else. Where does mu stand in the formula?",
)
def momentum_step(params, grads, velocity, eta, mu):
    velocity = {key: mu * velocity[key] - eta * grads[key] for key in params}
    return {key: mu * params[key] + velocity[key] for key in params}, velocity


@misconception(
    "The velocity that comes back is the old one",
    hint="The next step starts with what you return. Which velocity has the parameters just been moved by?",
)
def momentum_step(params, grads, velocity, eta, mu):
    moving = {key: mu * velocity[key] - eta * grads[key] for key in params}
    return {key: params[key] + moving[key] for key in params}, {key: array.copy() for key, array in velocity.items()}


@misconception(
    "The step changes the caller's arrays",
    hint="An operator such as += writes into the array you were given; dict(params) copies the dict, not the arrays. "
    "Compare params and velocity before and after the call.",
)
def momentum_step(params, grads, velocity, eta, mu):
    for key in params:
        velocity[key] *= mu
        velocity[key] -= eta * grads[key]
        params[key] += velocity[key]
    return params, velocity


@misconception(
    "The biases never move",
    hint="The biases are parameters like the weights. Which keys does your loop go through?",
)
def momentum_step(params, grads, velocity, eta, mu):
    moving = {key: mu * velocity[key] - eta * grads[key] for key in params if key.startswith("W")}
    moving |= {key: np.zeros(array.shape) for key, array in params.items() if key.startswith("b")}
    return {key: params[key] + moving[key] for key in params}, moving


@misconception(
    "The momentum for the weights only",
    hint="Every parameter has a velocity, the biases as well. Which keys does your mu reach?",
)
def momentum_step(params, grads, velocity, eta, mu):
    share = {key: mu if key.startswith("W") else 0.0 for key in params}
    moving = {key: share[key] * velocity[key] - eta * grads[key] for key in params}
    return {key: params[key] + moving[key] for key in params}, moving
