"""Findings that tests make up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from evaluatie.reproduce.finding import Finding

BOTH = {"nl": "gemaakt", "en": "made"}


def finding_of(
    *,
    analyses: Mapping[str, Any],
    figures: Sequence[tuple[str, str, Mapping[str, str]]],
    claims: Sequence[tuple[str, Sequence[Mapping[str, str]]]] = (),
    tables: Mapping[str, Any] | None = None,
    values: Mapping[str, Any] | None = None,
    counts: Mapping[str, Any] | None = None,
    data: Mapping[str, str] | None = None,
) -> Finding:
    """Make a finding of figures (id, printed, what it should be) and claims (id, conditions); data sets by file."""
    files = {name: {"file": file, "origin": "made", "licence": "none"} for name, file in (data or {}).items()}
    return Finding.model_validate(
        {
            "id": "made", "title": BOTH, "citation": "nobody", "address": "nowhere", "where": "nowhere",
            "licence": "none",
            "inputs": {"tables": tables or {}, "values": values or {}, "counts": counts or {}, "data": files},
            "analyses": analyses,
            "figures": [{"id": id_, "label": BOTH, "printed": text, "of": of} for id_, text, of in figures],
            "claims": [{"id": id_, "statement": BOTH, "needs": list(needs)} for id_, needs in claims],
            "lesson": {"question": BOTH, "learned": BOTH},
        }
    )  # fmt: skip


def of(analysis: str, quantity: str, term: str | None = None) -> dict[str, str]:
    """Name a quantity."""
    return {"analysis": analysis, "quantity": quantity} | ({} if term is None else {"term": term})
