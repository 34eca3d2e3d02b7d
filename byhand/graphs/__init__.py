"""Drawings of networks and computation graphs, placed by hand or laid out automatically.

``draw`` lays out a computation graph from its operations, with values forward and gradients backward on every
edge. ``network`` draws circles and arrows. ``canvas``, ``box``, ``arrow``, ``chain`` and ``wire`` place by hand.
"""

from byhand.graphs.circles import network
from byhand.graphs.drawing import draw
from byhand.graphs.frames import KINDS, arrow, box, canvas, chain, wire
from byhand.graphs.labels import mathematical, vector

__all__ = ["KINDS", "arrow", "box", "canvas", "chain", "draw", "mathematical", "network", "vector", "wire"]
