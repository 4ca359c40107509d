"""A wrong, lost or shared key is a clear error; answers link only under one key."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from evaluatie.study import Problem, StudyError, link_waves, load_study, pseudonymise
from evaluatie.study.key import create_key, key_file, shared_key
from evaluatie.study.pseudonyms import key_fingerprint

Make, Problems = Callable[..., Path], Callable[..., list[Problem]]
STAFF = {"groups:": "staff: {persons: persons.csv, person: code, entry: in, exit: uit}\ngroups:"}
PERSONS = {"persons.csv": "code,in,uit\n11,2015-01-01,\n12,2016-01-01,\n13,2017-01-01,\n14,2018-01-01,\n"}


def another_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVALUATIE_KEY_FILE", str(key_file().with_name("other.key")))


def test_a_key_as_rfc_4231_has_it() -> None:
    # test case 2 of RFC 4231: HMAC-SHA-256 with the key "Jefe"
    said = pseudonymise(pd.Series(["what do ya want for nothing?"]), key="Jefe")
    assert said[0] == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"


def test_data_of_another_key(study_folder: Make, problems_of: Problems, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = study_folder()
    load_study(folder)
    first = key_fingerprint(create_key())
    another_key(monkeypatch)
    second = key_fingerprint(create_key())
    (problem,) = problems_of(folder)
    assert problem.file == "data/processed/org"
    assert f"another key of the pseudonyms: {first}, and the key here is {second}" in problem.message
    assert "Put that key back" in problem.hint
    # nothing was made anew, and with its own key it is read as before
    monkeypatch.setenv("EVALUATIE_KEY_FILE", str(key_file().with_name("pseudonym.key")))
    assert load_study(folder).linking == "linked"
    # beginning anew is a decision
    another_key(monkeypatch)
    shutil.rmtree(folder.parents[1] / "processed")
    assert load_study(folder).linking == "linked"


def test_a_lost_key_is_not_made_again(study_folder: Make, problems_of: Problems) -> None:
    folder = study_folder()
    load_study(folder)
    key_file().unlink()
    (problem,) = problems_of(folder)
    assert "is lost" in problem.message
    assert not key_file().exists()


@pytest.mark.parametrize("flag", ["synthetic", "published"])
def test_data_that_harm_nobody_are_made_anew(flag: str, study_folder: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = study_folder({"name: Org}": f"name: Org, {flag}: true}}"})
    one = load_study(folder)
    another_key(monkeypatch)
    other = load_study(folder)
    assert not one.survey["respondent"].isin(other.survey["respondent"]).any()


def test_no_codes_no_key(study_folder: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = study_folder({"  respondent: code\n": ""})
    load_study(folder)
    another_key(monkeypatch)
    assert load_study(folder).linking == "unlinked"
    assert not key_file().exists()


def test_waves_link_only_under_one_key(study_folder: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = study_folder(parent="elsewhere")
    one = load_study(folder).survey
    assert link_waves(one).all(axis=1).sum() == 2
    another_key(monkeypatch)
    other = load_study(folder).survey
    mixed = pd.concat([one[one["wave"] == "t0"], other[other["wave"] == "t1"]])
    assert link_waves(mixed).all(axis=1).sum() == 0


def test_a_personnel_file_of_another_key_is_never_read_beside_the_answers(
    study_folder: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = study_folder(STAFF, PERSONS)
    study = load_study(folder)
    assert study.persons is not None
    assert study.survey["respondent"].isin(study.persons["person"]).all()
    another_key(monkeypatch)
    elsewhere = study_folder(STAFF, PERSONS, parent="other/data/raw")
    load_study(elsewhere)
    kept, foreign = (place.parents[1] / "processed" / "org" for place in (folder, elsewhere))
    shutil.copy(foreign / "persons.parquet", kept / "persons.parquet")
    monkeypatch.setenv("EVALUATIE_KEY_FILE", str(key_file().with_name("pseudonym.key")))
    again = load_study(folder)
    assert again.persons is not None
    assert again.survey["respondent"].isin(again.persons["person"]).all()
    # nor with the digests corrected by hand: the answers have a key of their own
    intake = json.loads((foreign / "intake.json").read_bytes())
    shutil.copytree(foreign, kept, dirs_exist_ok=True)
    assert intake["made_from"]["key"] != key_fingerprint(create_key())
    with pytest.raises(StudyError, match="another key"):
        load_study(folder)


@pytest.mark.parametrize(
    ("mode", "may"), [(0o644, "read"), (0o604, "read"), (0o666, "read"), (0o602, "change"), (0o620, "change")]
)
def test_a_key_that_others_may_use_is_refused(mode: int, may: str, study_folder: Make, problems_of: Problems) -> None:
    create_key()
    key_file().chmod(mode)
    (problem,) = problems_of(study_folder())
    assert problem.message == f"Others on this computer may {may} the key of the pseudonyms, and so undo them."
    assert "chmod 600" in problem.hint


@pytest.mark.parametrize(("mode", "told"), [(0o600, False), (0o400, False), (0o640, True), (0o440, True)])
def test_a_key_that_colleagues_share_is_used_and_told(mode: int, told: bool, study_folder: Make) -> None:
    create_key()
    key_file().chmod(mode)
    assert load_study(study_folder()).linking == "linked"
    assert bool(shared_key()) is told


def test_no_message_has_the_key(study_folder: Make, problems_of: Problems, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = study_folder()
    load_study(folder)
    one = create_key()
    another_key(monkeypatch)
    other = create_key()
    said = "\n".join(map(str, problems_of(folder)))
    assert one.hex() not in said
    assert other.hex() not in said
