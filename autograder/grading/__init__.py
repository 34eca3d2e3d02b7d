"""The bytes of one submission to its graded notebook and findings: a pure function, the unit of distribution.

In: hostile bytes and an answer key. Out: `Graded`. The way through: `intake`, `submission`, `plan`, `run`, `judge`,
`graded_notebook`; `grade` calls them in this order.
"""
