"""Coders: whether they see the same in the same documents."""

from evaluatie.themes.coders.agreement import CoderAgreement, coder_agreement

__all__ = ["CoderAgreement", "coder_agreement"]
