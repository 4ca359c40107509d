"""Why a figure may not follow: usual slips are tried, and those that give the printed figure are told."""

from evaluatie.reproduce.recomputing.reasons.trying import with_reasons

__all__ = ["with_reasons"]
