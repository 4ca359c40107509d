"""The first and the last chapter: what is followed, and national figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluatie.amiss import listed
from evaluatie.reproduce.monitor.chapters.piece import Piece
from evaluatie.reproduce.monitor.national import dutch_benchmarks
from evaluatie.reproduce.monitor.wordbook import wordbook

if TYPE_CHECKING:
    from evaluatie.reproduce.monitor.chapters.followed import Followed


def the_title(followed: Followed) -> Piece:
    """Say what is followed, and where the figures come from."""
    words = followed.setter
    who = words.say("title_who", who=followed.organisation) if followed.organisation else ""
    own = ""
    if followed.own is not None:
        own = words.say(
            "title_own", file=followed.file, organisations=listed(sorted(set(followed.own["organisation"])))
        )
    what = words.say("title_measure", measure=wordbook(followed.language).measure(followed.measure))
    told = (what, who, words.say("title_what"), words.say("title_source"), own)
    return words.heading(words.say("title"), 1) + words.paragraphs(*told)


def the_national(followed: Followed) -> Piece:
    """Give published figures of the Netherlands, to know of."""
    words, language = followed.setter, followed.language
    source = "source_nl" if language == "nl" else "source"
    rows = [
        (
            row[language],
            row[f"who_{language}"],
            words.count(row["year"]).replace(".", "").replace(",", "") if row["year"] == row["year"] else "",
            words.number(row["percent"], len(f"{row['percent']:g}".partition(".")[2]), "%"),
            row[source],
            words.truth(bool(row["confirmed"])),
            row[f"break_{language}"],
        )
        for row in dutch_benchmarks().astype({"year": "float64"}).to_dict("records")
    ]
    rows = [(*row[:2], row[2] or words.value("unknown"), *row[3:]) for row in rows]
    heads = [("what", False), ("about", False), ("year", False), ("percent", True), ("source", False), ("seen", False)]
    columns = [(words.column(key), numeric) for key, numeric in (*heads, ("break", False))]
    opening = words.heading(words.say("national")) + words.paragraphs(words.say("national_intro"))
    return opening + words.table("national", columns, rows)
