"""Backpropagation by Hand: the students' library.

``data`` makes small data sets, ``gradients`` differentiates numerically, ``check`` tells what is off about an
array, ``diagnose`` reads a wrong gradient, ``plots`` draws, ``graphs`` draws networks and computation graphs,
``motion`` makes drawings move. None of them contains an answer. Import what you need:
``from byhand import check, data``.
"""
