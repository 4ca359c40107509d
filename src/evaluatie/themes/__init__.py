"""Themes: what coded conversations hold, how it changed, how coders and experts agree, and the city's growth panels."""

from evaluatie.themes.coders import CoderAgreement, coder_agreement
from evaluatie.themes.comparing import RoundComparison, ThemeLists, compare_rounds, theme_lists
from evaluatie.themes.cooccurring import Cooccurrence, cooccurrence
from evaluatie.themes.delphi import DelphiConsensus, delphi_consensus
from evaluatie.themes.growth import GrowthPanels, PanelAccount, growth_panels, panel_account
from evaluatie.themes.prevalence import ThemePrevalence, theme_prevalence
from evaluatie.themes.saturating import Saturation, saturation

__all__ = [
    "CoderAgreement",
    "Cooccurrence",
    "DelphiConsensus",
    "GrowthPanels",
    "PanelAccount",
    "RoundComparison",
    "Saturation",
    "ThemeLists",
    "ThemePrevalence",
    "coder_agreement",
    "compare_rounds",
    "cooccurrence",
    "delphi_consensus",
    "growth_panels",
    "panel_account",
    "saturation",
    "theme_lists",
    "theme_prevalence",
]
