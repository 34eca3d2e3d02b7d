"""The student's side: one warm process, and the forks of it in which student code runs, each behind walls of its own.

Runs inside bubblewrap; imports only itself, `wire`, and what both sides need.
"""
