"""The experiments behind what lectures and homeworks claim: one module a topic, one function an experiment.

    python -m benchmarks.claims [why_nonlinear …] [--seeds FIRST] [--write]

`docs/claims/NN_topic.toml` says which sentence rests on which experiment, `docs/claims/measured/NN_topic.toml` what came
out when it was last run with ``--write``; `benchmarks/claims/topic.py` holds the experiments (for a homework,
`hwN_topic.py`). An experiment takes the seeds it is to use, one for each start, and returns a `Result`. Its module
borrows nothing from the lecture: what is claimed is found again, with code of its own.
"""
