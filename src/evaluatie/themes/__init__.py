"""Themes: agreement between coders, and consensus of a panel."""

from evaluatie.themes.coders import CoderAgreement, coder_agreement
from evaluatie.themes.delphi import DelphiConsensus, delphi_consensus

__all__ = ["CoderAgreement", "DelphiConsensus", "coder_agreement", "delphi_consensus"]
