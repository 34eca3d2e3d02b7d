"""The bytes of one submission to its graded notebook and findings: a pure function, the unit of distribution.

In: hostile bytes and an answer key. Out: `Graded`. The way through: `intake` chooses a file (`found`, `archives`);
`grade` then calls `reading` (`notebook_json` for the file, `recognition` and `repair` for its cells, `front_end`),
`plan`, `run`, `judge`, `follow_through`, `naming` and `graded_notebook`.
"""
