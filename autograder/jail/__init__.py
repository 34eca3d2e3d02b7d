"""Where student code runs: behind a wall, in one forked, confined process for each submission.

`outside/` is the trusted side, `inside/` the student's, `wire/` what crosses between them. Beside them is what both
need (`errors`, `memory`, `recorder`), and `limits`: what a submission may use.
"""
