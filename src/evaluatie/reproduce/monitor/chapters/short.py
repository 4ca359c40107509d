"""The chapter in short: what a board must know, in a few sentences of the chapters that follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluatie.reproduce.monitor.chapters.mine import MOST
from evaluatie.reproduce.monitor.chapters.piece import Piece

if TYPE_CHECKING:
    from evaluatie.reproduce.monitor.chapters.followed import Followed


def in_short(followed: Followed) -> Piece:
    """Give the first sentences of the chapters that tell something."""
    words = followed.setter
    mine = 0 if followed.own is None else min(followed.own["organisation"].nunique(), MOST)
    # of positions: where it is, and what that means
    parts = ((followed.trends, 1), (followed.positions, 2), (followed.gap, 1))
    theirs = [sentence for chapter, most in parts for sentence in chapter.told[:most]]
    piece, ours = words.heading(words.say("short")), followed.mine.told[:mine]
    if ours:
        piece += words.heading(words.say("own"), 3) + words.sentences(ours)
    if ours and theirs:
        piece += words.heading(words.say("short_survey"), 3)
    return piece + (words.sentences(theirs) if ours or theirs else words.paragraphs(words.say("too_little")))
