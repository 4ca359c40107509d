"""Between which values a recomputed number lies when its inputs are known up to their rounding."""

from evaluatie.reproduce.recomputing.rounding.box import Box, box_of
from evaluatie.reproduce.recomputing.rounding.landscape import Landscape
from evaluatie.reproduce.recomputing.rounding.searching import Attained, attained, nearest_to

__all__ = ["Attained", "Box", "Landscape", "attained", "box_of", "nearest_to"]
