"""What intake makes of answers: the tidy survey, outcomes, groups, links, codebook and account."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluatie.instruments import instrument
from evaluatie.study import Outcome, Problem, Study, StudyError, link_waves, load_study

Make, Problems = Callable[..., Path], Callable[..., list[Problem]]
GENDER = "gender: {column: sex, reference: 1, focal: [2]}"
SCORES = "scores:\n    jobsat: {column: JOBSAT, range: [1, 5], direction: higher}"
ITEMS = {SCORES: 'items: {job_satisfaction: "Q{n}"}\n  missing_codes: [9, 99]'}


def texts(study: Study) -> list[str]:
    return [note["text"] for note in study.intake["notes"]]


def test_the_survey_of_a_linked_study(study_folder: Make) -> None:
    study = load_study(study_folder())
    survey = study.survey
    assert list(survey) == ["respondent", "wave", "gender", "jobsat"]
    assert survey["wave"].tolist() == ["t0"] * 3 + ["t1"] * 3
    assert survey["gender"].tolist() == ["1", "2", "1", "2", "1", "unknown"]
    assert survey["jobsat"].tolist() == [3.5, 4.0, 2.0, 4.5, 3.0, 5.0]
    assert survey["respondent"].str.fullmatch("[0-9a-f]{64}").all()
    assert [str(dtype) for dtype in survey.dtypes] == ["str", "str", "str", "float64"]
    assert survey.index.equals(pd.RangeIndex(6))
    assert (study.organisation, study.waves, study.linking) == ("org", ("t0", "t1"), "linked")
    label = {"nl": "jobsat", "en": "jobsat"}
    assert study.outcomes == (Outcome("jobsat", label, (1.0, 5.0), "higher", "score"),)
    assert (study.persons, study.positions, study.interventions, study.codings) == (None, None, None, None)


def test_a_study_shows_nobody_when_it_is_printed(study_folder: Make) -> None:
    study = load_study(study_folder())
    assert repr(study) == "<study 'org': 2 waves, 1 outcomes, linked>"


def test_who_answered_when(study_folder: Make) -> None:
    survey = load_study(study_folder()).survey
    linked = link_waves(survey)
    assert linked.index.tolist() == survey["respondent"].drop_duplicates().tolist()
    assert linked["t0"].tolist() == [True, True, True, False]
    assert linked["t1"].tolist() == [True, True, False, True]
    assert linked.dtypes.tolist() == [bool, bool]


def test_unlinked_waves_need_no_key(study_folder: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVALUATIE_KEY_FILE", "/nonexistent/folder/key")
    study = load_study(study_folder({"  respondent: code\n": ""}))
    assert study.linking == "unlinked"
    assert study.survey["respondent"].tolist() == ["t0-2", "t0-3", "t0-4", "t1-2", "t1-3", "t1-4"]


def test_partly_linked_waves(study_folder: Make) -> None:
    study = load_study(study_folder(files={"t1.csv": "code,sex,JOBSAT\n12,2,4.5\n,1,3\nNA,,5\n"}))
    assert study.linking == "partly linked"
    assert study.survey["respondent"].tolist()[-2:] == ["t1-3", "t1-4"]
    assert link_waves(study.survey).sum().tolist() == [3, 3]
    assert study.intake["waves"][1]["rows_without_code"] == 2
    assert "t1.csv: 2 rows have no linking code and link to nothing." in texts(study)


def test_codes_that_never_come_back_are_noted(study_folder: Make) -> None:
    study = load_study(study_folder(files={"t1.csv": "code,sex,JOBSAT\n21,2,4.5\n22,1,3\n"}))
    assert study.linking == "unlinked"
    assert any("comes back" in note for note in texts(study))


def test_one_wave_and_two_people(study_folder: Make) -> None:
    config = "organisation: {id: org, name: Org}\nwaves: [{id: t0, label: nul, file: t0.csv}]\nsurvey: {scores: {}}\n"
    config = config.replace("{}", "{jobsat: {column: JOBSAT, range: [1, 5], direction: ambiguous}}")
    study = load_study(study_folder(config=config, files={"t0.csv": "JOBSAT\n3\n4\n"}))
    assert (len(study.survey), study.linking) == (2, "unlinked")
    assert "There is one wave, so no change can be reported yet." in texts(study)


def test_items_with_missing_codes(study_folder: Make) -> None:
    files = {
        "t0.csv": "code;sex;Q1;Q2;Q3\n1;1;7;1,0;9\n2;1;99;;2\n3;2;9;99;\n",
        "t1.csv": "code,sex,Q1,Q2,Q3\n1,1,1,2,3\n",
    }
    study = load_study(study_folder(ITEMS, files))
    items = [f"job_satisfaction_{number}" for number in (1, 2, 3)]
    np.testing.assert_array_equal(study.survey[items], [[7, 1, np.nan], [np.nan, np.nan, 2], [1, 2, 3]])
    (total,) = study.outcomes
    assert (total.id, total.items, total.source) == ("job_satisfaction.total", tuple(items), "items")
    assert (total.instrument, total.scale, total.range) == ("job_satisfaction", "total", (1.0, 7.0))
    facts = study.intake["waves"][0]
    assert facts["missing_codes_set"] == {"Q1": {"9": 1, "99": 1}, "Q2": {"99": 1}, "Q3": {"9": 1}}
    assert (facts["rows_read"], facts["rows_without_answers"], facts["rows_kept"]) == (3, 1, 2)


@pytest.mark.parametrize("columns", ['"Q{n}"', "[Q1, Q2, Q3]", "{1: Q1, 2: Q2, 3: Q3}", "{3: Q3, 1: Q1, 2: Q2}"])
def test_three_ways_to_name_the_columns_of_items(columns: str, study_folder: Make) -> None:
    files = dict.fromkeys(("t0.csv", "t1.csv"), "code,sex,Q1,Q2,Q3\n1,1,1,2,3\n")
    study = load_study(study_folder({SCORES: f"items: {{job_satisfaction: {columns}}}"}, files))
    assert study.survey.iloc[0, -3:].tolist() == [1.0, 2.0, 3.0]


def test_every_scale_of_an_instrument_is_an_outcome(study_folder: Make) -> None:
    header = ",".join(f"Q{number}" for number in range(1, 17))
    raw = f"code,sex,{header}\n1,1,{','.join('7' * 16)}\n"
    edits = {SCORES: 'items: {pgis: "Q{n}"}\n  asked: {pgis: {range: [1, 7]}}'}
    study = load_study(study_folder(edits, {"t0.csv": raw, "t1.csv": raw}))
    assert [outcome.id for outcome in study.outcomes] == ["pgis.belonging", "pgis.authenticity", "pgis.total"]
    belonging = study.outcomes[0]
    assert belonging.items == tuple(f"pgis_{number}" for number in instrument("pgis").subscales["belonging"].items)
    assert (belonging.range, belonging.direction) == ((1.0, 7.0), "higher")
    assert belonging.label["en"].startswith("Perceived group inclusion: ")


def test_a_ready_score_of_a_known_scale_needs_a_column_only(study_folder: Make) -> None:
    study = load_study(study_folder({SCORES: "scores: {pgis.belonging: JOBSAT}"}))
    (outcome,) = study.outcomes
    assert (outcome.id, outcome.source, outcome.range) == ("pgis.belonging", "score", (1.0, 5.0))
    assert (outcome.instrument, outcome.scale, outcome.items) == ("pgis", "belonging", ())
    assert study.survey["pgis.belonging"].tolist()[:3] == [3.5, 4.0, 2.0]


def test_an_outcome_comes_from_items_or_from_a_score(study_folder: Make, problems_of: Problems) -> None:
    files = dict.fromkeys(("t0.csv", "t1.csv"), "code,sex,JOBSAT,Q1,Q2,Q3\n1,1,3,1,2,3\n")
    both = 'items: {job_satisfaction: "Q{n}"}\n  scores: {job_satisfaction.total: JOBSAT}'
    (problem,) = problems_of(study_folder({SCORES: both}, files))
    assert "already comes from survey.items" in problem.message


def test_a_score_has_missing_codes_of_its_own(study_folder: Make) -> None:
    edits = {"range: [1, 5]": "range: [0, 100], missing_codes: [999]", "survey:": "survey:\n  missing_codes: [99]"}
    study = load_study(study_folder(edits, {"t0.csv": "code,sex,JOBSAT\n1,1,99\n2,1,999\n"}))
    assert study.survey["jobsat"].tolist()[0] == 99.0
    assert study.intake["waves"][0]["missing_codes_set"] == {"JOBSAT": {"999": 1}}


def test_levels_are_text_and_the_rest_is_other_or_unknown(study_folder: Make) -> None:
    raw = "code,sex,JOBSAT\n1,1,3\n2,1.0,3\n3, 2 ,3\n4,3,3\n5,9,3\n6,,3\n"
    edits = {"focal: [2]": "focal: [2], missing_codes: [9], labels: {1: man, 2: {nl: vrouw, en: woman}}"}
    study = load_study(study_folder(edits, {"t0.csv": raw}))
    assert study.survey["gender"].tolist()[:6] == ["1", "1", "2", "other", "unknown", "unknown"]
    assert study.intake["waves"][0]["groups"] == {"gender": {"other": 1, "unknown": 2}}
    assert study.config.groups["gender"].labels["2"] == {"nl": "vrouw", "en": "woman"}


def test_bands(study_folder: Make) -> None:
    edits = {GENDER: "age: {column: age, bands: [25, 30], reference: '30+', focal: ['<25']}"}
    raw = "code;age;JOBSAT\n1;24;3\n2;24,9;3\n3;25;3\n4;29;3\n5;30;3\n6;;3\n"
    study = load_study(study_folder(edits, {"t0.csv": raw, "t1.csv": raw}))
    assert study.survey["age"].tolist()[:6] == ["<25", "<25", "other", "other", "30+", "unknown"]


def test_bands_of_words_are_told_by_their_rows_never_by_their_words(study_folder: Make, problems_of: Problems) -> None:
    edits = {GENDER: "age: {column: sex, bands: [25], reference: 25+, focal: ['<25']}"}
    raw = "code,sex,JOBSAT\n1,24,3\n2,private,3\n"
    (problem,) = problems_of(study_folder(edits, {"t0.csv": raw}))
    assert (problem.row, problem.column) == (3, "sex")
    assert "private" not in str(problem)


def test_levels_that_never_occur_are_a_misspelling(study_folder: Make, problems_of: Problems) -> None:
    (problem,) = problems_of(study_folder({"reference: 1, focal: [2]": "reference: male, focal: [female]"}))
    assert (problem.file, problem.column) == ("study.yml", "groups.gender")
    assert "None of the levels male, female occurs" in problem.message


def test_a_level_much_like_a_value_that_occurs_is_a_misspelling(study_folder: Make, problems_of: Problems) -> None:
    raw = "code,sex,JOBSAT\n1,woman,3\n2,man,3\n3,woman,4\n"
    edits = {"reference: 1, focal: [2]": "reference: man, focal: [Women]"}
    (problem,) = problems_of(study_folder(edits, {"t0.csv": raw, "t1.csv": raw}))
    assert problem.column == "groups.gender.focal"
    assert problem.hint == 'Did you mean "woman"?'


def test_a_level_that_is_away_at_one_wave_is_noted(study_folder: Make) -> None:
    study = load_study(study_folder(files={"t1.csv": "code,sex,JOBSAT\n11,1,4.5\n"}))
    assert "t1.csv: nobody has gender = 2 (column sex)." in texts(study)


def test_units(study_folder: Make) -> None:
    files = {
        "t0.csv": "code,sex,JOBSAT,afd\n1,1,3,7.0\n2,1,3, HR \n3,2,3,\n",
        "t1.csv": "code,sex,JOBSAT,afd\n1,1,3,7\n",
    }
    study = load_study(study_folder({"respondent: code": "respondent: code\n  unit: afd"}, files))
    assert list(study.survey)[:3] == ["respondent", "wave", "unit"]
    assert study.survey["unit"].isna().tolist() == [False, False, True, False]
    assert study.survey["unit"].dropna().tolist() == ["7", "HR", "7"]


def test_columns_that_are_not_named_stay_behind(study_folder: Make) -> None:
    folder = study_folder(files={"t0.csv": "code,sex,JOBSAT,remarks,\n1,1,3,what I think,x\n"})
    study = load_study(folder)
    assert study.intake["waves"][0]["columns_left_behind"] == ["remarks", "(no name)"]
    processed = folder.parents[1] / "processed" / "org"
    for file in processed.iterdir():
        assert b"what I think" not in file.read_bytes()


def test_linking_codes_do_not_pass_intake(study_folder: Make) -> None:
    raw = "code,sex,JOBSAT\nsecret7,1,3\nsecret8,2,3\n"
    folder = study_folder(files={"t0.csv": raw, "t1.csv": raw})
    load_study(folder)
    for file in (folder.parents[1] / "processed" / "org").iterdir():
        assert b"secret" not in file.read_bytes()


def test_the_codebook_describes_every_column(study_folder: Make) -> None:
    files = dict.fromkeys(("t0.csv", "t1.csv"), "code,sex,Q1,Q2,Q3\n1,1,1,2,3\n2,2,1,2,3\n")
    study = load_study(study_folder(ITEMS, files))
    variables = {entry["variable"]: entry for entry in study.codebook["variables"]}
    assert list(variables) == list(study.survey)
    assert variables["job_satisfaction_2"] == {
        "variable": "job_satisfaction_2",
        "kind": "item",
        "label": {"nl": "Tevredenheid met het werk, item 2", "en": "Job satisfaction, item 2"},
        "column": "Q2",
        "range": [1.0, 7.0],
        "missing_codes": ["9", "99"],
        "instrument": "job_satisfaction",
        "reversed": True,
    }
    assert list(variables["gender"]["values"]) == ["1", "2", "other", "unknown"]
    assert [entry["outcome"] for entry in study.codebook["outcomes"]] == ["job_satisfaction.total"]
    assert json.loads(json.dumps(study.codebook)) == study.codebook


@pytest.mark.parametrize("organisation", ["univbct-3066", "univbct-1022", "univbct-4042", "univbct-4", "univbct-299"])
def test_the_real_battalions_load(organisation: str, study_folder: Make) -> None:
    source = Path(__file__).parents[2] / "data" / "raw" / organisation
    if not source.is_dir():
        pytest.skip(f"data/raw/{organisation} is not part of this copy")
    files = {path.name: path.read_bytes() for path in source.iterdir()}
    study = load_study(study_folder(config=files["study.yml"], files=files, name=organisation))
    assert [outcome.id for outcome in study.outcomes] == ["jobsat", "commit", "ready"]
    assert study.linking == "linked"
    assert not study.survey.duplicated(["wave", "respondent"]).any()


def test_an_error_lists_all_problems_and_makes_rows(study_folder: Make) -> None:
    with pytest.raises(StudyError) as caught:
        load_study(study_folder(files={"t0.csv": "code,sex,JOBSAT\n1,1,often\n2,1,8\n"}))
    assert str(caught.value).splitlines()[0] == "2 problems:"
    assert str(caught.value).splitlines()[1].startswith('  1. t0.csv, row 2, column JOBSAT: "often" is not a number.')
    assert [row[:3] for row in caught.value.to_rows()] == [("t0.csv", "2", "JOBSAT"), ("t0.csv", "3", "JOBSAT")]
