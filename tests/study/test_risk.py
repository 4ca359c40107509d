"""How easily people are recognised: against tables counted by hand, and figures of R."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluatie.study import load_study
from evaluatie.study.recognition import recognition, risks_of
from evaluatie.study.risk import reidentification_risk

# Counted by hand. Combinations of gender and age: m 50+ three, m <35 two, v <35 one, v 35-49 one, v 50+ two.
TABLE = pd.DataFrame(
    {
        "gender": list("mmmmmvvvv"),
        "age": ["50+", "50+", "50+", "<35", "<35", "<35", "35-49", "50+", "50+"],
        "answer": ["low", "low", "low", "low", "high", "high", None, "high", None],
    }
)


def test_a_table_counted_by_hand() -> None:
    risk = reidentification_risk(TABLE, ["gender", "age"], ["answer"], minimum_group=3)
    assert (risk.people, risk.combinations, risk.k, risk.unique, risk.in_small) == (9, 5, 1, 2, 6)
    assert (risk.unique_share, risk.mean_risk) == (2 / 9, 5 / 9)
    answer = risk.diversity["answer"]
    # told: three men of 50+ (low), one woman under 35 (high), one woman of 50+ (high; the other has no answer)
    assert (answer.l, answer.told, answer.people) == (1, 5, 7)


def test_the_best_merge_and_the_best_to_leave_out() -> None:
    merges = [("age", ("<35", "35-49")), ("age", ("35-49", "50+"))]
    risk = reidentification_risk(TABLE, ["gender", "age"], together=merges, minimum_group=3)
    # by gender alone 5 and 4; by age alone 3, 1 and 5; <35 with 35-49: m 3, m 2, v 2, v 2; 35-49 with 50+: 3, 2, 1, 3
    assert [(one.key, one.merged, one.k, one.unique, one.in_small) for one in risk.advice] == [
        ("age", None, 4, 0, 0),
        ("age", ("<35", "35-49"), 2, 0, 6),
    ]


def people() -> pd.DataFrame:
    """The people of whom R gave the figures below."""
    rng = np.random.default_rng(20261)
    frame = pd.DataFrame(
        {
            "gender": rng.choice(["m", "v"], 120, p=[0.6, 0.4]),
            "age": rng.choice(["<35", "35-49", "50+"], 120),
            "unit": rng.choice(list("abcde"), 120, p=[0.4, 0.25, 0.2, 0.1, 0.05]),
            "answer": rng.choice(["low", "middle", "high"], 120, p=[0.2, 0.6, 0.2]),
        }
    )
    frame.loc[rng.choice(120, 5, replace=False), "answer"] = None
    return frame


def test_the_figures_of_r() -> None:
    # R 4.2.2, base: id <- interaction(d[keys], drop=TRUE); fk <- ave(rep(1, n), id, FUN=length); sum(fk == 1);
    # l <- tapply(d$answer, id, function(x) length(unique(x[!is.na(x)])))
    merges = [("age", ("<35", "35-49")), ("age", ("35-49", "50+"))]
    risk = reidentification_risk(people(), ["gender", "age", "unit"], ["answer"], together=merges)
    assert (risk.combinations, risk.k, risk.unique, risk.in_small) == (28, 1, 4, 86)
    assert risk.mean_risk == pytest.approx(0.233333333333, abs=1e-10)
    answer = risk.diversity["answer"]
    assert (answer.l, answer.told, answer.people) == (1, 16, 115)
    left_out, merged = risk.advice
    assert (left_out.key, left_out.k, left_out.unique, left_out.in_small) == ("unit", 12, 0, 0)
    assert (merged.merged, merged.k, merged.unique, merged.in_small) == (("35-49", "50+"), 1, 1, 65)
    less = reidentification_risk(people(), ["gender", "age"], ["answer"])
    assert (less.combinations, less.k, less.mean_risk, less.diversity["answer"].l) == (6, 12, 0.05, 3)
    assert less.advice == ()


def test_neither_order_nor_names_matter() -> None:
    one, chance = people(), np.random.default_rng(3)
    shuffled = one.sample(frac=1, random_state=3).set_index(chance.permutation(120))
    renamed = shuffled.assign(unit=shuffled["unit"].map(dict(zip("abcde", [3, 1.5, True, "x", None], strict=True))))
    first = reidentification_risk(one, ["gender", "age", "unit"], ["answer"])
    again = reidentification_risk(renamed, ["unit", "age", "gender"], ["answer"])
    for name in ("combinations", "k", "unique", "in_small", "diversity"):
        assert getattr(first, name) == getattr(again, name)


def test_odd_tables() -> None:
    nobody = reidentification_risk(TABLE.iloc[:0], ["gender"], ["answer"])
    assert (nobody.people, nobody.combinations, nobody.k, nobody.unique, nobody.mean_risk) == (0, 0, 0, 0, 0.0)
    alike = reidentification_risk(pd.DataFrame({"a": [None] * 4}), ["a"])
    assert (alike.combinations, alike.k, alike.unique, alike.advice) == (1, 4, 0, ())
    many = pd.DataFrame({f"c{n}": np.arange(50) for n in range(40)})
    assert reidentification_risk(many, list(many)).unique == 50
    with pytest.raises(ValueError, match="no column 'x'; there are: gender"):
        reidentification_risk(TABLE, ["x"])
    with pytest.raises(ValueError, match="no keys"):
        reidentification_risk(TABLE, [])


CONFIG = {
    "respondent: code": "respondent: code\n  unit: afd",
    "  gender:": "  age: {column: leeftijd, bands: [35, 50], reference: '<35', focal: ['35-49', '50+']}\n  gender:",
}
ANSWERS = {
    "t0.csv": "code,sex,JOBSAT,afd,leeftijd\n11,1,1,a,20\n12,1,1,a,21\n13,2,5,a,40\n14,2,3,b,60\n",
    "t1.csv": "code,sex,JOBSAT,afd,leeftijd\n11,1,1,a,22\n12,1,2,b,23\n13,2,5,a,41\n15,2,3,b,60\n",
}


def test_a_study_per_wave_and_over_waves(study_folder: Callable[..., Path]) -> None:
    found = risks_of(load_study(study_folder(CONFIG, ANSWERS)), minimum_group=2)
    assert list(found) == ["t0", "t1", "linked"]
    # t0: two men of a under 35 who gave 1; two who are alone. t1: all four are alone
    assert [(one.people, one.combinations, one.k, one.unique) for one in found.values()] == [
        (4, 3, 1, 2), (4, 4, 1, 4), (3, 3, 1, 3),
    ]  # fmt: skip
    assert (found["t0"].diversity["jobsat"].told, found["t0"].diversity["jobsat"].people) == (4, 4)
    assert found["linked"].keys == ("age", "gender", "unit")
    # 11 and 12 differ only by the unit at t1
    assert [(one.key, one.unique) for one in found["linked"].advice] == [("unit", 1)]


def test_origin_is_told_by_the_other_characteristics(study_folder: Callable[..., Path]) -> None:
    config = {"groups:": "groups:\n  origin: {column: herkomst, reference: nl, focal: [eu, bu]}"}
    answers = {
        "t0.csv": "code,sex,JOBSAT,herkomst\n1,1,1,nl\n2,1,5,nl\n3,2,1,nl\n4,2,5,eu\n5,2,3,\n",
        "t1.csv": "code,sex,JOBSAT,herkomst\n1,1,1,nl\n",
    }
    origin = risks_of(load_study(study_folder(config, answers)))["t0"].diversity["origin"]
    # both men are nl; the women differ, and one of them did not say
    assert (origin.l, origin.told, origin.people) == (1, 2, 4)


def test_what_check_says_names_no_combination(
    study_folder: Callable[..., Path], evaluatie: Callable[..., tuple[int, str, str]]
) -> None:
    folder = study_folder(CONFIG, ANSWERS)
    code, out, _ = evaluatie("check", "org", "--root", folder.parents[2])
    assert code == 0
    risk = [line for line in out.splitlines() if "recognised" in line or "alone" in line or "combination" in line]
    assert any(
        "wave t0: 4 people have 3 different combinations of age, gender and unit; 2 (50.0%) are alone" in line
        for line in risk
    )
    assert any("what would help most: leaving unit out" in line for line in risk)
    for level in ("= a", "= b", "unit a", "unit b", " 2 of gender"):
        assert level not in out


def test_without_people_or_characteristics_nothing_is_said(study_folder: Callable[..., Path]) -> None:
    config = {"groups:\n  gender: {column: sex, reference: 1, focal: [2]}\n": ""}
    assert list(recognition(load_study(study_folder(config)))) == []
