"""The monitor's figures: drawn with the shapes and colours of the report, each with its alternative text."""

from evaluatie.reproduce.monitor.drawing.drawn import Drawn
from evaluatie.reproduce.monitor.drawing.funnel import draw_funnel
from evaluatie.reproduce.monitor.drawing.gap import draw_gap
from evaluatie.reproduce.monitor.drawing.own import draw_own
from evaluatie.reproduce.monitor.drawing.positions import draw_positions
from evaluatie.reproduce.monitor.drawing.trends import draw_trends

__all__ = ["Drawn", "draw_funnel", "draw_gap", "draw_own", "draw_positions", "draw_trends"]
