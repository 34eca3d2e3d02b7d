"""An answer key as data, and all that a process needs to grade with it.

In: a solution notebook and its catalogue. Out: `AnswerKey`, with trusted cells, points, the names students define, the
reference, and notebooks filled in with its answers.
"""
