"""The growth panels of the city of Amsterdam: what is known of two rounds, and what can be made of it."""

from evaluatie.themes.growth.account import PanelAccount, panel_account
from evaluatie.themes.growth.panels import GrowthPanels, growth_panels

__all__ = ["GrowthPanels", "PanelAccount", "growth_panels", "panel_account"]
