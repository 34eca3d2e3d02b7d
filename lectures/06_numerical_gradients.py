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
# Lecture 6. Numerical gradients

**The question.** You have derived a gradient and typed it in. The program runs and the loss falls.
Is the gradient right? And if a computer can measure a slope by moving a number a little, why derive
anything at all?

Since lecture 1 a cell beside each formula has said "formula and numbers agree". This lecture opens
the instrument behind that sentence. You will see how exact it can be, what it is blind to, how far
apart two gradients may honestly lie, and what one numerical gradient costs.

You need Taylor's formula and the two-layer network of lecture 3. Reading takes about
25 minutes, the three questions another half hour.
"""

# %%
from math import comb

import matplotlib.pyplot as plt
import numpy as np

from byhand import data, gradients, plots

plots.use_style()
np.set_printoptions(precision=4, suppress=True)


# %% [markdown]
r"""
A wrong gradient makes no noise. Here are three training runs of one network on the spiral: the same
start, the same data, the same step length. One run uses the right gradient. In another the slope of
tanh is taken at the wrong place. In a third one of the bias gradients was forgotten.
"""


# %%
def network_loss(params, X, y):
    """Mean cross entropy of the two-layer tanh network: a number."""
    A1 = np.tanh(X @ params["W1"] + params["b1"])
    Z2 = A1 @ params["W2"] + params["b2"]
    c = Z2.max(axis=1, keepdims=True)
    return np.mean(c[:, 0] + np.log(np.exp(Z2 - c).sum(axis=1)) - Z2[np.arange(len(y)), y])


def network_gradients(params, X, y, mistake=""):
    """The gradients of lecture 3, as a dict like `params`. `mistake` names an error to plant."""
    A1 = np.tanh(X @ params["W1"] + params["b1"])
    Z2 = A1 @ params["W2"] + params["b2"]
    E = np.exp(Z2 - Z2.max(axis=1, keepdims=True))
    dZ2 = (E / E.sum(axis=1, keepdims=True) - np.eye(Z2.shape[1])[y]) / len(y)
    slope = 1 - np.tanh(A1) ** 2 if mistake == "slope at A1" else 1 - A1**2
    dZ1 = (dZ2 @ params["W2"].T) * slope
    grads = {"W1": X.T @ dZ1, "b1": dZ1.sum(axis=0), "W2": A1.T @ dZ2, "b2": dZ2.sum(axis=0)}
    if mistake == "no db1":
        grads["b1"] = np.zeros_like(grads["b1"])
    if mistake == "db1 a mean":
        grads["b1"] = dZ1.mean(axis=0)
    if mistake == "dW1 rows swapped":
        grads["W1"] = grads["W1"][::-1]
    if mistake == "dW2 without 1/m":
        grads["W2"] = grads["W2"] * len(y)
    return grads


def random_network(n, d, K, rng):
    """Parameters of a network with n inputs, d hidden units, K classes. No bias is zero."""
    return {
        "W1": rng.standard_normal((n, d)),
        "b1": 0.5 * rng.standard_normal(d),
        "W2": rng.standard_normal((d, K)) / np.sqrt(d),
        "b2": 0.5 * rng.standard_normal(K),
    }


def train(params, X, y, eta, steps, mistake=""):
    """Losses of `steps` full-batch steps, with a mistake planted or without."""
    losses = []
    for _ in range(steps):
        losses.append(network_loss(params, X, y))
        grads = network_gradients(params, X, y, mistake)
        params = {name: params[name] - eta * grads[name] for name in params}
    return losses


# %% picture="Three training losses: A and B fall with many jumps, C falls smoothly and ends lowest"
X_spiral, y_spiral = data.spiral(rng=0)
start = random_network(2, 30, 3, np.random.default_rng(2))
runs = {"A": "slope at A1", "B": "", "C": "no db1"}
losses = {letter: train(start, X_spiral, y_spiral, 2.0, 300, mistake) for letter, mistake in runs.items()}

fig, ax = plt.subplots(figsize=(6.4, 3.8), layout="constrained")
plots.loss_curve(losses, ax=ax, reference={"log 3: a model that knows nothing": np.log(3)})
ax.set(ylabel="loss (nats)", title="Which of the three is right?")
plt.show()
print("loss, first to last:", {letter: f"{run[0]:.2f} to {run[-1]:.2f}" for letter, run in losses.items()})
assert all(np.mean(run[-50:]) < 0.6 * run[0] for run in losses.values())
assert losses["C"][-1] < 0.9 * losses["B"][-1]

# %% [markdown]
r"""
**Predict first.** Which letter belongs to the right gradient? Is there anything in the picture that
tells you? The answer comes when we have the instrument.

## Names used in this lecture

| symbol | shape | meaning | in code |
|:--|:--|:--|:--|
| $f$ | – | a function that returns one number, such as a loss | `f` |
| $x$ | scalar or array | where we want the slope | `x` |
| $e_k$ | shape of $x$ | zeros with a single 1 at entry $k$ | |
| $\varepsilon$ | scalar > 0 | the step: how far we move | `eps` |
| $f', f'', f'''$ | scalars | first, second, third derivative at $x$ | `d1`, `d2`, `d3` |
| $u$ | scalar | half the gap from 1 to the next float, $2^{-53} \approx 1.1 \cdot 10^{-16}$ | `u` |
| $a,\; g$ | shape of $x$ | analytic (derived) gradient, numerical gradient | `analytic`, `numeric` |
| $N$ | scalar | how many parameters there are | `N` |
| $W_1, b_1, W_2, b_2$ | | parameters of the two-layer network, as in lecture 3 | `params["W1"]`, … |
| $m,\; n,\; d,\; K$ | scalars | examples, features, hidden units, classes | `m`, `n`, `d`, `K` |

Where several parameters move, $f$ is the loss as a function of all of them. The letter $i$ is the
imaginary unit in this lecture, $i^2 = -1$, and never an index.

## A slope from two values

The derivative is a limit: $f'(x)$ is what $\frac{f(x+\varepsilon) - f(x)}{\varepsilon}$ approaches
as $\varepsilon \to 0$. A computer cannot take the limit. It can stop early, at a small
$\varepsilon$. There are two natural choices:

$$
\text{one-sided: } \frac{f(x+\varepsilon) - f(x)}{\varepsilon}
\qquad\qquad
\text{central: } \frac{f(x+\varepsilon) - f(x-\varepsilon)}{2\varepsilon} .
$$

Each is the slope of a straight line through two points of the graph. We try both on a function you
know: the cross entropy of one example with margin $x$, which was $f(x) = \log(1 + e^{-x})$ in
lecture 1. All its derivatives come from the sigmoid $\sigma(x) = 1/(1+e^{-x})$, whose slope is
$\sigma(1 - \sigma)$:

$$ f' = \sigma - 1, \qquad f'' = \sigma(1 - \sigma), \qquad f''' = \sigma(1-\sigma)(1 - 2\sigma) . $$
"""


# %%
def agree(what, formula, numeric, tolerance=1e-6):
    """Stop unless two arrays agree in every entry. Say so if they do, and show them if they are short."""
    error = gradients.relative_error(formula, numeric)
    assert error < tolerance, f"{what}: relative error {error:.1e}"
    print(f"✓ {what}: formula and numbers agree (relative error below {tolerance:.0e})")
    if np.ndim(formula) < 2:
        print("    formula", " ".join(f"{value:.4g}" for value in np.ravel(formula)))
        print("    numbers", " ".join(f"{value:.4g}" for value in np.ravel(numeric)))


def f(x):
    """log(1 + exp(-x)). np.log1p(t) is log(1 + t) without rounding 1 + t first."""
    return np.log1p(np.exp(-x))


x = 1.0
sigma = 1 / (1 + np.exp(-x))
d1 = sigma - 1
d2 = sigma * (1 - sigma)
d3 = d2 * (1 - 2 * sigma)
print(f"at x = 1: f = {f(x):.4f}, f' = {d1:.4f}, f'' = {d2:.4f}, f''' = {d3:.4f}")
for eps in (1.0, 0.1, 0.01):
    one_sided, central = (f(x + eps) - f(x)) / eps, (f(x + eps) - f(x - eps)) / (2 * eps)
    print(f"step {eps:4}: one-sided {one_sided:.6f}, central {central:.6f}, exact {d1:.6f}")
assert np.isclose(d1, -0.2689, atol=5e-5)

# %% picture="A curve, its tangent at x = 1 and two secants; the central one is nearly parallel to it"
grid = np.linspace(-1.2, 3.2, 200)
step = 1.5
fig, axes = plt.subplots(1, 2, figsize=(9.5, 3.7), layout="constrained", sharey=True)
secants = {"one-sided": (x, x + step), "central": (x - step, x + step)}
for ax, (name, ends) in zip(axes, secants.items(), strict=True):
    ends = np.array(ends)
    rise = (f(ends[1]) - f(ends[0])) / (ends[1] - ends[0])
    ax.plot(grid, f(grid), color="black", lw=1.5, label="$f$")
    ax.plot(grid, f(x) + d1 * (grid - x), color="C2", linestyle=":", lw=2.5, label=f"tangent, slope −{abs(d1):.3f}")
    ax.plot(ends, f(ends), color="C3", marker="o", linestyle="--", label=f"secant, slope −{abs(rise):.3f}")
    ax.set(title=f"{name}, $\\varepsilon = 1.5$", xlabel="$x$", ylim=(-0.4, 1.7))
    ax.legend()
axes[0].set_ylabel("$f(x)$")
plt.show()

# %% [markdown]
r"""
The step is large on purpose. The curve bends away from its tangent. The one-sided secant sees the
bend on one side only. The central secant sees it on both sides, where it nearly cancels.

## How wrong is each? Ask Taylor

**Predict first.** In the printed table $\varepsilon$ shrinks by 10 from line to line. By which
factor does the error of each quotient shrink?

<details><summary>Answer</summary>

The one-sided error by about 10, the central one by about 100. The next four steps say why.

</details>

**Step 1. Write the neighbours with Taylor's formula.** All derivatives are taken at $x$:

$$
f(x \pm \varepsilon) = f \pm \varepsilon f' + \tfrac12 \varepsilon^2 f''
\pm \tfrac16 \varepsilon^3 f''' + \dots
$$

Even powers have the same sign on both sides, odd powers do not.
"""

# %%
eps = 0.01
above = f(x) + eps * d1 + eps**2 * d2 / 2 + eps**3 * d3 / 6
below = f(x) - eps * d1 + eps**2 * d2 / 2 - eps**3 * d3 / 6
agree("step 1", np.array([above, below]), np.array([f(x + eps), f(x - eps)]))

# %% [markdown]
r"""
**Step 2. The one-sided quotient.** Subtract $f$ from the upper line and divide by $\varepsilon$:

$$
\frac{f(x+\varepsilon) - f}{\varepsilon} = f' + \underbrace{\tfrac12 \varepsilon f''}_{\text{error}} + \dots
$$

The error is proportional to $\varepsilon$. If a formula for an error is right, then the measured
error divided by it must come close to 1. We write `error / formula` and expect 1:
"""

# %%
error_one_sided = (f(x + eps) - f(x)) / eps - d1
agree("step 2", eps * d2 / 2, error_one_sided, tolerance=0.01)
print(f"error / formula: {error_one_sided / (eps * d2 / 2):.3f}")

# %% [markdown]
r"""
**Step 3. The central quotient.** Subtract the lower line from the upper one. The terms $f$ and
$\frac12 \varepsilon^2 f''$ stand in both with the same sign and vanish. The odd terms double:

$$
\frac{f(x+\varepsilon) - f(x-\varepsilon)}{2\varepsilon}
= \frac{2 \varepsilon f' + \frac26 \varepsilon^3 f''' + \dots}{2\varepsilon}
= f' + \underbrace{\tfrac16 \varepsilon^2 f'''}_{\text{error}} + \dots
$$

The error is proportional to $\varepsilon^2$. Both quotients need two values of $f$ for one slope.
The central one makes more of them: it gains an order.
"""

# %%
error_central = (f(x + eps) - f(x - eps)) / (2 * eps) - d1
agree("step 3", eps**2 * d3 / 6, error_central, tolerance=0.01)
print(f"error / formula: {error_central / (eps**2 * d3 / 6):.3f}")

# %% [markdown]
r"""
**Step 4. What it means for polynomials.** If $f'' = 0$ everywhere, the one-sided quotient is exact.
If $f''' = 0$ everywhere, the central one is, for any step, however large. So a loss that is
quadratic in a weight, such as the penalty $\frac\lambda2 W_{jk}^2$, has no truncation error under
central differences.
"""


# %%
def parabola(t):
    """A polynomial of degree 2 with the slope 6 t - 4."""
    return 3 * t**2 - 4 * t + 7


agree("step 4, a parabola with step 100", 6 * 2.0 - 4, (parabola(102.0) - parabola(-98.0)) / 200)

# %% [markdown]
r"""
Errors that come from stopping Taylor's formula early are called **truncation** errors. If they were
all, the best step would be the smallest.

## The computer rounds

A 64-bit float keeps 53 binary digits, about 16 decimal ones. Between 1 and 2 the floats are
$2^{-52} \approx 2.2 \cdot 10^{-16}$ apart. What lies between is rounded to the nearest, so a stored
number is off by at most the relative amount $u = 2^{-53} \approx 1.1 \cdot 10^{-16}$.
"""

# %%
u = 2.0**-53
print(f"u = {u:.2e}")
print("1 + 1e-16 == 1:", 1 + 1e-16 == 1, "    the next float after 1 is 1 +", f"{np.spacing(1.0):.1e}")
assert np.spacing(1.0) == 2 * u
step_taken = (1.0 + 1e-8) - 1.0
print(f"asked for the step 1e-08, got 1e-08 · (1 {'+' if step_taken > 1e-8 else '-'} {abs(step_taken / 1e-8 - 1):.0e})")
assert 1e-9 < abs(step_taken / 1e-8 - 1) < 1e-8

# %% [markdown]
r"""
Two things go wrong, and the second is the bad one.

1. **The step is not the step you asked for.** $x + \varepsilon$ is rounded, too. The cure is free:
   divide by the distance really gone, `(x + eps) - x`. `byhand.gradients` does so.
2. **The difference of two nearly equal numbers loses its digits.** Say each value of $f$ is off by
   about $u |f|$. The difference $f(x + \varepsilon) - f(x)$ is tiny, but it inherits *both* errors
   in full size. Dividing by a small $\varepsilon$ then makes them large.

Putting both together, with "at most about" for the rounding part:

$$
\begin{aligned}
\text{one-sided:}\quad & E(\varepsilon) \approx \tfrac12 |f''|\, \varepsilon + \frac{2 u |f|}{\varepsilon}
    && \text{two values, each off by } u|f|\text{, over } \varepsilon\\
\text{central:}\quad & E(\varepsilon) \approx \tfrac16 |f'''|\, \varepsilon^2 + \frac{u |f|}{\varepsilon}
    && \text{two values, each off by } u|f|\text{, over } 2\varepsilon .
\end{aligned}
$$

The first term grows with $\varepsilon$, the second one shrinks. Somewhere in between lies the best
step.

**Step 5. The best one-sided step.** At the minimum the derivative of $E$ with respect to $\varepsilon$ is zero:

$$
\tfrac12 |f''| - \frac{2u|f|}{\varepsilon^2} = 0
\quad\Longrightarrow\quad
\varepsilon_1 = 2 \sqrt{\frac{u |f|}{|f''|}}, \qquad E(\varepsilon_1) = 2 \sqrt{u\, |f|\, |f''|} .
$$

Both are of the size $\sqrt u \approx 10^{-8}$: *half* of the digits are lost.

**Step 6. The best central step.** In the same way,

$$
\tfrac13 |f'''|\, \varepsilon - \frac{u|f|}{\varepsilon^2} = 0
\quad\Longrightarrow\quad
\varepsilon_2 = \sqrt[3]{\frac{3 u |f|}{|f'''|}}, \qquad
E(\varepsilon_2) = \frac32 \cdot \frac{u|f|}{\varepsilon_2} .
$$

The step is of the size $\sqrt[3]{u} \approx 5 \cdot 10^{-6}$, the error of the size
$u^{2/3} \approx 2 \cdot 10^{-11}$: a *third* of the digits is lost.
"""


# %%
def model_one_sided(eps):
    """Truncation plus round-off of the one-sided quotient, at our x."""
    return abs(d2) * eps / 2 + 2 * u * f(x) / eps


def model_central(eps):
    """Truncation plus round-off of the central quotient, at our x."""
    return abs(d3) * eps**2 / 6 + u * f(x) / eps


best_1 = 2 * np.sqrt(u * f(x) / abs(d2))
best_2 = (3 * u * f(x) / abs(d3)) ** (1 / 3)
fine = 10 ** np.linspace(-12, 0, 120_001)
agree("step 5, the step", best_1, fine[model_one_sided(fine).argmin()], tolerance=1e-3)
agree("step 5, its error", 2 * np.sqrt(u * f(x) * abs(d2)), model_one_sided(fine).min())
agree("step 6, the step", best_2, fine[model_central(fine).argmin()], tolerance=1e-3)
agree("step 6, its error", 1.5 * u * f(x) / best_2, model_central(fine).min())
print(f"best steps: one-sided {best_1:.1e}, central {best_2:.1e}")
assert np.isclose(best_1, 2.7e-8, rtol=0.02)
assert np.isclose(best_2, 1.05e-5, rtol=0.02)

# %% [markdown]
r"""
Now you know where two numbers in `byhand.gradients` come from: `one_sided` steps by $10^{-8}$,
`central` by $10^{-5}$. For other functions $f$, $f''$ and $f'''$ differ, but they stand under a
root, so the best step moves little.

## The complex step: nothing is subtracted

Round-off came from a *difference*. It can be avoided. Let the step be imaginary:

$$
f(x + i\varepsilon) = f + i \varepsilon f' - \tfrac12 \varepsilon^2 f''
- \tfrac{i}{6} \varepsilon^3 f''' + \dots
$$

This is Taylor's formula with $(i\varepsilon)^2 = -\varepsilon^2$ and
$(i\varepsilon)^3 = -i\varepsilon^3$. The real parts and the imaginary parts do not mix. So look at
the imaginary part alone:

$$
\frac{\operatorname{Im} f(x + i \varepsilon)}{\varepsilon}
= f' - \tfrac16 \varepsilon^2 f''' + \dots
$$

The truncation error is as small as that of central differences. But $f$ itself sits in the real
part and never meets the slope. Nothing nearly equal is subtracted, so the step may be $10^{-20}$:
the truncation error is then $10^{-40}$, and the result is right to the last digit or so.
"""

# %%
error_complex = f(x + 0.01j).imag / 0.01 - d1
agree("complex step, the error at step 0.01", -(0.01**2) * d3 / 6, error_complex, tolerance=0.01)
tiny = f(x + 1e-20j).imag / 1e-20
print(f"complex step 1e-20: {tiny:.15f}")
print(f"exact slope:        {d1:.15f}")
assert abs(tiny / d1 - 1) < 1e-15

# %% [markdown]
r"""
## Error against step: all three on one plot

**Predict first.** Take paper. Draw $\log_{10}$ of the error over $\log_{10}$ of $\varepsilon$ for
the three methods. A power $\varepsilon^p$ becomes a straight line with the slope $p$. Which slopes
do you expect on the left and on the right?

<details><summary>Answer</summary>

Right of the best step truncation rules: slope $+1$ for the one-sided quotient, $+2$ for the central
one. Left of it round-off rules: slope $-1$ for both, since $\varepsilon$ stands in the denominator.
The complex step has slope $+2$ on the right and no left branch: it goes down to the last digit and
stays there.

</details>

Round-off errors jump about. So each point of the plot is the root mean square of the relative error
over 60 steps near the same $\varepsilon$. The thin grey lines are the formulas above, and the stars
are the best steps from steps 5 and 6.
"""


# %%
def one_sided_slope(eps):
    above = x + eps
    return (f(above) - f(x)) / (above - x)  # the distance really gone


def central_slope(eps):
    above, below = x + eps, x - eps
    return (f(above) - f(below)) / (above - below)


def complex_slope(eps):
    return f(x + 1j * eps).imag / eps


def typical_error(method, eps):
    """Root mean square of the relative error over 60 steps within a factor 1.6 of eps."""
    nearby = eps * 10 ** np.linspace(-0.2, 0.2, 60)
    return np.sqrt(np.mean((method(nearby) / d1 - 1) ** 2))


methods = {"one-sided": one_sided_slope, "central": central_slope, "complex step": complex_slope}
steps = 10 ** np.arange(-15, 0.01, 0.5)
errors = {name: np.array([typical_error(method, eps) for eps in steps]) for name, method in methods.items()}


def measured_slope(name, low, high):
    """The slope of log error over log step between the steps 10**low and 10**high."""
    inside = (np.log10(steps) > low - 0.01) & (np.log10(steps) < high + 0.01)
    return np.polyfit(np.log10(steps[inside]), np.log10(errors[name][inside]), 1)[0]


# %% picture="Log-log plot: two V-shaped curves for differences, and a complex-step line that falls and stays"
fig, ax = plt.subplots(figsize=(9.0, 4.8), layout="constrained")
for (name, curve), style in zip(errors.items(), ("s--", "o-", "^:"), strict=True):
    ax.loglog(steps, curve, style, ms=5, lw=1.5, label=name)
ax.loglog(steps, model_one_sided(steps) / abs(d1), color="0.6", lw=1, zorder=0, label="truncation + round-off")
ax.loglog(steps, model_central(steps) / abs(d1), color="0.6", lw=1, zorder=0)
for best, model, text in [(best_1, model_one_sided, "$\\varepsilon_1$"), (best_2, model_central, "$\\varepsilon_2$")]:
    ax.plot(best, model(best) / abs(d1), "*", color="black", ms=14, zorder=4)
    ax.annotate(text, (best, model(best) / abs(d1)), (0, 12), textcoords="offset points", ha="center", fontsize=13)
ax.axhline(u, color="black", lw=0.8, linestyle=(0, (1, 3)))
ax.text(2.0, u, "$u$", va="center")
ax.text(3e-13, 2e-2, "round-off: slope $-1$", fontsize=10)
ax.text(2e-4, 8e-3, "slope $+1$", fontsize=10, ha="center")
ax.text(5e-2, 3e-7, "slope $+2$", fontsize=10, ha="left")
ax.set(xlabel="step $\\varepsilon$", ylabel="relative error of the slope", xlim=(5e-16, 1.5), ylim=(2e-17, 3))
ax.legend(loc="center left", bbox_to_anchor=(0.0, 0.32))
plt.show()

branches = {
    "one-sided, truncation": (measured_slope("one-sided", -6, -1), 1),
    "central, truncation": (measured_slope("central", -4, -1), 2),
    "complex step, truncation": (measured_slope("complex step", -6, -1), 2),
    "one-sided, round-off": (measured_slope("one-sided", -14, -10), -1),
    "central, round-off": (measured_slope("central", -14, -7), -1),
}
for name, (slope, expected) in branches.items():
    print(f"{name:26} slope {slope:+.1f}, expected {expected:+d}")
    assert abs(slope - expected) < 0.05
for name, best in (("one-sided", best_1), ("central", best_2)):
    off = steps[errors[name].argmin()] / best
    print(f"{name}: the lowest point of the curve lies within a factor 3 of the derived best step: {1 / 3 < off < 3}")
    assert 1 / 3 < off < 3
assert 1e-9 < errors["one-sided"].min() < 3e-8
assert 1e-12 < errors["central"].min() < 3e-11
assert errors["complex step"].min() < 3e-16

# %% [markdown]
r"""
All five slopes come out as predicted, and the stars sit at the bottoms. So the numbers to remember
are: one-sided about 8 digits at $\varepsilon = 10^{-8}$, central about 11 digits at
$\varepsilon = 10^{-5}$, complex step all digits. A step of $10^{-12}$ "to be safe" is a mistake: at
that step the one-sided quotient is down to about four digits.

### Where the complex step fails

If it is so good, why does anybody use differences? Because it needs an $f$ that treats a complex
number as one number. The step may pass only through *analytic* functions: $+$, $-$, $\times$, $/$,
$\exp$, $\log$, $\tanh$, powers, matrix products. Other functions throw the imaginary part away or
turn it round, and the slope is gone with it. NumPy does not always complain.
"""

# %%
at = np.array([0.7, -1.2, 2.0])  # take the slope with respect to each entry


def by_complex_step(g, x):
    """Im g(x + i eps e_k) / eps for each entry k, with no questions asked."""
    found = []
    for k in range(len(x)):
        moved = x.astype(complex)
        moved[k] += 1e-20j
        found.append(np.imag(g(moved)) / 1e-20)
    return np.array(found) + 0.0  # adding 0 turns -0.0 into 0.0


suspects = {
    "sum of tanh(x)²": lambda x: np.sum(np.tanh(x) ** 2),
    "sum of |x|": lambda x: np.sum(np.abs(x)),
    "‖x‖ by np.linalg.norm": lambda x: np.linalg.norm(x),
    "‖x‖ by np.sqrt(x @ x)": lambda x: np.sqrt(x @ x),
    "x · conjugate of x": lambda x: np.sum(x * np.conj(x)),
    "tanh(x) + |x|, summed": lambda x: np.sum(np.tanh(x) + np.abs(x)),
    "ReLU by np.maximum(0, x)": lambda x: np.sum(np.maximum(0, x) ** 2),
}
verdicts = {}
for name, g in suspects.items():
    right = gradients.central(lambda x, g=g: float(np.real(g(x))), at)
    verdicts[name] = gradients.relative_error(by_complex_step(g, at), right) < 1e-6
    print(f"{name:26} central {right}   complex {by_complex_step(g, at)}   {'ok' if verdicts[name] else 'WRONG'}")
assert list(verdicts.values()) == [True, False, False, True, False, False, True]

# %% [markdown]
r"""
The absolute value and the norm return *zero slopes without a warning*. A conjugate turns the
imaginary part round, and the two halves of the slope cancel. ReLU survives, by luck: NumPy compares
complex numbers by their real parts first, so `np.maximum(0, x)` still picks the right branch. Plain
Python refuses `max(0, 1 + 2j)`.

`byhand.gradients.complex_step` stops with a `TypeError` if the loss comes back *real*, that is if the
imaginary part is lost altogether, as for the sum of $|x|$. It cannot see more than that. Where a
part of the slope survives, as in $\tanh(x) + |x|$, or where the imaginary parts cancel, as in
$x \cdot \bar x$, the loss is still complex and the wrong slopes come back in silence. So the complex
step is the right tool for a smooth formula whose last digits you want to see, and a dangerous one
for code that you have not read. For networks with ReLU, maxima and norms we stay with central
differences.
"""

# %%
agree(
    "complex step, tanh",
    2 * np.tanh(at) * (1 - np.tanh(at) ** 2),
    gradients.complex_step(suspects["sum of tanh(x)²"], at),
)
outcome = {}
for name in ("sum of |x|", "tanh(x) + |x|, summed", "x · conjugate of x"):
    try:
        outcome[name] = gradients.complex_step(suspects[name], at)
        print(f"{name:24} no complaint: {outcome[name]}")
    except TypeError as error:
        outcome[name] = None
        print(f"{name:24} TypeError: {str(error)[:60]} …")
assert [found is None for found in outcome.values()] == [True, False, False]

# %% [markdown]
r"""
## How far apart are two gradients?

You have an analytic gradient $a$ and a numerical one $g$. They are never equal to the last digit.
When is the difference small enough?

UvA's deck compares one parameter at a time by the squared difference, $\Delta = (a - g)^2$, and
calls the gradient good if $\Delta$ lies between $10^{-4}$ and $10^{-7}$. Try this rule on a
gradient that is right, and on one that is wrong by 10%, for the same loss in different units:
multiply the loss by a factor $c$, say because you count in bits instead of nats, sum instead of
average, or predict metres instead of kilometres. Every slope is multiplied by $c$. Nothing else has
changed.
"""

# %% picture="Left: squared difference crosses the tolerance band for right and wrong gradients; right: it is flat"
rng = np.random.default_rng(6)
m, n, d, K = 7, 3, 5, 4
X, y = rng.standard_normal((m, n)), rng.integers(0, K, m)
params = random_network(n, d, K, rng)
analytic = network_gradients(params, X, y)["W1"]

factors = 10.0 ** np.arange(-4, 8.1, 0.5)
squared = {"right": [], "wrong by 10%": []}
relative = {"right": [], "wrong by 10%": []}
for c in factors:
    numeric = gradients.central(lambda W1, c=c: c * network_loss(params | {"W1": W1}, X, y), params["W1"])
    for name, candidate in (("right", c * analytic), ("wrong by 10%", 1.1 * c * analytic)):
        squared[name].append((candidate - numeric)[0, 0] ** 2)
        relative[name].append(gradients.relative_error(candidate[0, 0], numeric[0, 0]))

fig, (left, right) = plt.subplots(1, 2, figsize=(9.5, 4.0), layout="constrained")
left.axhspan(1e-7, 1e-4, color="0.85", label="“good” by the deck's rule")
for (name, values), style in zip(squared.items(), ("o-", "s--"), strict=True):
    left.loglog(factors, values, style, ms=4, label=name)
left.set(title="squared difference $\\Delta$", ylabel="$\\Delta$ of one entry")
for (name, values), style in zip(relative.items(), ("o-", "s--"), strict=True):
    right.loglog(factors, values, style, ms=4, label=name)
right.axhline(1e-6, color="black", lw=1.2, linestyle=":", label="tolerance $10^{-6}$")
right.set(title="relative error", ylabel="error of one entry", ylim=(1e-13, 10))
for ax in (left, right):
    ax.set_xlabel("factor $c$ in front of the loss")
    ax.set_xticks(10.0 ** np.arange(-4, 9, 4))
    ax.minorticks_off()
left.legend(loc="lower right", fontsize=9)
right.legend(loc="center right", bbox_to_anchor=(1, 0.68), fontsize=9)
plt.show()

in_band = {name: [bool(1e-7 < value < 1e-4) for value in values] for name, values in squared.items()}
print("c = 1:   wrong by 10% is called good:", in_band["wrong by 10%"][8])
print("some c at which the right gradient is called bad for being too good:", min(squared["right"]) < 1e-7)
print("c where the wrong gradient lies in the band: from", factors[in_band["wrong by 10%"]].min().round(2), end=" ")
print("to", factors[in_band["wrong by 10%"]].max().round(2))
assert in_band["wrong by 10%"][8]
assert all(value < 1e-6 for value in relative["right"])
assert all(0.08 < value < 0.12 for value in relative["wrong by 10%"])

# %% [markdown]
r"""
On the left no band can be right: move the unit, and a wrong gradient drifts into any band you draw.
(As the deck writes it, the band even has a lower end, so a *perfect* gradient fails. It surely
means "below".) At $c = 1$, an ordinary loss of about 1, a gradient that is wrong by 10% passes. On
the right the unit cancels, and right and wrong are far apart everywhere.

So divide by the size of what is compared. For one entry,

$$
\operatorname{err}(a, g) = \frac{|a - g|}{\max(|a|, |g|, \text{floor})} ,
$$

and for arrays the largest over all entries. Three choices hide in it:

- **The larger of the two** in the denominator. Then swapping $a$ and $g$ changes nothing, and the
  value is easy to read: 0 is equal, 1 is "one of them is zero", 2 is "opposite sign".
- **The maximum** over the entries, not a mean or a norm of the whole array. One wrong bias among
  10,000 right weights is a mistake, and a mean hides it.
- **A floor.** Where the true slope is 0, $g$ is round-off, say $10^{-11}$, and
  $|0 - 10^{-11}| / 10^{-11} = 1$ would be read as a mistake. Entries below the floor are compared
  with the floor instead. How high? The round-off is about $u|f|/\varepsilon \approx 10^{-11} |f|$.
  An entry of $10^{-5} |f|$ carries a relative error of $10^{-6}$ from it, and nothing can be done
  about that. So with a tolerance of $10^{-6}$ no entry below $10^{-5}|f|$ can be judged, and the
  floor belongs a little above. Simpler rules are common: a fixed $10^{-8}$, or, as
  `gradients.relative_error` does it, a millionth of the largest entry, so that the unit of the loss
  cancels.
"""


# %%
def indifferent(t):
    """log(exp(t) + exp(t + 1)) - t, the loss of the scores t and t + 1: a common shift t changes nothing."""
    return float(np.log(np.exp(t) + np.exp(t + 1)) - t)


noise = np.array([gradients.central(indifferent, float(t)) for t in np.linspace(0.1, 2, 20)])
print("numerical slopes where the true one is 0:", "all below 1e-9" if np.abs(noise).max() < 1e-9 else "large")
worst = np.abs(noise).argmax()
without_floor = gradients.relative_error(0.0, noise[worst], floor=0.0)
with_floor = gradients.relative_error(0.0, noise[worst], floor=1e-4)
print(f"relative error without a floor {without_floor:.0f}; with a floor of 1e-4 below 1e-6: {with_floor < 1e-6}")
assert 1e-13 < np.abs(noise).max() < 1e-9
assert without_floor == 1.0
assert with_floor < 1e-6

# %% [markdown]
r"""
### An honest tolerance

What may a *right* gradient show? We derived it. With $\varepsilon = 10^{-5}$, divide the error of
the central quotient by $|f'|$:

$$
\operatorname{err} \approx \frac{|f'''|}{6\,|f'|}\, 10^{-10} + \frac{|f|}{|f'|}\, 10^{-11} .
$$

For slopes of about the size of the loss this is near $10^{-10}$. A slope a thousand times smaller
than the loss has $10^{-8}$. So $10^{-15}$ is a promise nobody can keep, and $10^{-2}$ is far too
generous. What do *wrong* gradients show? Plant six mistakes and look, on 40 random networks.
"""

# %% picture="Relative errors on a log axis: right gradients left of 1e-6, planted mistakes right of 1e-3"
names = ["", "slope at A1", "no db1", "db1 a mean", "dW1 rows swapped", "dW2 without 1/m", "penalty forgotten"]
lam = 1e-3  # for the last mistake: the loss has a penalty, the gradient has not
spread = {name: [] for name in names}
for seed in range(40):
    trial = np.random.default_rng(seed)
    X_t, y_t = trial.standard_normal((m, n)), trial.integers(0, K, m)
    params_t = random_network(n, d, K, trial)
    numeric_t = gradients.central(lambda params, X=X_t, y=y_t: network_loss(params, X, y), params_t)
    for name in names:
        found, wanted = network_gradients(params_t, X_t, y_t, name), numeric_t
        if name == names[-1]:  # differences of a penalty are exact (step 4), so they are lam W
            wanted = {key: g + lam * params_t[key] * key.startswith("W") for key, g in numeric_t.items()}
        spread[name].append(max(gradients.relative_error(found[key], wanted[key]) for key in found))

fig, ax = plt.subplots(figsize=(9.0, 3.6), layout="constrained")
for row, name in enumerate(names):
    jitter = row + np.linspace(-0.22, 0.22, 40)
    ax.plot(spread[name], jitter, "o" if not name else "s", ms=4, color="C0" if not name else "C3", alpha=0.7)
ax.axvline(1e-6, color="black", linestyle=":", lw=1.5)
ax.text(1.4e-6, 0, "tolerance $10^{-6}$", fontsize=10, va="center")
ax.set(xscale="log", xlabel="largest relative error over all parameters", xlim=(1e-11, 5), ylim=(6.5, -0.6))
ax.set_yticks(range(len(names)), ["right gradient", *names[1:]])
plt.show()
worst_right = max(spread[""])
mildest_wrong = min(min(spread[name]) for name in names[1:])
print(f"right gradients stay below 1e-6: {worst_right < 1e-6}, most below 1e-7: {np.median(spread['']) < 1e-7}")
for name in names[1:]:
    print(f"smallest error with the mistake “{name}”: {min(spread[name]):.1g}")
assert worst_right < 1e-6
assert np.median(spread[""]) < 1e-7
assert mildest_wrong > 1e-3

# %% [markdown]
r"""
Between the right ones and the wrong ones lies a wide empty gap, in *this* picture: smooth networks
with 44 parameters. Here the exact tolerance matters little *once the error is relative*, and
$10^{-6}$ sits at the edge of the gap. A right gradient comes near it if one of its 44 entries happens
to be tiny. The mildest mistake is a
forgotten penalty with $\lambda = 0.001$. It changes most entries very little. Only the maximum over
all entries, the small ones included, makes it so visible.

Do not carry the gap over to larger networks with kinks. More entries means more tiny ones, and a
ReLU can be crossed by the very step that measures it (a section on kinks follows). We measured 200
right gradients of ReLU networks with 6 inputs, 50 hidden units, 3 classes and 100 examples: in
28% of them the largest relative error exceeds $10^{-6}$, and the worst of all shows 0.21.
So one number cannot decide for every network. Read it like this:

| relative error | smooth network | network with kinks |
|:--|:--|:--|
| below $10^{-7}$ | right | right |
| $10^{-7}$ to $10^{-2}$ | step size, tiny slope, float32? | few entries: repeat with a smaller step; many: as left |
| above $10^{-2}$ | wrong | wrong, unless a smaller step makes it go away |

And now the runs of the opening picture.
"""

# %%
for letter, mistake in runs.items():
    found = network_gradients(params, X, y, mistake)
    numeric = gradients.central(lambda params: network_loss(params, X, y), params)
    error = {key: gradients.relative_error(found[key], numeric[key]) for key in found}
    wrong = [key for key, value in error.items() if value > 1e-6]
    print(f"run {letter}: {'right' if not wrong else 'wrong in ' + ', '.join(wrong)}")
    assert (letter == "B") == (not wrong)

# %% [markdown]
r"""
B is right. C, with its forgotten bias gradient, had the *lowest* loss of the three. (At this
learning rate, a part of the gradient that is missing can even calm the run.) No curve could tell
you. The check did, and it also said *which arrays* to look at.

## One coordinate at a time

A check of $N$ parameters moves one of them at a time and costs $2N$ evaluations of the loss. It is
tempting to move all at once: add $\varepsilon$ to *every* entry, subtract it from every entry, and
pay only twice. UvA warns that this is wrong. What would it measure?

One at a time means: for each entry $k$,

$$
g_k = \frac{f(x + \varepsilon e_k) - f(x - \varepsilon e_k)}{2\varepsilon} \approx \frac{\partial f}{\partial x_k} ,
$$

where $e_k$ is 1 at entry $k$ and 0 elsewhere. And all at once?

**Step 7. Move everything.** Let $\mathbf 1$ be the array of ones. Walk along
$h(t) = f(x + t\mathbf 1)$. By the chain rule all paths add up, and each entry moves at the rate 1:

$$
\frac{f(x + \varepsilon \mathbf 1) - f(x - \varepsilon \mathbf 1)}{2 \varepsilon}
\approx h'(0) = \sum_k \frac{\partial f}{\partial x_k} \cdot 1 .
$$

It is the *sum* of all partial derivatives: one number, where $N$ numbers are in question.
"""

# %%
W1 = params["W1"]


def loss_of_w1(W1):
    return network_loss(params | {"W1": W1}, X, y)


all_at_once = (loss_of_w1(W1 + 1e-5) - loss_of_w1(W1 - 1e-5)) / 2e-5
agree("step 7", analytic.sum(), all_at_once)

# %% [markdown]
r"""
**Predict first.** Somebody compares `analytic.sum()` with this number and calls it a gradient
check. Which of these wrong gradients pass: (a) twice the right one, (b) the rows in reverse order,
(c) each entry replaced by the mean of all, (d) for a square matrix, the transpose?

<details><summary>Answer</summary>

Only (a) is caught. The others leave the sum as it was, to the last digit or so. A transpose and a
wrong order are just the mistakes people make.

</details>
"""

# %%
d_square = n  # as many hidden units as features, so that a transpose fits
square = random_network(n, d_square, K, np.random.default_rng(7))
right_gradient = network_gradients(square, X, y)["W1"]


def loss_of_square(W1):
    return network_loss(square | {"W1": W1}, X, y)


attempts = {
    "right": right_gradient,
    "(a) twice the right one": 2 * right_gradient,
    "(b) rows in reverse order": right_gradient[::-1],
    "(c) the mean everywhere": np.full_like(right_gradient, right_gradient.mean()),
    "(d) transposed": right_gradient.T,
}
one_number = (loss_of_square(square["W1"] + 1e-5) - loss_of_square(square["W1"] - 1e-5)) / 2e-5
each = gradients.central(loss_of_square, square["W1"])
print("                            all at once    one at a time")
for name, attempt in attempts.items():
    at_once = gradients.relative_error(attempt.sum(), one_number) < 1e-6
    by_one = gradients.relative_error(attempt, each) < 1e-6
    print(f"{name:26}  {'passes' if at_once else 'fails':10}     {'passes' if by_one else 'fails'}")
    assert at_once == (name != "(a) twice the right one")
    assert by_one == (name == "right")

# %% [markdown]
r"""
The geometry is simple. To know $a \cdot \mathbf 1$ is to know the shadow of $a$ on one line. All
gradients on a line perpendicular to $\mathbf 1$ throw the same shadow. With two parameters you
can draw it; with $N$ parameters the "line" has $N - 1$ dimensions.
"""

# %% picture="Arrows for a right and two wrong gradients ending on one dashed line: all pass the sum check"
g_two = np.array([2.0, -0.5])
others = {"entries swapped": g_two[::-1], "the mean twice": np.full(2, g_two.mean())}
fig, ax = plt.subplots(figsize=(6.2, 4.3), layout="constrained")
ax.axline(g_two, slope=-1, color="black", linestyle="--", lw=1.2, label="all that pass: $a_0 + a_1 = 1.5$")
arrow = {"angles": "xy", "scale_units": "xy", "scale": 1, "width": 0.012}
ax.quiver(0, 0, *g_two, color="C0", **arrow)
ax.annotate("right", g_two, (8, 2), textcoords="offset points")
for attempt, colour in zip(others.values(), ("C3", "C1"), strict=True):
    ax.quiver(0, 0, *attempt, color=colour, **arrow)
ax.annotate("entries swapped", others["entries swapped"], (8, 4), textcoords="offset points")
ax.annotate("the mean twice", others["the mean twice"], (1.5, 0.7), va="center", arrowprops={"arrowstyle": "-"})
ax.quiver(0, 0, 1, 1, color="black", **(arrow | {"width": 0.005}))
ax.annotate("$\\mathbf{1}$", (1, 1), (4, 4), textcoords="offset points", fontsize=13)
ax.set(xlabel="slope in parameter 0", ylabel="slope in parameter 1", xlim=(-0.9, 3.2), ylim=(-1.0, 2.4), aspect="equal")
ax.legend(loc="upper right", fontsize=9)
plt.show()
assert all(np.isclose(attempt.sum(), g_two.sum()) for attempt in others.values())

# %% [markdown]
r"""
Is there an honest use of moving everything? Yes: move along a *random* direction $v$ and compare
with $a \cdot v$. A wrong gradient escapes only if its error is orthogonal to $v$, which does not
happen by chance. Two evaluations then say "something is wrong somewhere". They do not say
where, and a small mistake in one bias can be lost beside the large sum. So it is a smoke detector,
and the check by coordinates finds the fire.
"""

# %%
v = np.random.default_rng(8).standard_normal(square["W1"].shape)
along_v = (loss_of_square(square["W1"] + 1e-5 * v) - loss_of_square(square["W1"] - 1e-5 * v)) / 2e-5
for name, attempt in attempts.items():
    caught = gradients.relative_error(np.sum(attempt * v), along_v) > 1e-6
    print(f"{name:26}  along a random direction: {'caught' if caught else 'passes'}")
    assert caught == (name != "right")

# %% [markdown]
r"""
## Sample, weights and biases alike

One coordinate at a time costs two evaluations each, and a network has many. So check a *sample*.
Most mistakes spoil a whole array, so a few entries of it show them. But a few entries of *what*? A
layer has far more weights than biases.

Take a layer with $64 \cdot 100 = 6400$ weights and 100 biases. Its `db` is wrong, all of it, and
`dW` is right. You draw $k$ of the $N = 6500$ entries at random, without repeats.

**Predict first.** How likely are you to notice with $k = 10$? And how large must $k$ be to notice
with 95%?

<details><summary>Answer</summary>

Each draw hits the bias with a chance of $100/6500$, about 1.5%. Ten draws find it with about 14%.
For 95% you need 191 draws. The exact count follows.

</details>

**Step 8. Count the samples that miss.** There are $\binom{N}{k}$ possibilities to draw $k$ different entries
out of $N$. Those that miss all $B$ biases draw from the other $N - B$ entries only, and there are
$\binom{N-B}{k}$ of them. All samples are equally likely, so

$$
P(\text{the wrong bias is found}) = 1 - \binom{N-B}{k} \Big/ \binom{N}{k} .
$$

If you give each *array* its own share, $k/2$ weights and $k/2$ biases, then the wrong bias is found
always, from $k = 2$ on.
"""


# %%
def chance_to_find(k, wrong, total):
    """Probability that k different random entries out of `total` include one of the `wrong` ones."""
    return 1 - comb(total - wrong, k) / comb(total, k)


B, N = 100, 6500
rng = np.random.default_rng(9)


def simulated(k, trials=1000):
    """Share of trials in which k different random entries include a bias (the last B entries)."""
    return np.mean([(rng.choice(N, k, replace=False) >= N - B).any() for _ in range(trials)])


ks = np.array([2, 5, 10, 20, 50, 100, 200, 400])
measured = np.array([simulated(k) for k in ks])
exact = np.array([chance_to_find(int(k), B, N) for k in ks])
needed = next(k for k in range(1, N) if chance_to_find(k, B, N) >= 0.95)
print(f"k = 10 finds it with {chance_to_find(10, B, N):.1%}; 95% need k = {needed}")
print(f"simulated and exact never differ by more than 5 points: {np.abs(measured - exact).max() < 0.05}")
assert round(chance_to_find(10, B, N), 2) == 0.14
assert needed == 191
assert np.abs(measured - exact).max() < 0.05

# %% picture="Chance to find a wrong bias against sample size: a slow rise when pooled, 1 at once per array"
fig, ax = plt.subplots(figsize=(7.6, 3.8), layout="constrained")
every_k = np.arange(1, 401)
ax.plot(every_k, [chance_to_find(int(k), B, N) for k in every_k], color="C0", label="from all entries, exact")
ax.plot(ks, measured, "o", color="C0", mec="black", label="from all entries, 1000 simulated checks")
ax.plot([2, 400], [1, 1], "--", color="C3", label="half from the weights, half from the biases")
ax.axhline(0.95, color="0.6", lw=1, linestyle=":")
ax.plot(needed, 0.95, "k*", ms=12)
ax.annotate(f"95% need $k = {needed}$", (needed, 0.95), (12, -18), textcoords="offset points")
ax.set(xlabel="entries looked at, $k$", ylabel="chance to find the wrong bias", ylim=(0, 1.08))
ax.legend(loc="lower right")
plt.show()

# %% [markdown]
r"""
`gradients.sampled` draws from every array by itself and reports what it saw. Here is run C again,
the one without `db1`, with three entries per array:
"""

# %%
report = gradients.sampled(
    lambda params: network_loss(params, X, y), params, network_gradients(params, X, y, "no db1"), per_array=3
)
caught = sorted({row.name for row in report.rows if not row.ok})
print(f"{len(report.rows)} entries looked at, {sum(row.ok for row in report.rows)} agree, wrong in {caught}")
assert caught == ["b1"]

# %% [markdown]
r"""
UvA adds that if a few entries are right, all is. That holds for mistakes that spoil a whole array.
If only the share $q$ of an array is wrong, each entry you look at finds it with chance $q$, and $k$
entries with about $1 - (1 - q)^k$. Suppose the code forgets the last of 64 features, so one row of
64 in `dW` is wrong:
"""

# %%
for k in (5, 10, 50, 200):
    by_formula, by_count = 1 - (1 - 1 / 64) ** k, chance_to_find(k, 100, 6400)
    print(f"k = {k:3}: found with {by_formula:.0%} (draws with repeats), {by_count:.0%} (without)")
    assert abs(by_formula - by_count) < 0.02
assert round(chance_to_find(10, 100, 6400), 2) == 0.15

# %% [markdown]
r"""
Ten entries find it in 15% of the checks. The remedy costs nothing: **check a small network
completely.** The code does not know whether there are 64 features or 3. With
$m, n, d, K = 7, 3, 5, 4$ there are 44 parameters, and 88 evaluations of a tiny loss check all of
them. Keep sampling for the one check at full size.

## Kinks

Everything so far used Taylor's formula, so $f$ had to be smooth. ReLU, hinge, the absolute value
and the maximum are not: they have **kinks**. What do central differences say near one?

**Step 9. ReLU near 0.** Let $f(x) = \max(0, x)$ and $|x| \le \varepsilon$. Then
$x + \varepsilon \ge 0$ and $x - \varepsilon \le 0$, so the two values are $x + \varepsilon$ and
$0$:

$$
\frac{f(x+\varepsilon) - f(x-\varepsilon)}{2\varepsilon} = \frac{x + \varepsilon}{2\varepsilon}
= \frac12 + \frac{x}{2\varepsilon} .
$$

Not 0, not 1, but anything between. At $x = 0$ it is $\frac12$ *for every step*, so no limit helps.
(C182's deck calls the limit of the central quotient the definition of the derivative. At smooth
points both limits agree. At a kink the central one exists although the derivative does not.) The
one-sided quotient at 0 says 1.
"""

# %% picture="Central difference of ReLU: a ramp from 0 to 1 between minus epsilon and epsilon; slope is a jump"
eps = 1e-5
positions = np.linspace(-3, 3, 121) * eps
ramp = np.array([gradients.central(lambda t: max(0.0, t), float(p), eps) for p in positions])
inside = np.abs(positions) < 0.99 * eps
agree("step 9", 0.5 + positions[inside][::10] / (2 * eps), ramp[inside][::10], tolerance=1e-4)
at_zero = [gradients.central(lambda t: max(0.0, t), 0.0, step) for step in (1e-2, 1e-5, 1e-8)]
print("central at 0, for three steps:", at_zero, "  one-sided:", gradients.one_sided(lambda t: max(0.0, t), 0.0))
assert np.allclose(at_zero, 0.5)

fig, ax = plt.subplots(figsize=(6.8, 3.4), layout="constrained")
ax.plot(positions / eps, ramp, color="C3", lw=3, label="central difference")
ax.plot([-3, 0], [0, 0], "--", color="black", label="slope of ReLU")
ax.plot([0, 3], [1, 1], "--", color="black")
ax.plot(0, 0.5, "o", color="C3", mec="black", ms=9)
ax.set(xlabel="position $x$ in units of $\\varepsilon$", ylabel="slope", title="ReLU, measured around its kink")
ax.legend()
plt.show()

# %% [markdown]
r"""
In a network each hidden unit has a kink for each example: where its pre-activation, the sum
$(XW_1 + b_1)_{rp}$, is 0.
Moving a weight by $\varepsilon$ moves this sum by $\varepsilon X_{rj}$. If the sum passes through 0
on the way, the check reports an error although the gradient is right. The larger the step, the more
often. We count the entries of $W_1$ that fail, for a right gradient of a ReLU network with 100
examples, 6 features and 50 hidden units:
"""

# %% picture="Share of right entries that fail against step size: almost none at 1e-7, most at 1e-1"
rng = np.random.default_rng(10)
X_relu, y_relu = rng.standard_normal((100, 6)), rng.integers(0, 3, 100)
relu_params = random_network(6, 50, 3, rng)


def relu_loss(W1):
    """Mean cross entropy of the two-layer network with ReLU."""
    A1 = np.maximum(0, X_relu @ W1 + relu_params["b1"])
    Z2 = A1 @ relu_params["W2"] + relu_params["b2"]
    return np.mean(np.logaddexp.reduce(Z2, axis=1) - Z2[np.arange(100), y_relu])


Z1 = X_relu @ relu_params["W1"] + relu_params["b1"]
Z2 = np.maximum(0, Z1) @ relu_params["W2"] + relu_params["b2"]
S = np.exp(Z2 - np.logaddexp.reduce(Z2, axis=1, keepdims=True))
dW1 = X_relu.T @ (((S - np.eye(3)[y_relu]) / 100 @ relu_params["W2"].T) * (Z1 > 0))
relu_steps = [1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1]
failing, crossing = [], []
for eps in relu_steps:
    numeric = gradients.central(relu_loss, relu_params["W1"], eps)
    floor = 1e-2 * np.abs(dW1).max()
    error = np.abs(dW1 - numeric) / np.maximum(np.maximum(np.abs(dW1), np.abs(numeric)), floor)
    failing.append(float(np.mean(error > 1e-3)))
    crosses = np.abs(Z1)[:, np.newaxis, :] < eps * np.abs(X_relu)[:, :, np.newaxis]  # (m, n, d)
    crossing.append(float(crosses.any(axis=0).mean()))
print("step     crosses a kink   off by more than 0.1%")
for eps, share, off in zip(relu_steps, crossing, failing, strict=True):
    print(f"{eps:.0e}   {share:14.1%}   {off:14.1%}")
assert failing[0] == 0
assert failing[-1] > 0.3
assert all(off <= share + 0.02 for share, off in zip(crossing[:5], failing[:5], strict=True))

fig, ax = plt.subplots(figsize=(7.2, 3.5), layout="constrained")
ax.plot(relu_steps, crossing, "s--", color="0.4", label="entries whose move crosses a kink")
ax.plot(relu_steps, failing, "o-", color="C3", label="entries off by more than 0.1%")
ax.set(xscale="log", xlabel="step $\\varepsilon$", ylabel="share of the entries of $W_1$", ylim=(-0.03, 1.05))
ax.legend(loc="upper left")
plt.show()

# %% [markdown]
r"""
With $\varepsilon = 10^{-5}$ a kink is a rare accident. If a *few* entries disagree in a network
with kinks, take a smaller step: a kink goes away, a mistake stays. If it sits exactly at 0, move
the point: a bias of zero together with a row of zeros in $X$ puts every unit on its kink. The tests
of this course therefore draw biases that are not zero.

**Predict first.** All biases are 0 and one example is a row of zeros. Backward uses slope 0 at the
kink. What does central differencing say about $\partial \ell / \partial b_1$, compared with
backward?

<details><summary>Answer</summary>

For that example every unit sits at its kink. The central difference gives half of what arrives from
behind, and backward gives zero. The check fails although nothing is wrong.

</details>
"""

# %%
zero_row, its_label, W2, b2 = np.zeros((1, 6)), 1, relu_params["W2"], relu_params["b2"]


def loss_at_kink(b1):
    """Cross entropy of one example, a row of zeros, as a function of the biases of the hidden units."""
    z2 = (np.maximum(0, zero_row @ relu_params["W1"] + b1) @ W2 + b2)[0]
    return float(np.logaddexp.reduce(z2) - z2[its_label])


arrives = W2 @ (np.exp(b2 - np.logaddexp.reduce(b2)) - np.eye(3)[its_label])  # what comes back to the units
measured_at_kink = gradients.central(loss_at_kink, np.zeros(50))
half = gradients.relative_error(measured_at_kink, arrives / 2) < 1e-4
print("all 50 measured slopes are half of what arrives:", half)
assert half

# %% [markdown]
r"""
## float32

Training often runs in 32-bit floats, which keep 24 binary digits:
$u_{32} = 2^{-24} \approx 6 \cdot 10^{-8}$. Put that into step 6 instead of $u$. The best central
step becomes larger by $\sqrt[3]{u_{32}/u} = 2^{29/3} \approx 800$, and its error by
$2^{58/3} \approx 660{,}000$.
"""


# %%
def central_32(eps):
    """The central quotient with everything in float32."""
    eps = np.asarray(eps, dtype=np.float32)
    above, below = np.float32(x) + eps, np.float32(x) - eps
    run = above - below
    return np.where(run > 0, (f(above) - f(below)) / np.where(run > 0, run, 1), 0).astype(float)


u_32 = 2.0**-24
best_32 = (3 * u_32 * f(x) / abs(d3)) ** (1 / 3)
errors_32 = np.array([typical_error(central_32, eps) for eps in steps])
at_default = errors_32[np.abs(np.log10(steps) + 5) < 0.01][0]
print(f"best step in float32 {best_32:.1e}, its error about {1.5 * u_32 * f(x) / best_32 / abs(d1):.0e}")
print(f"at the step 1e-5: float32 keeps {'fewer' if at_default > 1e-3 else 'more'} than three digits")
assert np.isclose(best_32 / best_2, 2 ** (29 / 3))
assert errors_32.min() < 1e-4
assert at_default > 1e-3

# %% picture="Two V-shaped error curves: float64 reaches 1e-11 near 1e-5, float32 only 1e-5 near 1e-2"
fig, ax = plt.subplots(figsize=(7.6, 4.0), layout="constrained")
ax.loglog(steps, errors_32, "D--", ms=5, color="C3", label="central, float32")
ax.loglog(steps, errors["central"], "o-", ms=5, color="C1", label="central, float64")
ax.axvline(1e-5, color="0.6", lw=1, linestyle=":")
ax.text(7e-6, 1e-6, "default step $10^{-5}$", ha="right", fontsize=10)
ax.set(xlabel="step $\\varepsilon$", ylabel="relative error of the slope", ylim=(1e-13, 5), xlim=(5e-13, 1.5))
ax.legend(loc="upper right", bbox_to_anchor=(1.0, 0.45))
plt.show()

# %% [markdown]
r"""
In float32 the best you get is about five digits, at a step near $10^{-2}$. At $10^{-5}$, a step
that is right for float64, there are fewer than three. At $10^{-8}$ the step vanishes and the
measured slope is 0. One *result* that is rounded to float32 on its way to the loss is enough. (A
float32 constant, such as the data, does no harm: NumPy computes float32 times float64 in float64.)
"""

# %%
try:
    gradients.central(lambda t: float(np.sum(t)), np.ones(3, dtype=np.float32))
    refused = False
except TypeError as error:
    refused = True
    print("TypeError:", error)
assert refused

X_32 = X.astype(np.float32)
wanted = network_gradients(params, X_32, y)["W1"]


def rounded_loss(W1):
    """The loss with the hidden values rounded to float32 on the way."""
    A1 = np.tanh(X_32 @ W1 + params["b1"]).astype(np.float32)
    Z2 = A1 @ params["W2"] + params["b2"]
    return np.mean(np.logaddexp.reduce(Z2, axis=1) - Z2[np.arange(m), y])


data_in_32 = gradients.central(lambda W1: network_loss(params | {"W1": W1}, X_32, y), params["W1"])
result_in_32 = gradients.central(rounded_loss, params["W1"])
print("data in float32, error below 1e-6:        ", gradients.relative_error(data_in_32, wanted) < 1e-6)
print("one result in float32, error above 1e-3:  ", gradients.relative_error(result_in_32, wanted) > 1e-3)
assert gradients.relative_error(data_in_32, wanted) < 1e-6
assert gradients.relative_error(result_in_32, wanted) > 1e-3

# %% [markdown]
r"""
So: **check in float64, train in whatever you like.** `byhand.gradients` refuses a float32 parameter
or a float32 loss instead of returning noise. It cannot see what happens in between.
"""

# %% [markdown]
r"""
## Why nobody trains with it

Central differences give eleven digits, without any derivation. So why derive? UvA's answer: in
theory we need not, in practice it is too slow. Let us count how slow.

**Step 10. Count evaluations.** One-sided differences need $N + 1$ evaluations of the loss for a
whole gradient, central ones $2N$, the complex step $N$ (of complex numbers, each product of which
takes about four real ones). A wrapper counts them:
"""

# %%
calls = 0


def counted(params):
    """The loss, and a note that it was asked for."""
    global calls
    calls += 1
    return network_loss(params, X, y)


N_small = sum(array.size for array in params.values())
seen = {}
for name, method in (("one-sided", gradients.one_sided), ("central", gradients.central)):
    calls = 0
    method(counted, params)
    seen[name] = calls
print(f"{N_small} parameters, evaluations of the loss: {seen}")
assert N_small == 44
assert seen == {"one-sided": N_small + 1, "central": 2 * N_small}

# %% [markdown]
r"""
**Step 11. Count multiplications.** Almost all work of a network is in its matrix products, and a
product of shapes $(m, p)$ and $(p, q)$ takes $m\,p\,q$ multiplications. With $m$ examples:

| pass | products | multiplications |
|:--|:--|:--|
| forward | $XW_1$, $\;A_1W_2$ | $F = m\,(nd + dK)$ |
| backward | $A_1^T\,dZ_2$, $\;dZ_2W_2^T$, $\;X^T dZ_1$ | $m\,(2dK + nd)$ |

Backward does two products for each one of forward, except in the first layer, where nobody asks for
the gradient of $X$. So forward and backward together cost less than $3F$, *whatever $N$ is*. The
central gradient costs $2N \cdot F$. The arrays below count for themselves.
"""


# %%
class Counting(np.ndarray):
    """An array that counts the multiplications of its matrix products."""

    products = 0

    def __matmul__(self, other):
        Counting.products += int(np.prod(self.shape)) * other.shape[-1]
        return (np.asarray(self) @ np.asarray(other)).view(Counting)

    def __rmatmul__(self, other):
        Counting.products += int(np.prod(np.shape(other))) * self.shape[-1]
        return (np.asarray(other) @ np.asarray(self)).view(Counting)


def count(job, params, *arguments):
    """Multiplications in the matrix products of one call."""
    Counting.products = 0
    job({name: array.view(Counting) for name, array in params.items()}, *arguments)
    return Counting.products


F = count(network_loss, params, X, y)
both = count(network_gradients, params, X, y)
print(f"forward {F}, forward and backward {both}, ratio {both / F:.2f}; all by central differences {2 * N_small * F}")
assert m * (n * d + d * K) == F
assert both == m * (2 * n * d + 3 * d * K)
assert both < 3 * F

# %% [markdown]
r"""
Both counts agree with the table. Now make the network wider. Let $n = 64$ pixels, $K = 10$ classes
and $m = 100$ examples, with $d$ hidden units. Then $N = 64d + d + 10d + 10 = 75d + 10$.

**Predict first.** On a log–log plot of multiplications against $N$, which slope has
backpropagation, and which one has the numerical gradient?

<details><summary>Answer</summary>

$F$ grows like $d$, hence like $N$: slope 1 for backpropagation. $2NF$ grows like $N^2$: slope 2.
The gap between the two lines is itself proportional to $N$.

</details>
"""


# %% picture="Multiplications for one gradient against parameters: central differences slope 2, backprop slope 1"
def costs(d, n=64, K=10, m=100):
    """Parameters, and multiplications of: the loss, backpropagation with its forward pass, central differences."""
    N = n * d + d + d * K + K
    F = m * (n * d + d * K)
    return N, F, m * (2 * n * d + 3 * d * K), 2 * N * F


widths = 2 ** np.arange(1, 15)
N_of, forward_of, backprop_of, central_of = np.array([costs(int(width)) for width in widths], dtype=float).T
fig, ax = plt.subplots(figsize=(7.6, 4.2), layout="constrained")
ax.loglog(N_of, central_of, "s--", ms=5, color="C3", label="central differences, slope 2")
ax.loglog(N_of, backprop_of, "o-", ms=5, color="C0", label="backpropagation with forward pass, slope 1")
ax.loglog(N_of, forward_of, ":", color="black", label="the loss alone, slope 1")
ax.set(xlabel="parameters $N$", ylabel="multiplications for one gradient")
ax.legend(loc="upper left")
plt.show()
slope_central = np.polyfit(np.log(N_of), np.log(central_of), 1)[0]
slope_backprop = np.polyfit(np.log(N_of), np.log(backprop_of), 1)[0]
print(f"slopes: central differences {slope_central:.2f}, backpropagation {slope_backprop:.2f}")
assert round(slope_central, 1) == 2.0
assert round(slope_backprop, 1) == 1.0

N_digits, forward_digits, backprop_digits, central_digits = costs(100)
print(f"64-100-10: {N_digits} parameters, {2 * N_digits} evaluations for one central gradient,")
print(f"{central_digits / backprop_digits:.0f} times the multiplications of backpropagation")
days = 2 * N_digits * 10_000 / 1000 / 86_400
seconds = backprop_digits / forward_digits * 10_000 / 1000
print(f"10,000 steps, if the loss can be evaluated 1000 times a second: {days:.1f} days by differences,")
print(f"{seconds:.0f} seconds by backpropagation at the same number of multiplications per second")
assert round(seconds) == 21
assert N_digits == 7510
assert round(central_digits / backprop_digits) == 7035
assert round(days, 1) == 1.7

# %% [markdown]
r"""
A network for handwritten digits with 64 pixels, 100 hidden units and 10 classes has 7510
parameters. One numerical gradient of it costs 15,020 evaluations of the loss, seven thousand times
the work of backpropagation. Ten thousand steps of training would take almost two days instead of 21
seconds. A model with $10^9$ parameters would need two billion evaluations for *one* step.

"In theory yes" is true as well. On a model with nine parameters nobody notices the difference:
"""

# %%
rng = np.random.default_rng(11)
tiny_start = {"W": 0.01 * rng.standard_normal((2, 3)), "b": np.zeros(3)}
calls = 0


def softmax_loss(params):
    """Mean cross entropy of softmax regression on the spiral; counts its calls."""
    global calls
    calls += 1
    Z = X_spiral @ params["W"] + params["b"]
    return np.mean(np.logaddexp.reduce(Z, axis=1) - Z[np.arange(len(y_spiral)), y_spiral])


def softmax_gradients(params):
    """The gradients of lecture 1."""
    Z = X_spiral @ params["W"] + params["b"]
    G = (np.exp(Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)) - np.eye(3)[y_spiral]) / len(y_spiral)
    return {"W": X_spiral.T @ G, "b": G.sum(axis=0)}


def descend(slopes, steps=100):
    """The parameters after `steps` steps of gradient descent with slopes from this function."""
    params = tiny_start
    for _ in range(steps):
        grads = slopes(params)
        params = {name: params[name] - grads[name] for name in params}
    return params


by_formula = descend(softmax_gradients)
by_differences = descend(lambda params: gradients.central(softmax_loss, params))
gap = max(np.abs(by_formula[name] - by_differences[name]).max() for name in by_formula)
print(f"100 steps by differences took {calls} evaluations of the loss")
print("all weights and biases agree to 1e-8:", gap < 1e-8)
assert calls == 100 * 2 * 9
assert gap < 1e-8

# %% [markdown]
r"""
So numerical gradients are an instrument, not an engine. They need no derivation, so they cannot
repeat your mistake. That is their whole value: two routes to one number that share nothing but the
loss.

And that names their blind spot. They share the loss. A gradient check compares backward with *your*
forward pass. If the forward pass computes the wrong thing, and backward is its exact derivative,
all is consistent and all is wrong.

## Classic mistakes

| mistake | what you see | what to do |
|:--|:--|:--|
| a step like $10^{-12}$ "to be exact" | errors above $10^{-5}$, right or not | $10^{-5}$ for central differences |
| central, but divided by $\varepsilon$ | every entry twice too large | divide by the distance, $2\varepsilon$ |
| a result in float32 on the way to the loss | three digits or none | compute in float64 for the check |
| `x[k] += eps` and `x[k] -= eps` to go back | weights drift in their last digits | keep the old entry and put it back |
| an integer array for $x$ | every slope is 0 | `x.astype(np.float64)` |
| absolute tolerance | passes for tiny slopes, fails for large ones | relative error |
| relative error without a floor | error 1 where both slopes are nearly 0 | a floor |
| shapes $(K,)$ and $(K, 1)$ compared | nonsense, from broadcasting | refuse unequal shapes |
| all entries moved at once | passes for a transposed gradient | one at a time |
| sample drawn from all entries together | biases never looked at | a share for each array |
| dropout or shuffling inside the loss | a new loss at each call, errors everywhere | fix the seed, or switch it off |
| the point of the check is special | zeros hide factors, ties sit on kinks | random numbers, both signs |
| a huge constant in the loss | digits vanish, see question 1 | check the part that matters |

## What you know now

- One-sided differences err by $\frac12\varepsilon f''$, central ones by
  $\frac16\varepsilon^2 f'''$. Both also suffer round-off, about $u|f|/\varepsilon$.
- The best steps are of the size $\sqrt u \approx 10^{-8}$ and $\sqrt[3]{u} \approx 10^{-5}$. They
  leave about 8 and 11 digits.
- The complex step subtracts nothing and keeps all digits. It needs an analytic function: no
  absolute value, norm or conjugate.
- Compare by *relative* error, the largest over the entries, with a floor. For small smooth networks
  $10^{-6}$ separates right from wrong. With kinks, repeat what fails with a smaller step.
- Move one coordinate at a time. Moving all at once measures the sum of the slopes.
- Sample from every array, or better, check a small network completely.
- Near a kink central differences return a mixture. In float32 they return hardly anything.
- A whole gradient costs $2N$ evaluations. Backpropagation costs less than two more forward passes.

## Three questions

**1.** Somebody adds $10^6$ to the loss "to keep it positive". The gradient does not change. What
happens to a gradient check with central differences at $\varepsilon = 10^{-5}$? Which step would
now be best?

<details><summary>Answer</summary>

$f$ stands in the round-off term $u|f|/\varepsilon$, which becomes
$10^{-16} \cdot 10^6 / 10^{-5} = 10^{-5}$ instead of $10^{-11}$: six digits are lost. The best step
is proportional to $\sqrt[3]{|f|}$, so it is about a hundred times larger, near $10^{-3}$. The same
happens with a large penalty beside a small data loss: check the data part by itself.

</details>

**2.** Derive a formula of order four: find numbers $\alpha$ and $\beta$ such that
$\alpha\, C(\varepsilon) + \beta\, C(2\varepsilon)$ has no error of order $\varepsilon^2$, where
$C(\varepsilon)$ is the central quotient. What does it cost?

<details><summary>Answer</summary>

$C(\varepsilon) = f' + \frac16 f''' \varepsilon^2 + O(\varepsilon^4)$ and
$C(2\varepsilon) = f' + \frac46 f''' \varepsilon^2 + O(\varepsilon^4)$. We want
$\alpha + \beta = 1$, to keep $f'$, and $\alpha + 4\beta = 0$, to lose $f'''$. So $\beta = -\frac13$
and $\alpha = \frac43$. It takes four evaluations per entry instead of two. Nobody uses it for
gradient checks, since eleven digits are enough.

</details>

**3.** A right gradient of a ReLU network passes with $\varepsilon = 10^{-5}$, except for two
entries of $W_1$ with a relative error of 0.3. Your friend lowers the tolerance requirement to 0.5.
What do you propose?

<details><summary>Answer</summary>

Find out which of two things it is. Repeat the two entries with $\varepsilon = 10^{-7}$ or at
another random point. An error from a kink goes away, because the move no longer crosses it. An
error from a mistake stays. A tolerance of 0.5 would let most mistakes pass.

</details>
"""


# %%
def shifted(x):
    """The loss of question 1."""
    return f(x) + 1e6


def error_of(g, eps):
    """Root mean square of the relative error of the central quotient of g, over 60 steps near eps."""
    return typical_error(lambda steps: (g(x + steps) - g(x - steps)) / (2 * steps), eps)


print("question 1: at 1e-5 the check keeps fewer than five digits:", error_of(shifted, 1e-5) > 1e-5)
print("            a step of 1e-3 is better:", error_of(shifted, 1e-3) < error_of(shifted, 1e-5) / 10)
assert error_of(shifted, 1e-5) > 1e-5
assert error_of(shifted, 1e-3) < error_of(shifted, 1e-5) / 10

order_four = [4 / 3 * central_slope(eps) - 1 / 3 * central_slope(2 * eps) - d1 for eps in (0.1, 0.05)]
print(f"question 2: half the step, error smaller by {order_four[0] / order_four[1]:.0f}, and 2 to the power 4 is 16")
assert 15 < order_four[0] / order_four[1] < 17

# %% [markdown]
r"""
## What comes next

**Assignment hw3, modules and gradient checks**, begins with this instrument. You write
`central_difference`, `relative_error` and `sampled_check` for arrays of any shape, and then use
them on fifteen modules, on a module of your own, and on eight versions of one layer, some of which
are broken. In lecture 7 the instrument watches over a network of any depth.

## Sources, and where we differ from them

- **UvA**: UvA Deep Learning, lecture 2. Unit tests for gradients, central differences, one
  parameter at a time, sampling weights and biases alike, and the remark that numerical gradients
  could train in theory. Its band from $10^{-4}$ to $10^{-7}$ for a squared difference is replaced
  by a relative error, because a squared difference depends on the unit of the loss. Its first
  formula has $h$ above and $\Delta h$ below, which are the same step, and it shows the one-sided
  quotient for the definition but the central one for the check. It trusts a few good entries; we
  count what a few entries can miss.
- **C182**: Berkeley Data C182, lecture 4. Finite differences as the slow alternative that remains
  useful for checking. It calls the limit of the central quotient the definition of the derivative.
  For smooth functions both limits agree; for ReLU at 0 they do not.
- The complex step is not in the decks. The idea is due to J. Lyness and C. Moler, *Numerical
  differentiation of analytic functions*, SIAM Journal on Numerical Analysis 4 (1967), 202–210. The
  short formula used here was made popular by W. Squire and G. Trapp, *Using complex variables to
  estimate derivatives of real functions*, SIAM Review 40 (1998), 110–112.
"""
