"""The monitor as chapters in one language: headings, sentences, figures and tables, as a notebook shows them."""

from evaluatie.reproduce.monitor.chapters.followed import Followed, follow
from evaluatie.reproduce.monitor.chapters.piece import Piece

__all__ = ["Followed", "Piece", "follow"]
