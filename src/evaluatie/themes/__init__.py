"""Themes: what coded conversations hold, how it changed, and whether more of them would bring more."""

from evaluatie.themes.comparing import RoundComparison, ThemeLists, compare_rounds, theme_lists
from evaluatie.themes.cooccurring import Cooccurrence, cooccurrence
from evaluatie.themes.growth import GrowthPanels, PanelAccount, growth_panels, panel_account
from evaluatie.themes.prevalence import ThemePrevalence, theme_prevalence
from evaluatie.themes.saturating import Saturation, saturation

__all__ = [
    "Cooccurrence",
    "GrowthPanels",
    "PanelAccount",
    "RoundComparison",
    "Saturation",
    "ThemeLists",
    "ThemePrevalence",
    "compare_rounds",
    "cooccurrence",
    "growth_panels",
    "panel_account",
    "saturation",
    "theme_lists",
    "theme_prevalence",
]
