"""Pages for people: feedback for each student, the class at a glance.

In: graded notebooks and marks, as data. Out: HTML and text; nothing here looks for files.
"""
