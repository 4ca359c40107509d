"""The attack on all that was released: what someone who has every report together can work out, and from what."""

from __future__ import annotations

from evaluatie.disclosure.auditing.auditor import audit
from evaluatie.disclosure.auditing.findings import Finding
from evaluatie.disclosure.auditing.result import Audit

__all__ = ["Audit", "Finding", "audit"]
