"""What the columns of the demonstration organisations' files hold: where a mutation of a kind can be made."""

from __future__ import annotations

from collections.abc import Mapping

Roles = Mapping[str, tuple[str, ...]]


def _numbered(name: str, last: int) -> tuple[str, ...]:
    return tuple(f"{name}_{number}" for number in range(1, last + 1))


_WATERSCHAP: Roles = {
    "code": ("persoonscode",),
    "item": (*_numbered("V12", 16), *_numbered("V20", 9), *_numbered("V31", 6), *_numbered("V34", 3)),
    "score": ("tevredenheid",),
    "born": ("geboortedatum",),
    "moment": ("ingevuld_op",),
    "group": ("geslacht", "herkomst"),
    "unit": ("afdeling",),
}
_GEMEENTE: Roles = {
    "code": ("persoonscode",),
    "answer": (*_numbered("Q5", 16), *_numbered("Q7", 9)),
    "group": ("geslacht", "herkomst"),
    "unit": ("afdeling",),
    "year": ("geboortejaar",),
    "moment": ("EndDate",),
}
_RIJKSDIENST: Roles = {
    "code": ("persoonscode",),
    "item": (
        *_numbered("pgis", 16), *_numbered("inclusive_leadership", 9), *_numbered("affective_commitment", 6),
        *_numbered("turnover_intention", 3), *_numbered("job_satisfaction", 3),
    ),
    "group": ("geslacht", "herkomst"),
    "unit": ("afdeling",),
    "born": ("geboortedatum",),
    "moment": ("ingevuld_op",),
}  # fmt: skip
_BOUWBEDRIJF: Roles = {
    "answer": tuple(f"pgis[SQ{number:03}]" for number in range(1, 17)),
    "group": ("G1Q1", "G1Q2", "G1Q3"),
}
_POSITIONS: Roles = {
    "code": ("persoonscode",),
    "day": ("begin", "einde"),
    "number": ("uren",),
    "word": ("schaal",),
}
_LOG = {"count": ("uitgenodigd", "bereikt"), "day": ("begin", "einde"), "word": ("niveau", "maatregel", "status")}
_ENGLISH_LOG = {"count": ("invited", "reached"), "day": ("start", "end"), "word": ("level", "intervention", "status")}
_THEORY = {"day": ("declared",), "word": ("direction", "intervention", "outcome")}
#: a conversation may tell no unit, and its columns may be called otherwise
_CONVERSATIONS = {"theme": ("thema",), "place": ("afdeling",)}

#: organisation, file, and what its columns hold; files of answers first
FILES: Mapping[str, Mapping[str, Roles]] = {
    "demo-waterschap": {
        "nulmeting_2019.csv": _WATERSCHAP,
        "nameting_2021.csv": _WATERSCHAP,
        "personeel.csv": {
            "code": ("persoonscode",), "day": ("in_dienst", "uit_dienst"), "group": ("geslacht", "herkomst"),
        },
        "functies.csv": _POSITIONS,
        "population.csv": {"count": ("aantal",), "word": ("meting", "groep")},
        "deelname.csv": {"count": ("keren",), "word": ("maatregel",)},
        "maatregelen.csv": _LOG,
        "theorie.csv": {"day": ("vastgelegd",), "word": ("richting", "maatregel", "uitkomst")},
        "stappen.csv": {"day": ("datum",), "word": ("stap", "gedaan")},
        "beleidsscan.csv": {"word": ("fase", "schakel"), "count": ("score",)},
        "gesprekken.csv": _CONVERSATIONS,
    },
    "demo-gemeente": {
        "nulmeting.xlsx": _GEMEENTE,
        "nameting.xlsx": _GEMEENTE,
        "personeel.xlsx": {
            "code": ("persoonscode",), "day": ("in_dienst", "uit_dienst"), "group": ("geslacht", "herkomst"),
            "year": ("geboortejaar",),
        },
        "functies.xlsx": _POSITIONS,
        "maatregelen.csv": _ENGLISH_LOG,
        "theorie.csv": _THEORY,
        "gesprekken.csv": _CONVERSATIONS,
        "selectie.csv": {"count": ("aantal", "geselecteerd"), "word": ("fase", "groep")},
    },
    "demo-rijksdienst": {
        "meting_t0.sav": _RIJKSDIENST,
        "meting_t1.sav": _RIJKSDIENST,
        "meting_t2.sav": _RIJKSDIENST,
        "exitgesprekken.sav": {"reason": ("reden_1",)},
        "deelname.csv": {"count": ("medewerkers", "bereikt"), "word": ("maatregel",)},
        "maatregelen.csv": _LOG,
        "theorie.csv": _THEORY,
        "gesprekken.csv": _CONVERSATIONS,
    },
    "demo-zorg": {
        "summary.csv": {"mean": ("mean", "sd"), "count": ("n",), "word": ("wave", "group", "scale")},
        "personeelsaantallen.csv": {
            "count": ("bezetting", "instroom", "uitstroom", "promoties"), "word": ("groep", "schaal"),
        },
        "maatregelen.csv": _LOG,
        "theorie.csv": _THEORY,
        "gesprekken.csv": _CONVERSATIONS,
    },
    "demo-bouwbedrijf": {
        "nulmeting.csv": _BOUWBEDRIJF,
        "nameting.csv": _BOUWBEDRIJF,
        "maatregelen.csv": _ENGLISH_LOG,
        "theorie.csv": _THEORY,
        "gesprekken.csv": _CONVERSATIONS,
    },
}  # fmt: skip
#: the files of answers, in the order of the waves
WAVES: Mapping[str, tuple[str, ...]] = {
    "demo-waterschap": ("nulmeting_2019.csv", "nameting_2021.csv"),
    "demo-gemeente": ("nulmeting.xlsx", "nameting.xlsx"),
    "demo-rijksdienst": ("meting_t0.sav", "meting_t1.sav", "meting_t2.sav"),
    "demo-bouwbedrijf": ("nulmeting.csv", "nameting.csv"),
    "demo-zorg": (),
}
