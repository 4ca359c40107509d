"""Sentences written by hand, their numbers worked out from raw data: right ones raise no alarm, changed ones do."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import yaml
from scipy import optimize, stats

from evaluatie.reproduce.reported import check_reported

SENTENCES = yaml.safe_load(Path(__file__).with_name("beside_sentences.yml").read_text(encoding="utf-8"))
ALARMS = {"impossible", "inconsistent", "decision error"}
Numbers = dict[str, str]
TIMES = 4


def _eta(rng: np.random.Generator, *, wrong: bool) -> Numbers:
    k, each = int(rng.integers(2, 5)), int(rng.integers(8, 40))
    groups = [rng.normal(shift, 1, each) for shift in rng.uniform(0, 0.9, k)]
    found = stats.f_oneway(*groups)
    every, means = np.concatenate(groups), [one.mean() for one in groups]
    between = each * sum((mean - every.mean()) ** 2 for mean in means)
    eta = between / ((every - every.mean()) ** 2).sum() + 0.12 * wrong
    return {"df1": str(k - 1), "df2": str(k * each - k), "F": f"{found.statistic:.2f}", "p": f"{found.pvalue:.3f}",
            "eta": f"{eta:.2f}"}  # fmt: skip


def _model(rng: np.random.Generator) -> tuple[int, int, float]:
    df, n = int(rng.integers(12, 90)), int(rng.integers(150, 900))
    return df, n, df * float(rng.uniform(1.4, 3.2))


def _rmsea_groups(rng: np.random.Generator, *, wrong: bool) -> Numbers:
    df, n, chi2 = _model(rng)
    words = {2: ("two", "twee"), 3: ("three", "drie"), 4: ("four", "vier")}
    groups = int(rng.integers(2, 5)) if not wrong else 2
    rmsea = math.sqrt((chi2 - df) / (df * n)) * math.sqrt(groups) * (0.31 if wrong else 1)
    return {"df": str(df), "n": str(n), "chi2": f"{chi2:.2f}", "rmsea": f"{rmsea:.3f}", "many": words[groups][0],
            "veel": words[groups][1]}  # fmt: skip


def _rmsea_ends(rng: np.random.Generator, *, wrong: bool) -> Numbers:
    df, n, chi2 = _model(rng)

    def end(below: float) -> float:
        if stats.chi2.cdf(chi2, df) <= below:
            return 0.0
        centre = optimize.brentq(lambda at: stats.ncx2.cdf(chi2, df, at) - below, 1e-9, 10 * chi2 + 100)
        return math.sqrt(centre / (df * (n - 1)))

    rmsea = math.sqrt((chi2 - df) / (df * (n - 1)))
    shift = 0.03 * wrong
    ends = {"low": f"{end(0.95) + shift:.3f}", "high": f"{end(0.05) + shift:.3f}"}
    return {"df": str(df), "n": str(n), "chi2": f"{chi2:.2f}", "rmsea": f"{rmsea:.3f}", **ends}


def _ratio(rng: np.random.Generator, *, wrong: bool) -> Numbers:
    df, _, chi2 = _model(rng)
    return {"df": str(df), "chi2": f"{chi2:.2f}", "ratio": f"{chi2 / df + 0.4 * wrong:.2f}"}


def _indices(rng: np.random.Generator, *, wrong: bool) -> Numbers:
    low = float(rng.uniform(0.88, 0.94))
    return {"low": f"{low:.3f}", "high": f"{low + 0.03:.3f}", "mid": f"{low + 0.015:.3f}"}


def _question(rng: np.random.Generator, *, wrong: bool) -> Numbers:
    n = int(rng.integers(12, 60))
    answers = rng.integers(1, 6, n)
    mean = f"{answers.mean():.2f}"
    if wrong:
        possible = {f"{total / n:.2f}" for total in range(n, 5 * n + 1)}
        possible |= {f"{total / n + sign * 1e-9:.2f}" for total in range(n, 5 * n + 1) for sign in (-1, 1)}
        mean = next(one for one in (f"{cents / 100:.2f}" for cents in range(250, 350)) if one not in possible)
    return {"n": str(n), "mean": mean, "sd": f"{answers.std(ddof=1):.2f}"}


def _halves(rng: np.random.Generator, *, wrong: bool) -> Numbers:
    n = int(rng.integers(12, 40))
    answers = rng.integers(2, 11, n) / 2
    return {"n": str(n), "mean": f"{answers.mean():.2f}", "sd": f"{answers.std(ddof=1):.2f}"}


def _four_items(rng: np.random.Generator, *, wrong: bool) -> Numbers:
    n = int(rng.integers(12, 40))
    answers = rng.integers(1, 6, (n, 4)).mean(axis=1)
    return {"n": str(n), "mean": f"{answers.mean():.2f}", "sd": f"{answers.std(ddof=1):.2f}"}


def _d(rng: np.random.Generator, *, wrong: bool) -> Numbers:
    each = int(rng.integers(10, 60))
    first, second = rng.normal(0.7, 1, each), rng.normal(0, 1, each)
    found = stats.ttest_ind(first, second)
    pooled = math.sqrt((first.var(ddof=1) + second.var(ddof=1)) / 2)
    d = abs(first.mean() - second.mean()) / pooled + 0.6 * wrong
    return {"each": str(each), "df": str(2 * each - 2), "t": f"{abs(found.statistic):.2f}", "p": f"{found.pvalue:.3f}",
            "d": f"{d:.2f}"}  # fmt: skip


def _b(rng: np.random.Generator, *, wrong: bool) -> Numbers:
    n = int(rng.integers(12, 200))
    x = rng.normal(0, 1, n)
    line = stats.linregress(x, 0.5 * x + rng.normal(0, 1, n))
    half = stats.t.ppf(0.975, n - 2) * line.stderr * (0.45 if wrong else 1)
    return {"b": f"{line.slope:.2f}", "se": f"{line.stderr:.2f}", "low": f"{line.slope - half:.2f}",
            "high": f"{line.slope + half:.2f}", "p": f"{line.pvalue:.3f}", "df": str(n - 2),
            "t": f"{line.slope / line.stderr:.2f}"}  # fmt: skip


def _table(rng: np.random.Generator, rows: int, columns: int, *, wrong: bool) -> Numbers:
    counts = rng.integers(8, 40, (rows, columns))
    found = stats.chi2_contingency(counts, correction=False)
    n = int(counts.sum())
    v = math.sqrt(found.statistic / n / (min(rows, columns) - 1))
    # of a table of two by two only a smaller size is an alarm
    v = max(v - 0.15, 0.0) if wrong and rows * columns == 4 else v + 0.3 * wrong
    return {"df": str((rows - 1) * (columns - 1)), "n": str(n), "chi2": f"{found.statistic:.2f}",
            "p": f"{found.pvalue:.3f}", "v": f"{v:.2f}"}  # fmt: skip


def _association(rng: np.random.Generator, *, wrong: bool) -> Numbers:
    return _table(rng, int(rng.integers(2, 4)), int(rng.integers(3, 5)), wrong=wrong)


def _phi(rng: np.random.Generator, *, wrong: bool) -> Numbers:
    made = _table(rng, 2, 2, wrong=wrong)
    while wrong and float(made["chi2"]) / int(made["n"]) < 0.04:
        made = _table(rng, 2, 2, wrong=wrong)
    return made


#: how the numbers of each group are made, and the kinds of which a changed one must be an alarm
MAKERS: dict[str, tuple[Callable[..., Numbers], set[str]]] = {
    "eta": (_eta, {"effect size"}), "rmsea_ends": (_rmsea_ends, {"fit indices"}), "ratio": (_ratio, {"fit indices"}),
    "question": (_question, {"grim"}), "d": (_d, {"effect size"}), "b": (_b, {"interval"}),
    "association": (_association, {"effect size"}), "phi": (_phi, {"effect size"}),
}  # fmt: skip
ALWAYS_RIGHT = {
    "rmsea_groups": _rmsea_groups, "two_models": _indices, "between_whole": _halves, "several_items": _four_items,
}  # fmt: skip


def _filled(name: str, maker: Callable[..., Numbers], *, wrong: bool) -> Iterator[str]:
    for place, (language, sentence) in enumerate(SENTENCES[name]):
        for time in range(TIMES):
            rng = np.random.default_rng([len(name), sum(map(ord, name)), place, time, wrong])
            numbers = maker(rng, wrong=wrong)
            text = sentence.format_map(numbers) if "\\eta" not in sentence else _latex(sentence, numbers)
            yield re.sub(r"(?<=\d)\.(?=\d)", ",", text) if language == "nl" else text


def _latex(sentence: str, numbers: Numbers) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: numbers[found[1]], sentence)


def _rows(text: str) -> list[tuple[str, str]]:
    return [(one.kind, one.verdict) for one in check_reported(text).checks]


@pytest.mark.parametrize("name", [*MAKERS, *ALWAYS_RIGHT])
def test_right_numbers_are_no_alarm(name):
    maker, kinds = MAKERS.get(name) or (ALWAYS_RIGHT[name], set())
    told = [(text, _rows(text)) for text in _filled(name, maker, wrong=False)]
    assert [(text, rows) for text, rows in told if any(verdict in ALARMS for _, verdict in rows)] == []
    # and they were read
    assert [text for text, rows in told if not kinds <= {kind for kind, _ in rows}] == []


@pytest.mark.parametrize("name", MAKERS)
def test_wrong_numbers_are_an_alarm(name):
    maker, kinds = MAKERS[name]
    told = [(text, _rows(text)) for text in _filled(name, maker, wrong=True)]
    assert [text for text, rows in told if not kinds & {kind for kind, verdict in rows if verdict in ALARMS}] == []


def test_of_one_model_tli_above_cfi_is_an_alarm():
    for text in _filled("one_model", _indices, wrong=True):
        assert ("fit indices", "impossible") in _rows(text), text


def test_an_rmsea_that_fits_no_number_of_groups_is_no_plain_agreement():
    for text in _filled("rmsea_groups", _rmsea_groups, wrong=True):
        (row,) = (one for one in check_reported(text).checks if one.kind == "fit indices")
        told = re.search(r"two|twee", text) is not None
        assert row.verdict == ("inconsistent" if told else "cannot be checked"), text


def test_there_are_enough_sentences():
    right = sum(len(SENTENCES[name]) for name in (*MAKERS, *ALWAYS_RIGHT))
    wrong = sum(len(SENTENCES[name]) for name in (*MAKERS, "one_model", "rmsea_groups"))
    assert (right >= 60, wrong >= 40) == (True, True)
