"""Sources to notebooks: the solution notebook, the student version, the lectures.

In: `py:percent` files. Out: notebooks, the same bytes from every build. Needs jupytext and kernels, so nothing that
grades imports it.
"""
