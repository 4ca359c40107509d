"""Verify a report: make it again from the data, and compare every figure, and what it was made from and with."""

from evaluatie.run.verifying.differences import Difference
from evaluatie.run.verifying.verification import Verification
from evaluatie.run.verifying.verify_report import verify

__all__ = ["Difference", "Verification", "verify"]
