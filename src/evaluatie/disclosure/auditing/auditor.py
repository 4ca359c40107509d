"""All releases together, as an attacker who has every one of them would read them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from evaluatie.disclosure.auditing.absences import attack_absences
from evaluatie.disclosure.auditing.attack import Attacked, Found, attack
from evaluatie.disclosure.auditing.between import differences
from evaluatie.disclosure.auditing.claims import Claims
from evaluatie.disclosure.auditing.findings import Culprit, Finding, attacks_of, remedy
from evaluatie.disclosure.auditing.people import People, outcomes_of
from evaluatie.disclosure.auditing.pooled import attack_pool, pools_of
from evaluatie.disclosure.auditing.reading import claims_of, policy_told
from evaluatie.disclosure.auditing.result import METHOD, Audit
from evaluatie.disclosure.auditing.shown import shown_outright
from evaluatie.disclosure.auditing.sources import Release, Source, changed, contents_of, labels_of
from evaluatie.disclosure.auditing.staff import attack_staff, topics_of
from evaluatie.disclosure.auditing.staff_said import StaffTold, staff_told
from evaluatie.disclosure.auditing.terms import Ends, Outcome
from evaluatie.disclosure.auditing.views import Views
from evaluatie.disclosure.policy import DisclosurePolicy
from evaluatie.study.workspace import SYNTHESIS

ABSENT = "absent"
#: numbers about staff, in words
_TOPICS = {
    "staff": "staff",
    "selection": "selection",
    "exit_interviews": "exit interviews",
    "interventions": "interventions",
}
_DIFFERENCES = ("difference", "shift", "pair_n")


def audit(releases: Source | Iterable[Source], *, organisations: Collection[str] | None = None) -> Audit:
    """Attack all that was released: try to work out what is hidden from all releases together.

    Everything is an unknown: the number of people and the sum of scores of every group, at every wave, of those who
    answered at two, and of those by whom one release differs from the next. Every released number of people,
    percentage, mean, change and difference is an equation, with the slack that rounding leaves. Linear programming
    gives the lowest and highest value that each unknown can have.

    Parameters
    ----------
    releases : Source or iterable of Source
        Every release in the order of time, of the same organisation at several moments as well, and of syntheses:
        results.json files, parsed or not, a folder that holds them, what :func:`evaluatie.release` gave, a register.
    organisations : collection of str, optional
        Attack these alone, and the syntheses that they are in; ``"synthesis"`` for every synthesis. By default all.

    Returns
    -------
    Audit
        ``passed`` where no number of people below the policy's ``minimum_answers`` can be told to within its
        ``protection``, and no mean of so few to within ``mean_protection`` of the range of scores. Releases that were
        made by several policies are attacked by each, together with those that were made by stricter ones.

    Raises
    ------
    StudyError
        A release cannot be read; all problems at once.

    Examples
    --------
    >>> audit([]).passed
    True
    """
    attacks = _Attacks(contents_of(releases))
    for organisation in attacks.organisations:
        if organisations is None or organisation in organisations:
            attacks.on_organisation(organisation)
    attacks.on_syntheses(organisations)
    return attacks.audit()


def _without_differences(of: Claims) -> Claims:
    return replace(of, said=tuple(claim for claim in of.said if claim.kind not in _DIFFERENCES))


class _Attacks:
    def __init__(self, contents: Sequence[Release]) -> None:
        self._contents, self._labels = contents, labels_of(contents)
        self._rows = {(at, row["id"]): row for at, content in enumerate(contents) for row in content["results"]}
        self._places: dict[str, list[int]] = {}
        for at, content in enumerate(contents):
            if "organisation" in content:
                self._places.setdefault(str(content["organisation"]["id"]), []).append(at)
        self._claims: dict[str, list[Claims]] = {}
        self._staff: dict[int, StaffTold] = {}
        self._attacked: list[Attacked] = []
        self._findings: list[Finding] = []
        self._seen: set[tuple[object, ...]] = set()
        self._notes: list[str] = [
            f"{label}: it was changed after it was made, its checksum does not match: it was attacked as it stands"
            for label, content in zip(self._labels, contents, strict=True)
            if changed(content)
        ]
        self._used = 0

    @property
    def organisations(self) -> tuple[str, ...]:
        return tuple(self._places)

    def on_organisation(self, organisation: str) -> None:
        """Attack all releases by the loosest policy of them, and those that were made by a stricter one by theirs.

        What was shown under a looser policy was rightly shown: a stricter one cannot call it back.
        """
        claims = self._read(organisation)
        self._used += sum(len(of.read) + len(self._staff[of.release].read) for of in claims)
        policies = list(dict.fromkeys(of.policy for of in claims))
        if len(policies) > 1:
            told = "its releases were made by several policies: what a looser one showed, a stricter one hides no more"
            self._notes.append(f"{organisation}: {told}")
        for policy in policies:
            self._by(policy, organisation, [of for of in claims if of.policy.as_strict_as(policy)])

    def _by(self, policy: DisclosurePolicy, organisation: str, claims: Sequence[Claims]) -> None:
        """Attack releases together; where that cannot be, each by itself and then every two against each other."""
        views = Views(claims)
        together = self._attack(policy, organisation, views)
        for wave in dict.fromkeys(views.unclear):
            told = "its figures differ between releases, but not by people who were added: only groups were subtracted"
            self._notes.append(f"{organisation}, wave {wave}: {told}")
        for name, division in views.divisions.items():
            if division.unread:
                told = "was divided in several ways, and not all of its bands could be read: these were not subtracted"
                self._notes.append(f"{organisation}: {name} {told}")
        if not together and len(claims) > 1:
            for of in claims:
                self._attack(policy, organisation, Views([of]))
        for one, outcome in differences(views, policy.minimum_answers, views.unclear if together else None):
            self._find(organisation, one, policy, outcome, ())

    def _attack(self, policy: DisclosurePolicy, organisation: str, views: Views) -> bool:
        """Attack releases together; tell whether their figures do not contradict each other."""
        found: dict[tuple[object, ...], tuple[Found, list[str]]] = {}
        left_out = False
        for outcome, parts, attacked in self._one_by_one(organisation, views, policy):
            left_out = left_out or not attacked.possible
            self._attacked.append(attacked)
            for one in attacked.found:
                own = None if one.target.quantity == "people" and not parts else outcome
                found.setdefault((own, one.target.quantity, *one.target.key), (one, []))[1].append(str(outcome))
        for one, outcomes in found.values():
            self._find(organisation, one, policy, None if "None" in outcomes else outcomes[0], tuple(outcomes[1:]))
        on_staff = self._on_staff(policy, organisation, views.releases)
        for of in views.releases:
            read = () if left_out else of.read
            also = self._staff[of.release].read if on_staff else frozenset()
            for one, outcome in shown_outright(of.release, of.content, {*read, *also}, policy.minimum_answers):
                self._find(organisation, one, policy, outcome, ())
        return not left_out

    def _on_staff(self, policy: DisclosurePolicy, organisation: str, claims: Sequence[Claims]) -> bool:
        """Attack numbers about staff together, or by release; tell whether they do not contradict each other."""
        releases, possible = [self._staff[of.release] for of in claims], True
        for topic in topics_of(releases):
            attacked = attack_staff(releases, policy, topic)
            if not attacked.possible and len(releases) > 1:
                told = (
                    f"{organisation}: the numbers of {_TOPICS.get(topic, topic)} differ between releases: each was "
                    "attacked alone"
                )
                self._notes += [told] if told not in self._notes else []
                attacked = attack_staff(releases, policy, topic, together=False)
            self._attacked.append(self._told(organisation, topic, attacked))
            for one in attacked.found:
                self._find(organisation, one, policy, topic, ())
            possible = possible and attacked.possible
        return possible

    def _read(self, organisation: str) -> list[Claims]:
        if organisation not in self._claims:
            places = self._places.get(organisation, [])
            self._claims[organisation] = [claims_of(at, self._contents[at]) for at in places]
            self._staff |= {at: staff_told(at, self._contents[at]) for at in places}
        return self._claims[organisation]

    def _one_by_one(
        self, organisation: str, views: Views, policy: DisclosurePolicy
    ) -> Iterator[tuple[Outcome, dict[str, None], Attacked]]:
        """Attack taking part, every outcome, and absences; once more as rounded where they contradict each other."""
        rounded: Views | None = None
        for outcome, ends, parts in outcomes_of(views):
            attacked = attack(People(views, outcome, ends, parts), policy)
            if not attacked.possible:
                rounded = rounded or self._rounded(views)
                attacked = self._again(rounded, outcome, policy)
            yield outcome, parts, self._told(organisation, outcome, attacked)
        yield None, {}, self._told(organisation, ABSENT, attack_absences(views, policy))

    def _rounded(self, views: Views) -> Views:
        """Read numbers as if all may be rounded: taken for exact, they contradict each other."""
        return Views([claims_of(of.release, of.content, exact=False) for of in views.releases])

    def _again(self, views: Views, outcome: Outcome, policy: DisclosurePolicy) -> Attacked:
        """Attack once more; where figures still contradict each other, without the differences between means."""
        of: dict[Outcome, tuple[Ends, dict[str, None]]] = {
            again: (ends, parts) for again, ends, parts in outcomes_of(views)
        }
        if outcome not in of:
            return Attacked(possible=False)
        attacked = attack(People(views, outcome, *of[outcome]), policy)
        if attacked.possible or not self._compares(views, outcome):
            return attacked
        return attack(
            People(Views([_without_differences(one) for one in views.releases]), outcome, *of[outcome]), policy
        )

    def _compares(self, views: Views, outcome: Outcome) -> bool:
        said = (claim for claims in views.releases for claim in claims.said if claim.outcome == outcome)
        return any(claim.kind in _DIFFERENCES for claim in said)

    def _told(self, organisation: str, outcome: Outcome, attacked: Attacked) -> Attacked:
        if not attacked.possible:
            names = {None: "the numbers of people", ABSENT: "the numbers of absent people"}
            names |= {topic: f"the numbers of {name}" for topic, name in _TOPICS.items()}
            what = names.get(outcome, f"the figures of {outcome}")
            told = f"{organisation}: {what} contradict each other: they could not be attacked together"
            self._notes += [told] if told not in self._notes else []
        return attacked

    def on_syntheses(self, organisations: Collection[str] | None) -> None:
        for at, content in enumerate(self._contents):
            if "organisation" in content:
                continue
            policy = policy_told(content["policy"])
            pools = pools_of(content)
            members = {member for pool in pools for member in pool.members}
            self._used += len(pools)
            if organisations is not None and (members | {SYNTHESIS}).isdisjoint(organisations):
                continue
            read = {str(pool.total["id"]) for pool in pools}
            for one, outcome in shown_outright(at, content, read, policy.minimum_answers):
                self._find(SYNTHESIS, one, policy, outcome, ())
            of = {member: self._read(member) for member in members}
            for pool in pools:
                pooled = attack_pool(pool, at, content, of, policy)
                if not pooled:
                    told = f"the figures of {pool.outcome} contradict those of its members: they were not subtracted"
                    self._notes.append(f"{SYNTHESIS}: {told}")
                for organisation, attacked in pooled:
                    self._attacked.append(attacked)
                    for one in attacked.found:
                        self._find(organisation, one, policy, pool.outcome, ())

    def _find(
        self, organisation: str, one: Found, policy: DisclosurePolicy, outcome: str | None, also: tuple[str, ...]
    ) -> None:
        """Add a finding, once: several policies may find the same."""
        found = self._finding(organisation, one, policy, outcome, also)
        told = (found.organisation, found.about, found.quantity, found.outcome, found.low, found.high)
        if told not in self._seen:
            self._seen.add(told)
            self._findings.append(found)

    def _finding(
        self, organisation: str, one: Found, policy: DisclosurePolicy, outcome: str | None, also: tuple[str, ...]
    ) -> Finding:
        target, quantity = one.target, one.target.quantity
        low, high = float(one.low), float(one.high)
        culprits = tuple(self._named(sorted(one.sources)))
        releases = [self._labels[release] for release in sorted({release for release, _ in one.sources})]
        rows = [self._rows[source] for source in one.sources]
        needed = float(policy.protection) if quantity == "people" else policy.mean_protection * self._range(outcome)
        return Finding(
            organisation, target.about, quantity, outcome, also, low, high, needed, one.people,
            tuple(self._named(one.cells)), culprits,
            attacks_of(target.kind, quantity, low == high, rows, len(releases)),
            remedy(releases, target.characteristics, culprits, target.kind),
        )  # fmt: skip

    def _named(self, sources: Iterable[tuple[int, str]]) -> Iterator[Culprit]:
        return (Culprit(self._labels[release], id_) for release, id_ in sources)

    def _range(self, outcome: str | None) -> float:
        about: list[Any] = [content["outcomes"].get(outcome) for content in self._contents]
        return max((float(one["high"]) - float(one["low"]) for one in about if one), default=float("nan"))

    def audit(self) -> Audit:
        narrowest = min((one.narrowest for one in self._attacked), default=float("inf"))
        mean = min((one.narrowest_mean for one in self._attacked), default=float("inf"))
        return Audit(
            METHOD,
            tuple(self._notes),
            tuple(self._labels),
            sum(len(content["results"]) for content in self._contents),
            self._used,
            sum(one.hidden for one in self._attacked),
            int(narrowest) if narrowest < float("inf") else None,
            round(float(mean), 4) if mean < float("inf") else None,
            tuple(self._findings),
        )
