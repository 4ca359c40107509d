"""One organisation's data, checked, tidy and pseudonymised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from evaluatie.instruments import Instrument
from evaluatie.study.linking import Linking, linking_of
from evaluatie.study.outcomes import Outcome
from evaluatie.study.settings.config import StudyConfig
from evaluatie.study.tightening import Hidden


@dataclass(frozen=True, eq=False, repr=False)
class Study:
    """One organisation's data.

    Attributes
    ----------
    config : StudyConfig
        study.yml.
    survey : pandas.DataFrame
        One row per respondent x wave, in the order of the waves and of the rows in their files. Columns:
        ``respondent`` (pseudonym; ``<wave>-<row>`` where there is no linking code), ``wave``, ``unit`` where one is
        configured, one per group characteristic (a level, ``"other"`` or ``"unknown"``), items
        (``<instrument>_<number>``, float) and ready scores (their outcome's id, float).
    outcomes : tuple of Outcome
        What is compared over waves and groups.
    codebook : dict
        Every column of the survey: label, values, source column, missing codes.
    intake : dict
        Hashes of the raw files, counts, every cleaning decision, and notes. It does not depend on the pseudonyms' key.
    instruments : mapping of str to Instrument
        The instruments that the outcomes come from, by id, as they were asked.
    aggregates : pandas.DataFrame or None
        Where only means were delivered, one row per wave x group x outcome with ``wave``, ``characteristic``,
        ``level``, ``outcome``, ``n``, ``mean`` and ``sd``; the survey then has no rows.
    persons : pandas.DataFrame or None
        One row per person x spell of employment: ``person`` (pseudonym), ``entry``, ``exit``; where study.yml names
        them ``reason`` (of exit), ``born`` (a year) and a column per group.
    positions : pandas.DataFrame or None
        One row per person x position: ``person``, ``start``, ``end``; where study.yml names them ``scale``, ``unit``,
        ``manager``, ``hours`` and ``part_time``.
    population : pandas.DataFrame or None
        How many employees there were, for weighting: one row per wave x group with ``wave``, ``characteristic``,
        ``level`` (``"all"`` twice for everyone) and ``n`` (int64), in the order of the waves.
    staff_counts : pandas.DataFrame or None
        Numbers of staff in place of people: one row per ``year`` x group (``characteristic``, ``level``) x ``scale``
        (``"all"`` where it is about all together), and as text the counts: ``"<5"`` and ``"*"`` are withheld.
    exits : pandas.DataFrame or None
        Coded exit interviews: one row per interview and reason that it names: ``exit`` (a number), ``year``, a column
        per group, ``reason``.
    selection : pandas.DataFrame or None
        Numbers of candidates: one row per ``stage`` (a key of ``staff.selection.stages``) x group (``characteristic``,
        ``level``; ``"all"`` twice for everyone) with ``total`` and ``selected`` (int64), in the order of the file.
    interventions : pandas.DataFrame or None
        The log: one row per intervention, or part of one, as it was carried out, with ``intervention`` (an id of the
        catalogue or of ``own_interventions``), ``part``, ``level``, ``step``, ``start``, ``end``,
        ``planned_start``, ``planned_end``, ``invited``, ``reached``, ``dose``, ``dose_planned``, ``fidelity`` (0 to 1),
        ``status`` and ``adjustments`` (how many).
    exposure : pandas.DataFrame or None
        Who took part between the first wave and the last. By person ``person`` (a pseudonym), ``intervention``,
        ``date`` and ``sessions``; or by unit ``unit``, ``intervention``, ``date``, ``headcount``, ``reached`` and
        ``dose``. Every unit is there; a person who is not took part in nothing.
    theory : pandas.DataFrame or None
        What was expected: one row per ``intervention`` x ``outcome`` x ``group`` with ``problem``, ``mechanism``,
        ``direction``, ``declared`` (a day), ``theme``, and the evaluator's ``judgement`` with its ``reason``.
    steps : pandas.DataFrame or None
        Of the six steps ``step``, ``done`` (yes, partly, no), ``by`` (a role), ``date`` and ``evidence``.
    policy_scan : pandas.DataFrame or None
        Scores of the policy: ``round``, ``phase``, ``stage``, ``rater`` (a number) and ``score``.
    policy_plan : pandas.DataFrame or None
        What the policy plan says: one row per ``part`` (status_quo, horizon, sub_goals, steps, accountability) and
        thing that it says, with ``text``, ``id`` (a number), ``goal`` (numbers), ``owner`` (whether there is one),
        ``indicator``, ``baseline``, ``target``, ``deadline`` and ``outcome``, and whether the text may be ``printed``.
    codings : pandas.DataFrame or None
        Coded conversations: one row per fragment, without its text: ``document`` (a number), ``round``, ``unit``,
        ``coder`` and ``theme``.
    tightened : mapping of str to float
        Thresholds of disclosure that are stricter for this run than study.yml asks for.
    hidden : frozenset of tuple
        Outcome, waves, characteristic, level and part of people of whom this run shows nothing, whatever their number.
    """

    config: StudyConfig
    survey: pd.DataFrame
    outcomes: tuple[Outcome, ...]
    codebook: dict[str, Any]
    intake: dict[str, Any]
    instruments: Mapping[str, Instrument] = field(default_factory=dict)
    aggregates: pd.DataFrame | None = None
    persons: pd.DataFrame | None = None
    positions: pd.DataFrame | None = None
    staff_counts: pd.DataFrame | None = None
    exits: pd.DataFrame | None = None
    selection: pd.DataFrame | None = None
    population: pd.DataFrame | None = None
    interventions: pd.DataFrame | None = None
    exposure: pd.DataFrame | None = None
    theory: pd.DataFrame | None = None
    steps: pd.DataFrame | None = None
    policy_scan: pd.DataFrame | None = None
    policy_plan: pd.DataFrame | None = None
    codings: pd.DataFrame | None = None
    tightened: Mapping[str, float] = field(default_factory=dict)
    hidden: frozenset[Hidden] = frozenset()

    @property
    def organisation(self) -> str:
        """The organisation's id."""
        return self.config.organisation.id

    @property
    def waves(self) -> tuple[str, ...]:
        """The ids of the waves, in the order of time."""
        return tuple(wave.id for wave in self.config.waves)

    @cached_property
    def linking(self) -> Linking:
        """Whether answers of one person can be laid side by side: linked, partly linked or unlinked."""
        return linking_of(self.survey)

    @property
    def fingerprint(self) -> str:
        """A digest of all that the results depend upon: study.yml and the raw files, not the key."""
        return str(self.intake["fingerprint"])

    def __repr__(self) -> str:
        # never the rows: a study that is shown by accident shows nobody
        return f"<study '{self.organisation}': {len(self.waves)} waves, {len(self.outcomes)} outcomes, {self.linking}>"
