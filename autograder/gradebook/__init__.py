"""The only writer to nbgrader's database, and what keeps grades and graded notebooks together.

In: graded submissions. Out: rows, and later the marks in them.
"""
