"""Personnel files: who was employed when, in which position, and what is known of them."""

from evaluatie.study.staff.counts import read_staff_counts
from evaluatie.study.staff.exits import read_exit_interviews
from evaluatie.study.staff.persons import read_persons
from evaluatie.study.staff.positions import read_positions
from evaluatie.study.staff.respondents import notes_on_respondents
from evaluatie.study.staff.selection import read_selection

__all__ = [
    "notes_on_respondents",
    "read_exit_interviews",
    "read_persons",
    "read_positions",
    "read_selection",
    "read_staff_counts",
]
