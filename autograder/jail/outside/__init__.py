"""The trusted side: the wall, the process that opens jails, and the student's names as test cells see them.

In: limits and source of cells. Out: outputs, values, handles. Never mounted into a jail.
"""
