"""theme_prevalence: shares and intervals, coders, documents of one unit, and all that can be wrong with a frame."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

import evaluatie.themes as room
from evaluatie.result import NotEnoughData
from evaluatie.themes.alikeness import design_effects, shares_of
from evaluatie.wilson import wilson_interval
from tolerances import CLOSED_FORM, SAME_FIGURE

THEMES = ("climate", "pay", "travel")


def conversations(seed: int = 1, documents: int = 40, per_unit: int = 4) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    rows = []
    for document in range(documents):
        about = {"document": f"D{document}", "round": f"t{document % 2}", "unit": f"U{document // per_unit}"}
        named = [theme for theme, chance in zip(THEMES, (0.6, 0.4, 0.1), strict=True) if rng.random() < chance]
        rows += [about | {"theme": theme} for theme in named for _ in range(rng.integers(1, 4))] or [
            about | {"theme": None}
        ]
    return pd.DataFrame(rows)


def in_documents(found: int, total: int) -> pd.DataFrame:
    return pd.DataFrame({"document": range(total), "theme": ["pay"] * found + [None] * (total - found)})


@pytest.mark.parametrize(
    ("found", "total", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (1, 29, 0.0061, 0.1718)],
)
def test_intervals_are_those_of_newcombe_1998_table_1(found: int, total: int, low: float, high: float) -> None:
    row = room.theme_prevalence(in_documents(found, total)).table.iloc[0]
    assert (row["documents"], row["of"]) == (found, total)
    assert (round(row["ci_low"], 4), round(row["ci_high"], 4)) == (low, high)


def test_documents_without_a_theme_or_without_a_row_count() -> None:
    codings = pd.DataFrame({"document": ["a", "a", "b", "c"], "theme": ["pay", "pay", "climate", None]})
    found = room.theme_prevalence(codings)
    assert found.table["of"].tolist() == [3, 3]
    assert (found.n, found.without_theme) == (3, 1)
    more = room.theme_prevalence(codings, documents=pd.DataFrame({"document": list("abcde")}))
    assert more.table["of"].tolist() == [5, 5]
    assert (more.n, more.without_theme) == (5, 3)
    assert more.table.set_index("theme").loc["pay", ["documents", "fragments", "fragments_per_document"]].tolist() == [
        1, 2, 0.4,
    ]  # fmt: skip


def test_each_round_has_each_theme_also_where_it_does_not_occur() -> None:
    codings = conversations().query("not (round == 't1' and theme == 'climate')")
    found = room.theme_prevalence(codings.drop(columns="unit"), by="round")
    for label, rows in codings.groupby("round"):
        total = rows["document"].nunique()
        for theme in THEMES:
            row = found.table[(found.table["theme"] == theme) & (found.table["round"] == label)].iloc[0]
            count = rows[rows["theme"] == theme]["document"].nunique()
            assert (row["documents"], row["of"], row["share"]) == (count, total, count / total)
            limits = wilson_interval(count, total, 0.95)
            assert (row["ci_low"], row["ci_high"]) == pytest.approx(limits, rel=CLOSED_FORM)
    assert found.table.query("theme == 'climate' and round == 't1'")["documents"].item() == 0
    tidy = found.tidy()
    assert tidy["wave"].tolist() == ["t0", "t1"] * 3
    assert tidy["n"].tolist() == found.table["of"].tolist()


def test_a_theme_counts_when_a_majority_of_a_document_s_coders_found_it() -> None:
    codings = pd.DataFrame(
        [
            ("a", "An", "pay"), ("a", "Bo", "pay"), ("a", "An", "climate"),
            ("b", "An", "climate"), ("b", "Bo", None), ("b", "Cy", "climate"),
            ("c", "An", "travel"),
        ],
        columns=["document", "coder", "theme"],
    )  # fmt: skip
    found = room.theme_prevalence(codings)
    counts = found.table.set_index("theme")[["documents", "documents_majority", "documents_any"]]
    assert counts.loc["pay"].tolist() == [1, 1, 1]
    assert counts.loc["climate"].tolist() == [1, 1, 2]
    assert counts.loc["travel"].tolist() == [1, 1, 1]
    assert (found.several_coders, found.disputed) == (2, 1)
    assert any("1 of 4 themes of documents hang on that rule" in note for note in found.notes)
    assert any("1 of 3 documents have rows of one coder only" in note for note in found.notes)
    either = room.theme_prevalence(codings, coded_by="any")
    assert either.table.set_index("theme")["documents"].to_dict() == {"climate": 2, "pay": 1, "travel": 1}
    of_bo = found.by_coder.query("coder == 'Bo'").set_index("theme")
    assert of_bo[["documents", "of"]].to_numpy().tolist() == [[0, 2], [1, 2], [0, 2]]
    assert found.by_coder.query("coder == 'Cy'")["of"].unique().tolist() == [1]
    # two people who read a document are not two fragments
    assert found.table.set_index("theme").loc["pay", "fragments"] == 1


def test_coders_may_be_numbers_and_names_at_once() -> None:
    codings = pd.DataFrame({"document": ["a", "a", "b", "b"], "coder": [10, "Bo", 2, "Bo"], "theme": ["pay"] * 4})
    found = room.theme_prevalence(codings).by_coder.set_index("coder")["of"]
    assert found.to_dict() == {2: 1, 10: 1, "Bo": 2}


def test_a_coder_who_found_nothing_is_seen_when_it_is_said_who_read_what() -> None:
    codings = pd.DataFrame({"document": ["a", "b"], "coder": ["An", "Bo"], "theme": ["pay", "pay"]})
    assert room.theme_prevalence(codings).table["documents"].item() == 2
    both = room.theme_prevalence(codings, coders=["An", "Bo"])
    assert (both.table["documents"].item(), both.table["documents_any"].item(), both.disputed) == (0, 2, 2)
    read = pd.DataFrame({"document": ["a", "a", "b"], "coder": ["An", "Bo", "Bo"]})
    assert room.theme_prevalence(codings, coders=read).table["documents"].item() == 1


def test_the_design_effect_is_that_of_an_analysis_of_variance_over_units() -> None:
    # three units of 3, 2 and 2 documents; the first theme in 3, 0 and 1 of them, the second in 1, 1 and 1
    units = np.array([0, 0, 0, 1, 1, 2, 2])
    occurs = np.array([[1, 1], [1, 0], [1, 0], [0, 1], [0, 0], [1, 1], [0, 0]], dtype=bool)
    between, within = np.empty(2), np.empty(2)
    for theme, column in enumerate(occurs.T.astype(float)):
        groups = [column[units == unit] for unit in range(3)]
        between[theme] = sum(len(group) * (group.mean() - column.mean()) ** 2 for group in groups) / (3 - 1)
        within[theme] = sum(((group - group.mean()) ** 2).sum() for group in groups) / (7 - 3)
    size = (7 - (9 + 4 + 4) / 7) / (3 - 1)
    own = (between - within) / (between + (size - 1) * within)
    pooled = (between.sum() - within.sum()) / (between.sum() + (size - 1) * within.sum())
    assert own[1] < 0 < pooled < own[0]
    # the first theme has its own, the second that of both together
    expected = [1 + ((9 + 4 + 4) / 7 - 1) * icc for icc in (own[0], pooled)]
    assert design_effects(occurs, units).tolist() == pytest.approx(expected, rel=CLOSED_FORM)


def test_documents_of_one_unit_make_intervals_wider() -> None:
    alike = pd.DataFrame(
        {"document": range(20), "unit": np.repeat(list("abcde"), 4), "theme": ["pay"] * 8 + [None] * 12}
    )
    wide, apart = room.theme_prevalence(alike), room.theme_prevalence(alike.drop(columns="unit"))
    assert (wide.table["effective"].item(), wide.units, apart.units) == (5, 5, None)
    assert wide.table[["ci_low", "ci_high"]].iloc[0].tolist() == pytest.approx(
        wilson_interval(2, 5, 0.95), rel=CLOSED_FORM
    )
    assert wide.table["ci_high"].item() > apart.table["ci_high"].item()
    assert "20 documents come from 5 units" in wide.notes[0]
    assert "Donner" in wide.method
    assert "Donner" not in apart.method


def test_a_document_without_a_unit_stands_alone() -> None:
    codings = conversations(per_unit=1)
    without = codings.assign(unit=None)
    pd.testing.assert_frame_equal(room.theme_prevalence(codings).table, room.theme_prevalence(without).table)
    one = room.theme_prevalence(codings.assign(unit="U"))
    assert "all 40 documents come from one unit" in one.notes[0]


def test_few_units_are_said_to_be_few() -> None:
    notes = room.theme_prevalence(conversations(documents=12, per_unit=4)).notes
    assert any("3 units hardly say how alike" in note for note in notes)


@pytest.mark.parametrize(("units", "size", "share", "icc"), [(5, 4, 0.4, 0.3), (8, 3, 0.1, 0.3), (15, 3, 0.4, 0)])
def test_intervals_cover_where_documents_of_one_unit_are_alike(units: int, size: int, share: float, icc: float) -> None:
    rng = np.random.default_rng(units)
    held, apart = [], []
    for _ in range(400):
        sizes = 1 + rng.poisson(size - 1, units)
        effects = rng.normal(size=(units, 6))
        chances = norm.cdf((norm.ppf(share) + np.sqrt(icc) * effects) / np.sqrt(1 - icc))
        codes = np.repeat(np.arange(units), sizes)
        occurs = rng.random((len(codes), 6)) < chances[codes]
        for found, labels in ((held, codes), (apart, np.arange(len(codes)))):
            shares = shares_of(occurs, labels, 0.95)
            found.append(((shares.low <= share) & (share <= shares.high)).mean())
    assert 0.93 < np.mean(held) < 0.985
    if icc:
        assert np.mean(apart) < np.mean(held) - 0.02


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000), st.sampled_from([0.8, 0.95, 0.99]))
def test_neither_the_order_of_rows_nor_names_of_documents_and_units_matter(seed: int, confidence: float) -> None:
    codings = conversations(seed, documents=12)
    before = codings.copy()
    found = room.theme_prevalence(codings, by="round", confidence=confidence)
    pd.testing.assert_frame_equal(codings, before)
    rng = np.random.default_rng(seed)
    names = {name: f"x{code}" for name, code in zip(codings["document"].unique(), rng.permutation(12), strict=True)}
    other = codings.sample(frac=1, random_state=seed).assign(
        document=lambda rows: rows["document"].map(names), unit=lambda rows: rows["unit"].map(lambda unit: unit[::-1])
    )
    again = room.theme_prevalence(other, by="round", confidence=confidence)
    pd.testing.assert_frame_equal(again.table, found.table, rtol=SAME_FIGURE)


def test_other_columns_can_split_and_rounds_taken_together_are_said_to_be() -> None:
    codings = conversations()
    by_unit = room.theme_prevalence(codings, by="unit")
    assert by_unit.tidy()["group"].nunique() == 10
    assert (by_unit.table["effective"] == by_unit.table["of"]).all()
    assert "documents of 2 rounds are taken together" in room.theme_prevalence(codings).notes
    assert "documents of 2 rounds are taken together" not in room.theme_prevalence(codings, by="round").notes
    listed = codings[["document", "round"]].drop_duplicates()
    elsewhere = room.theme_prevalence(codings.drop(columns="round"), by="round", documents=listed)
    pd.testing.assert_frame_equal(elsewhere.table, room.theme_prevalence(codings, by="round").table)


def test_themes_that_look_alike_are_named_but_kept_apart() -> None:
    codings = pd.DataFrame({"document": [1, 2, 3, 4], "theme": ["manager", "managers", "theme 1", "theme 2"]})
    notes = room.theme_prevalence(codings).notes
    assert notes == ("'manager' and 'managers' look alike: if they are one theme, write it in one way",)


def test_everything_that_is_wrong_is_said_at_once() -> None:
    codings = pd.DataFrame(
        [
            ("a", "Veiligheid", "t0", "U1", "An"), ("a", "veiligheid ", "t1", "u1", "an"),
            (None, "pay", "t0", "U1", "An"), ("b", " ", "t0", "U1", None), ("c", 3, None, "U2", "An"),
        ],
        columns=["document", "theme", "round", "unit", "coder"],
    )  # fmt: skip
    documents = pd.DataFrame({"document": ["a", "a", "c"]})
    with pytest.raises(ValueError, match="12 problems") as told:
        room.theme_prevalence(codings, by="round", documents=documents, coders=["Ann"])
    for words in (
        "theme is written in 2 ways: 'Veiligheid' (rows 0) and 'veiligheid ' (rows 1); did you mean 'Veiligheid'",
        "coder is written in 2 ways: 'An' (rows 0, 2, 4) and 'an' (rows 1)",
        "document is missing in row 2",
        "theme is blank in row 3",
        "theme must be text, but is not in row 4, such as 3",
        "coder is missing in row 3",
        "document 'a' has more than one round: 't0', 't1'",
        "document 'a' has more than one unit: 'U1', 'u1'",
        "round is missing of documents 'c'",
        "documents names 'a' more than once",
        "documents lacks 'b'",
        "coders lacks 3 reading(s) that codings has, such as 'An' of document 'a'; did you mean 'Ann'?",
    ):
        assert words in str(told.value)


def test_missing_columns_are_said_at_once_with_what_was_meant() -> None:
    with pytest.raises(ValueError, match="no column") as told:
        room.theme_prevalence(pd.DataFrame({"Document": [1], "thema": ["pay"]}), by="round")
    for words in (
        "no column 'document'; did you mean 'Document'?",
        "'theme'; did you mean 'thema'?",
        "'round'; there are",
    ):
        assert words in str(told.value)
    twice = pd.DataFrame([[1, 2, "pay"]], columns=["document", "document", "theme"])
    with pytest.raises(ValueError, match="2 columns 'document'"):
        room.theme_prevalence(twice)


def test_units_in_two_spellings_are_told_by_document() -> None:
    codings = pd.DataFrame({"document": ["a", "b"], "theme": ["pay", "pay"], "unit": ["Noord-West", "noord west"]})
    with pytest.raises(ValueError, match=r"unit is written in 2 ways: 'Noord-West' \(documents 'a'\)"):
        room.theme_prevalence(codings)


def test_who_read_what_must_fit_the_documents() -> None:
    codings = pd.DataFrame({"document": ["a"], "theme": ["pay"], "coder": ["An"]})
    with pytest.raises(ValueError, match="documents that are not there: 'z'"):
        room.theme_prevalence(codings, coders=pd.DataFrame({"document": ["a", "z"], "coder": ["An", "An"]}))
    with pytest.raises(ValueError, match="coders has no column 'coder'"):
        room.theme_prevalence(codings, coders=pd.DataFrame({"document": ["a"]}))
    with pytest.raises(ValueError, match="coders has empty cells in row 1"):
        room.theme_prevalence(codings, coders=pd.DataFrame({"document": ["a", "a"], "coder": ["An", None]}))
    with pytest.raises(ValueError, match="codings has no column 'coder'"):
        room.theme_prevalence(codings.drop(columns="coder"), coders=["An"])


def test_what_cannot_be_counted_is_refused() -> None:
    with pytest.raises(NotEnoughData, match="no document"):
        room.theme_prevalence(pd.DataFrame({"document": [], "theme": []}))
    with pytest.raises(NotEnoughData, match="no theme in any of 1 documents"):
        room.theme_prevalence(pd.DataFrame({"document": ["a"], "theme": [None]}))
    with pytest.raises(TypeError, match="codings must be a DataFrame: got list"):
        room.theme_prevalence([("a", "pay")])
    with pytest.raises(TypeError, match="documents must be a DataFrame: got list"):
        room.theme_prevalence(in_documents(1, 2), documents=["a"])
    with pytest.raises(ValueError, match="coded_by must be one of 'majority', 'any'"):
        room.theme_prevalence(in_documents(1, 2), coded_by="most")
    with pytest.raises(ValueError, match=r"by must be a column that says where documents belong, .* got 'theme'"):
        room.theme_prevalence(in_documents(1, 2), by="theme")
    with pytest.raises(ValueError, match="confidence"):
        room.theme_prevalence(in_documents(1, 2), confidence=95)


@pytest.mark.parametrize("kind", ["category", "string"])
def test_columns_of_other_kinds_are_read_alike(kind: str) -> None:
    codings = conversations()
    other = codings.astype(dict.fromkeys(("document", "theme", "round", "unit"), kind)).set_index(codings.index + 7)
    found, again = (room.theme_prevalence(frame, by="round").table for frame in (codings, other))
    pd.testing.assert_frame_equal(again, found)
