"""Many submissions over local processes or a Dask cluster.

In: jobs and where the answer key is. Out: outcomes, in any order; a lost worker costs a retry, never a grade.
"""
