"""Comparing the themes of two rounds."""

from evaluatie.themes.comparing.comparison import RoundComparison
from evaluatie.themes.comparing.lists import ThemeLists, theme_lists
from evaluatie.themes.comparing.rounds import compare_rounds

__all__ = ["RoundComparison", "ThemeLists", "compare_rounds", "theme_lists"]
