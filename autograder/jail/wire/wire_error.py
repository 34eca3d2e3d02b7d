"""The error of everything that may not cross."""


class WireError(Exception):
    """Something arrived, or was about to be sent, that may not cross."""
