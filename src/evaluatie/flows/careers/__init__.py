"""Careers: who is employed when, in which position, settled from files that contradict themselves."""

from evaluatie.flows.careers.days import DAYS_PER_YEAR
from evaluatie.flows.careers.levels import UNKNOWN, Levels, levels_of
from evaluatie.flows.careers.rescaling import Move, Together
from evaluatie.flows.careers.settling import BRIDGE_DAYS, Careers, about_decisions, rescaled, settle_careers

__all__ = [
    "BRIDGE_DAYS",
    "DAYS_PER_YEAR",
    "UNKNOWN",
    "Careers",
    "Levels",
    "Move",
    "Together",
    "about_decisions",
    "levels_of",
    "rescaled",
    "settle_careers",
]
