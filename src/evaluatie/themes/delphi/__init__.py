"""Delphi: a panel of experts who rate statements in rounds."""

from evaluatie.themes.delphi.consensus import DelphiConsensus, delphi_consensus

__all__ = ["DelphiConsensus", "delphi_consensus"]
