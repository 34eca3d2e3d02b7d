"""The bytes of one submission to its graded notebook and findings: a pure function, the unit of distribution.

In: hostile bytes and an answer key. Out: `Graded`. The way through: `intake` chooses a file; `grade` then calls
`reading` (and `repair`), `plan`, `run`, `judge`, `follow_through`, `naming` and `graded_notebook`.
"""
