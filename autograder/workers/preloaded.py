"""What Python's forkserver imports before it forks the processes that grade."""

from autograder.jail import fork_tuning

with fork_tuning.long_lived():
    from autograder import api  # noqa: F401
