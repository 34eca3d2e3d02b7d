"""The release gate: are an assignment's tests proven?

In: a source with its catalogue. Out: verdicts, and the table of what the tests caught.
"""
