"""The middle of a lesson: every printed figure beside the recomputed one, the claims, and the steps that lead there."""

from __future__ import annotations

from collections.abc import Mapping

from evaluatie.reproduce.finding import Finding
from evaluatie.reproduce.finding.model import Condition, Quantity
from evaluatie.reproduce.recomputing import Judged
from evaluatie.reproduce.recomputing.methods.expressions import read_expression
from evaluatie.reproduce.recomputing.wording import judged_in_words, reasons_in_words, summary
from evaluatie.reproduce.teaching.asked import Asked
from evaluatie.reproduce.teaching.choosing import written
from evaluatie.reproduce.teaching.coding import analysis_code
from evaluatie.reproduce.teaching.shown import Shown, code, heading, joined, number, paragraphs, table, word

_ENDINGS = {"_p": "p_of", "_ci_low": "low_of", "_ci_high": "high_of"}
_PATHS = {
    "c": "path_c", "c_prime": "path_c_prime", "a": "path_a", "b": "path_b", "ab": "path_ab", "estimate": "estimate_of",
    "p_model": "p_model",
}  # fmt: skip


def the_figures(asked: Asked) -> Shown:
    """Show every printed figure with the recomputed number, the verdict and the reason."""
    language = asked.language
    figures = [one for one in asked.recomputed.judged if one.kind == "figure"]
    heads = ["what", "printed", "again", "verdict"]
    heads += ["reason"] if any(one.reasons for one in figures) else []
    rows = [_figure(one, language)[: len(heads)] for one in figures]
    if _named_in_formulas(asked.finding):
        heads.append("name")
        rows = [[*row, one.id] for row, one in zip(rows, figures, strict=True)]
    texts = [word(head, language) for head in heads]
    told = paragraphs(language, summary(asked.recomputed.judged, language))
    return heading(word("recomputed", language), language) + told + table(
        word("figures", language), texts, rows, language, (1, 2)
    )  # fmt: skip


def _named_in_formulas(held: Finding) -> bool:
    """Say whether a formula calls a printed figure by its name: then the table tells the names."""
    ids = {figure.id for figure in held.figures}
    formulas = (str(one.choices["expression"]) for one in held.analyses.values() if one.method == "formula")
    return any(ids.intersection(read_expression(text).names) for text in formulas)


def _figure(one: Judged, language: str) -> list[str]:
    printed, again = (number(text, language) for text in (one.printed.text, one.shown))
    verdict = judged_in_words(one, language)
    return [getattr(one.label, language), printed, again, verdict, reasons_in_words(one, language)]


def the_claims(asked: Asked) -> Shown:
    """Show what is concluded in words, what is needed for it, and whether that holds."""
    language = asked.language
    needs = {claim.id: claim.needs for claim in asked.finding.claims}
    claims = [one for one in asked.recomputed.judged if one.kind == "claim"]
    title = heading(word("claims", language), language)
    if not claims:
        return title + paragraphs(language, word("no_claims", language))
    rows, told = [], []
    for one in claims:
        says = getattr(one.label, language)
        rows += [(says, *_need(asked, need)) for need in needs[one.id]]
        reason = reasons_in_words(one, language)
        verdict = f"{says} {word('verdict', language)}: {judged_in_words(one, language)}."
        told.append(f"{verdict} {reason[:1].upper()}{reason[1:]}." if reason else verdict)
    heads = [word(head, language) for head in ("claim", "needed", "again", "holds")]
    return title + table(word("claims_caption", language), heads, rows, language, (2,)) + paragraphs(language, *told)


def _need(asked: Asked, need: Condition) -> tuple[str, str, str]:
    """Give what is needed, what comes out, and whether that will do."""
    language, value = asked.language, asked.bench.value(need)
    labels = labels_of(asked.finding, language)
    told = f"{quantity_in_words(need, language, labels)} {number(need.holds.text, language)}"
    return told, written(value, language), word("yes" if need.holds.stands_for(value) else "no", language)


def labels_of(held: Finding, language: str) -> dict[str, str]:
    """Give what the variables of a finding's tables are called in words, by name."""
    tables = held.inputs.tables.values()
    return {name: getattr(label, language) for table in tables for name, label in (table.labels or {}).items()}


def quantity_in_words(of: Quantity, language: str, labels: Mapping[str, str] | None = None) -> str:
    """Write out what of an analysis is meant; a variable by its label, where it has one.

    Examples
    --------
    >>> quantity_in_words(Quantity(analysis="mediation", quantity="ab_p", term="pos"), "en")
    'p of the indirect effect (pos)'
    """
    key, of_it = of.quantity, "{}"
    for ending, words in _ENDINGS.items():
        if key.endswith(ending):
            key, of_it = key.removesuffix(ending), word(words, language, what="{}")
    told = of_it.format(word(_PATHS[key], language) if key in _PATHS else key.replace("_", " "))
    if key == "value":
        return word("step_named", language, name=of.analysis)
    if of.term is None and key not in _PATHS:
        return word("of_step", language, what=told, name=of.analysis)
    return f"{told} ({(labels or {}).get(of.term, of.term)})" if of.term else told


def steps_of(held: Finding) -> tuple[str, ...]:
    """Name the analyses on which figures and claims rest, in their order; formulas last.

    Those that only exercises and other choices rest on are left to the reader.
    """
    used = {figure.of.analysis for figure in held.figures if figure.of}
    used |= {need.analysis for claim in held.claims for need in claim.needs}
    named = [name for name in held.analyses if name in used]
    return tuple(sorted(named, key=lambda name: held.analyses[name].method == "formula"))


def the_steps(asked: Asked) -> Shown:
    """Show how it is recomputed: code that can be run for each analysis, formulas in a table."""
    held, language = asked.finding, asked.language
    parts, formulas = [heading(word("steps", language), language)], []
    for name in steps_of(held):
        analysis = held.analyses[name]
        if analysis.method == "formula":
            formulas.append((name, str(analysis.choices["expression"])))
            continue
        about = f"{name}: {word(analysis.method, language)}"
        parts += [heading(about, language, 3), code(analysis_code(asked.source, name), language)]
    if formulas:
        heads = [word("step", language), word("does", language)]
        parts.append(table(word("formulas", language), heads, formulas, language))
    return joined(parts, language)
