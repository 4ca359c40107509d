"""The five demonstration organisations: what is true in each of them, and the seed that it is drawn with."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from evaluatie.study.demonstration.career_model import CareerModel
from evaluatie.study.demonstration.made import DemoStudy, demo_study
from evaluatie.study.demonstration.model import FIVE, SCALES, YEAR, DemoModel, DemoScale
from evaluatie.study.demonstration.shifts import ABROAD, Effect, Shift

EXPOSED = {"exposed": "yes"}
DISAGREE_LOW = (-0.6, 0.2, 0.9, 1.7)
# of the personnel files
LAST_DAY = datetime.date(2021, 12, 31)


@dataclass(frozen=True)
class Organisation:
    """A made-up organisation.

    Attributes
    ----------
    id : str
        The name of its folder.
    seed : int
        What its data are drawn with.
    teams : tuple of str
        Names of its units; the first ones had interventions.
    model : DemoModel
        What is true.
    """

    id: str
    seed: int
    teams: tuple[str, ...]
    model: DemoModel

    def made(self) -> DemoStudy:
        """Draw its data."""
        return demo_study(self.seed, self.model)


def _scales(*ids: str) -> tuple[tuple[DemoScale, ...], tuple[tuple[float, ...], ...]]:
    """Choose from the documented scales, in their order, with the correlations between them."""
    places = [place for place, scale in enumerate(SCALES) if scale.id in ids]
    whole = DemoModel().correlation()
    rows = tuple(tuple(float(whole[row, column]) for column in places[:at]) for at, row in enumerate(places))
    return tuple(SCALES[place] for place in places), rows


_INCLUSION = ("pgis.belonging", "pgis.authenticity")
_GAPS = (
    Effect("pgis.belonging", -0.40, ABROAD),
    Effect("pgis.authenticity", -0.50, ABROAD),
    Effect("inclusive_leadership.total", -0.20, ABROAD),
    Effect("turnover_intention.total", 0.25, ABROAD),
)

WATERSCHAP = Organisation(
    "demo-waterschap", 101,
    ("Waterveiligheid", "Zuivering", "Beheer & Onderhoud", "Vergunningen", "Financiën", "Personeel & Organisatie",
     "Informatie", "Communicatie"),
    DemoModel(
        persons=420, units=8, exposed=1.0,
        effects=(
            *_GAPS,
            Effect("pgis.belonging", 0.30, wave="t1"),
            Effect("pgis.authenticity", 0.20, wave="t1"),
            Effect("pgis.authenticity", 0.25, ABROAD, "t1"),
            Effect("inclusive_leadership.total", 0.35, wave="t1"),
            Effect("turnover_intention.total", 0.10, wave="t1"),
        ),
        answering=(0.74, 0.76), answering_by_earlier_score=0.25, leaving=0.08, joining=0.08,
        leaving_before=(Shift(0.40, ABROAD),),
        # the files cover 2015 to 2021
        careers=CareerModel(history=1734 / YEAR, until=LAST_DAY, transferred=0.06, origin_unknown=0.10),
    ),
)  # fmt: skip

_gemeente = _scales(*_INCLUSION, "inclusive_leadership.total", "turnover_intention.total")
_OPEN_TALK = DemoScale("open_gesprek", "total", (1, 2, 3, 4), (0.72, 0.78, 0.70, 0.74), FIVE, reversed=(3,))
GEMEENTE = Organisation(
    "demo-gemeente", 102,
    ("Burgerzaken", "Sociaal Domein", "Wijkteams", "Vergunningen", "Openbare Ruimte", "Handhaving", "Belastingen",
     "Bedrijfsvoering", "Sport en Cultuur", "Afval en Reiniging"),
    DemoModel(
        persons=1100, units=10, exposed=0.6,
        dates=(datetime.date(2020, 1, 13), datetime.date(2021, 11, 15)),
        scales=(*_gemeente[0][:3], replace(_gemeente[0][3], thresholds=DISAGREE_LOW), _OPEN_TALK),
        correlations=(*_gemeente[1], (0.50, 0.55, 0.50, -0.35)),
        effects=(
            *_GAPS,
            Effect("open_gesprek.total", -0.35, ABROAD),
            Effect("pgis.belonging", -0.10, wave="t1"),
            Effect("pgis.authenticity", -0.05, wave="t1"),
            Effect("pgis.belonging", 0.40, EXPOSED, "t1"),
            Effect("pgis.authenticity", 0.30, EXPOSED, "t1"),
            Effect("inclusive_leadership.total", 0.30, EXPOSED, "t1"),
            Effect("open_gesprek.total", 0.45, EXPOSED, "t1"),
            Effect("turnover_intention.total", -0.15, EXPOSED, "t1"),
        ),
        answering=(0.70, 0.70), answering_by_earlier_score=0.0, answering_by_current_level=0.20,
        origins={"nederland": 0.70, "europa": 0.08, "buiten-europa": 0.22}, careless=0.02,
        # the files cover 2014 to 2021
        careers=CareerModel(history=2203 / YEAR, until=LAST_DAY, transferred=0.05, origin_unknown=0.25),
    ),
)  # fmt: skip

RIJKSDIENST = Organisation(
    "demo-rijksdienst", 103,
    ("Toezicht Noord", "Toezicht Zuid", "Onderzoek", "Juridische Zaken", "Dienstverlening", "ICT", "Financiën", "Staf"),
    DemoModel(
        persons=380, units=8, exposed=1.0,
        dates=(datetime.date(2019, 9, 16), datetime.date(2020, 11, 2), datetime.date(2022, 5, 9)),
        effects=(
            *_GAPS,
            Effect("affective_commitment.total", -0.10, ABROAD),
            Effect("job_satisfaction.total", -0.20, ABROAD),
            Effect("pgis.belonging", -0.20, wave="t1"),
            Effect("job_satisfaction.total", -0.25, wave="t1"),
            Effect("pgis.belonging", 0.15, wave="t2"),
            Effect("pgis.authenticity", 0.15, wave="t2"),
            Effect("pgis.belonging", 0.20, ABROAD, "t2"),
            Effect("inclusive_leadership.total", 0.25, wave="t2"),
        ),
        answering=(0.72, 0.66, 0.68), answering_by_earlier_score=0.15, leaving=0.06, joining=0.06,
        genders={"man": 0.50, "vrouw": 0.50},
        # exit interviews since 2012
        careers=CareerModel(history=2815 / YEAR),
    ),
)  # fmt: skip

_zorg = _scales(*_INCLUSION, "inclusive_leadership.total", "turnover_intention.total")
ZORG = Organisation(
    "demo-zorg", 104, tuple(f"locatie {number}" for number in range(1, 15)),
    DemoModel(
        persons=900, units=14, exposed=1.0,
        dates=(datetime.date(2020, 2, 3), datetime.date(2021, 9, 20)),
        scales=_zorg[0], correlations=_zorg[1],
        effects=(
            *_GAPS,
            Effect("pgis.belonging", 0.15, {"gender": "vrouw"}),
            Effect("pgis.belonging", 0.05, wave="t1"),
            Effect("turnover_intention.total", 0.30, wave="t1"),
        ),
        genders={"vrouw": 0.84, "man": 0.16}, origins={"nederland": 0.80, "europa": 0.03, "buiten-europa": 0.17},
        answering=(0.46, 0.41), leaving=0.12, joining=0.12, unit_share=0.12,
        # numbers of staff since 2016
        careers=CareerModel(
            scales=("25", "30", "35", "40", "45", "50", "55", "60"), history=1494 / YEAR, until=LAST_DAY,
            origin_unknown=0.08,
        ),
    ),
)  # fmt: skip

_bouw = _scales(*_INCLUSION, "job_satisfaction.total")
BOUWBEDRIJF = Organisation(
    "demo-bouwbedrijf", 105, ("Ruwbouw", "Afbouw", "Kantoor"),
    DemoModel(
        persons=64, units=3, exposed=1.0,
        dates=(datetime.date(2020, 3, 2), datetime.date(2021, 10, 4)),
        scales=(*_bouw[0][:2], replace(_bouw[0][2], thresholds=FIVE)), correlations=_bouw[1],
        effects=(
            Effect("pgis.belonging", -0.40, ABROAD),
            Effect("pgis.authenticity", -0.50, ABROAD),
            Effect("pgis.belonging", 0.40, wave="t1"),
        ),
        genders={"man": 0.88, "vrouw": 0.12}, origins={"nederland": 0.80, "europa": 0.10, "buiten-europa": 0.10},
        answering=(0.68, 0.64), answering_shifts=(Shift(-0.30, ABROAD),), careless=0.0,
    ),
)  # fmt: skip

ORGANISATIONS = (WATERSCHAP, GEMEENTE, RIJKSDIENST, ZORG, BOUWBEDRIJF)
