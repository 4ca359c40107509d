"""Moves between states from one moment to the next: Markov chains of people."""

from evaluatie.flows.moving.estimating import transitions
from evaluatie.flows.moving.from_counts import transitions_from_counts
from evaluatie.flows.moving.transition_result import Transitions

__all__ = ["Transitions", "transitions", "transitions_from_counts"]
