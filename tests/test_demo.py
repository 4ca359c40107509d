"""The main job, whole: eleven organisations to eleven reports and an index."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import page_facts
from demo import DEMO, PAGES, PAPERS, REAL, SYNTHETIC, demo_workspace, report
from evaluatie.disclosure import MIME
from evaluatie.report.naming import group_name, outcome_name
from evaluatie.report.reading import Reader
from evaluatie.run.notebooks import section_notebooks
from golden import apart, kept, rows_of
from page_check import PageCheck, page_check
from pdffile import Pdf
from results_schema import faults
from same_report import says_the_same
from tolerances import PRINTED_TEN_DIGITS
from univbct import known_answers
from verdict_facts import checked, contradictions
from wordfile import Word

__all__ = ["page_check"]


#: with everything that organisations differ in: linked by codes and not, items and ready scores, real and made up
SOME = ("univbct-1022", "lq2002", "demo-bouwbedrijf")

#: what the main verdict says, in Dutch and in English
FIRST_WORDS = (
    {
        "interval": r"95%-interval van −?\d+,\d\d tot −?\d+,\d\d",
        "n": r"[\d.]+ (mensen|ingevulde vragenlijsten)",
        "caveat": "Let op: ",
    },
    {
        "interval": r"95% interval from −?\d+\.\d\d to −?\d+\.\d\d",
        "n": r"[\d,]+ (people|completed questionnaires)",
        "caveat": "Bear in mind: ",
    },
)  # fmt: skip


@pytest.fixture(scope="module")
def made(root: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = demo_workspace(root, tmp_path_factory.mktemp("demo"))
    said = report(folder, folder / "first.key")
    return folder / "reports", said


@pytest.fixture(scope="module")
def together(made: tuple[Path, str], root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the synthesis of all, made where nothing but their results.json is."""
    folder = tmp_path_factory.mktemp("together")
    (folder / "data" / "raw").mkdir(parents=True)
    shutil.copytree(root / "notebooks", folder / "notebooks")
    for name in DEMO:
        (folder / "reports" / name).mkdir(parents=True)
        shutil.copy(made[0] / name / "results.json", folder / "reports" / name)
    command = [sys.executable, "-m", "evaluatie.cli", "synthesis", "--root", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "reports" / "synthesis"


def test_it_ends_by_naming_the_page_to_open(made: tuple[Path, str]) -> None:
    reports, said = made
    assert said.strip().splitlines()[-1].endswith("index.html")
    assert (reports / "index.html").is_file()


def test_every_file_is_there_and_no_other(made: tuple[Path, str], root: Path) -> None:
    files = [path for path in made[0].rglob("*") if path.is_file()]
    sections = len(section_notebooks(root / "notebooks"))
    assert {path.name for path in (made[0] / "_register").iterdir()} == {f"{name}.jsonl" for name in DEMO}
    # the pages that list all; of every organisation its register, pages, papers, documents, files of numbers, works
    # cited, the crate and notebooks
    assert len(files) == 2 + len(DEMO) * (1 + len(PAGES) + len(PAPERS) + 2 + 2 + 2 + 1 + sections)


def test_another_folder_another_key_and_plain_kernels_give_the_same_bytes(
    made: tuple[Path, str], root: Path, tmp_path: Path
) -> None:
    again = demo_workspace(root, tmp_path / "elsewhere")
    # a plain kernel imports all anew for every section: of one organisation that is enough
    report(again, tmp_path / "second.key", "--kernels", "plain", "--jobs", "1", of=SOME[:1])
    report(again, tmp_path / "second.key", "--jobs", "1", of=SOME[1:])
    for name in SOME:
        of = f"{name}/**/*", f"_register/{name}.jsonl"
        once, twice = (
            {path.relative_to(folder): path.read_bytes() for some in of for path in folder.glob(some) if path.is_file()}
            for folder in (made[0], again / "reports")
        )
        assert len(once) > 10
        assert once.keys() == twice.keys()
        for path, content in once.items():
            assert twice[path] == content, path
        assert entry(made[0] / "index.html", name) == entry(again / "reports" / "index.html", name)


def numbered(text: str) -> Iterator[str]:
    """Find words with a number behind a dash, from the dash back: a text of many long words takes no time."""
    for found in re.finditer(r"(?<=\w)-\d+", text):
        (word,) = re.findall(r"\w+$", text[max(found.start() - 80, 0) : found.start()])
        yield word + found[0]


def entry(index: Path, organisation: str) -> str:
    """Give what the index says of an organisation."""
    entries = re.findall(r"<tr.*?</tr>", index.read_text(encoding="utf-8"), re.DOTALL)
    (found,) = [one for one in entries if f'href="{organisation}/report.html"' in one]
    return found


@pytest.mark.parametrize("organisation", DEMO)
def test_results_json_is_as_its_schema_says(made: tuple[Path, str], organisation: str) -> None:
    assert faults((made[0] / organisation / "results.json").read_bytes()) == []


@pytest.mark.parametrize("organisation", DEMO)
def test_every_figure_is_as_it_was_when_somebody_last_looked(made: tuple[Path, str], organisation: str) -> None:
    # scripts/golden.py lists what is otherwise; with --accept it keeps that, once somebody looked and says why
    differences = list(apart(kept(organisation), rows_of(made[0] / organisation / "results.json")))
    assert differences[:20] == []


def test_results_json_carries_the_known_answers(made: tuple[Path, str]) -> None:
    checked = 0
    for row in known_answers():
        path = made[0] / f"univbct-{row['battalion']}" / "results.json"
        results = {item["id"]: item for item in json.loads(path.read_text(encoding="utf-8"))["results"]}
        key = f"change.{row['outcome'].lower()}/all/t0-t1/linked"
        change = results[f"{key}.mean_change"]
        assert change["n"] == int(row["n_linked"])
        found = [change["estimate"], *change["interval"], change["statistic"], change["p"]]
        found += [results[f"{key}.{term}"]["estimate"] for term in ("d_z", "d_av")]
        expected = [float(row[name]) for name in ("mean_change", "ci_low", "ci_high", "t", "p", "d_z", "d_av")]
        assert found == pytest.approx(expected, rel=PRINTED_TEN_DIGITS)
        checked += 1
    assert checked == 15


def test_no_pseudonym_and_no_path_is_in_any_released_file(made: tuple[Path, str]) -> None:
    import pandas as pd

    processed = made[0].parent / "data" / "processed"
    # the parts of results.xlsx are not compressed: its texts stand in its bytes
    released = "".join(
        path.read_text(encoding="utf-8", errors="replace") for path in made[0].rglob("*") if path.is_file()
    )
    assert "docProps/core.xml" in released
    released += "".join(Pdf(path.read_bytes()).text() for path in made[0].rglob("*.pdf"))
    parts = (part for path in made[0].rglob("*.docx") for part in Word(path.read_bytes()).parts.values())
    released += "".join(part.decode("utf-8", errors="replace") for part in parts)
    assert str(made[0].parent) not in released
    # a pseudonym, a wave and a row where there is no code, a number of staff: all that looks like one is searched
    shapes = (re.compile(r"[0-9a-f]{64,}"), re.compile(r"\w+-\d+"), re.compile(r"P\d{6}"))
    alike = "\n".join({*shapes[0].findall(released), *numbered(released), *shapes[2].findall(released)})
    assert all(f"\n{one}\n" in f"\n{alike}\n" for one in ("SHA-256", "univbct-1022")), "the search finds nothing"
    for organisation in DEMO:
        codes = set(pd.read_parquet(processed / organisation / "survey.parquet")["respondent"])
        for name in ("persons", "positions"):
            if (path := processed / organisation / f"{name}.parquet").exists():
                codes |= set(pd.read_parquet(path)["person"])
        assert all(any(shape.fullmatch(code) for shape in shapes) for code in codes)
        assert not [code for code in codes if code in alike]
    delivered = pd.read_csv(made[0].parent / "data" / "raw" / "demo-waterschap" / "personeel.csv", sep=";", dtype=str)
    assert delivered["persoonscode"].str.fullmatch(shapes[2].pattern).all()
    assert not [code for code in delivered["persoonscode"] if code in alike]


@pytest.mark.parametrize("organisation", DEMO)
def test_the_documents_say_what_the_page_says(organisation: str, made: tuple[Path, str]) -> None:
    folder = made[0] / organisation
    pdf, word = (folder / "report.pdf").read_bytes(), (folder / "report.docx").read_bytes()
    says_the_same((folder / "report.html").read_text(encoding="utf-8"), pdf, word)
    read = Pdf(pdf)
    assert bool(read.root.MarkInfo.Marked)
    assert "<pdfuaid:part>1</pdfuaid:part>" in read.metadata
    # in brief, how to read it, and the summary, which is one page
    assert read.starts()[3] == read.starts()[2] + 1
    # a wide table stands on a page that is turned, and nothing beside the page
    for page in read.pages:
        assert sorted(map(round, page.mediabox[2:])) == [595, 842]


@pytest.mark.browser
@pytest.mark.parametrize("organisation", DEMO)
def test_axe_finds_nothing_on_the_pages(organisation: str, made: tuple[Path, str], page_check: PageCheck) -> None:
    # the two languages have the same elements, in the same colours: each is looked at in one width
    for pages in (PAGES, PAPERS):
        for page, width in zip(pages, (320, 1280), strict=True):
            look = made[0] / organisation / page
            assert page_check(look, widths=(width,), schemes=("light",), colours=width > 320) == []


@pytest.mark.browser
def test_axe_finds_nothing_on_the_index(made: tuple[Path, str], page_check: PageCheck) -> None:
    assert page_check(made[0] / "index.html") == []
    assert page_check(made[0] / "index.en.html", widths=(320,), schemes=("dark",)) == []


@pytest.mark.browser
def test_axe_finds_nothing_on_the_synthesis(together: Path, page_check: PageCheck) -> None:
    for page, width in zip(PAGES, (320, 1280), strict=True):
        assert page_check(together / page, widths=(width,), schemes=("light",), colours=width > 320) == []


@pytest.mark.parametrize("organisation", DEMO)
def test_every_page_is_built_as_a_page_is(organisation: str, made: tuple[Path, str]) -> None:
    for pages in (PAGES, PAPERS):
        for page, language in zip(pages, ("nl", "en"), strict=True):
            assert page_facts.faults((made[0] / organisation / page).read_text(encoding="utf-8"), language) == [], page


def test_the_index_and_the_synthesis_are_built_as_a_page_is(made: tuple[Path, str], together: Path) -> None:
    assert page_facts.faults((made[0] / "index.html").read_text(encoding="utf-8"), "nl") == []
    for page, language in zip(PAGES, ("nl", "en"), strict=True):
        assert page_facts.faults((together / page).read_text(encoding="utf-8"), language) == [], page


def test_no_sentence_contradicts_its_number_and_no_name_is_a_bare_id(made: tuple[Path, str], together: Path) -> None:
    held = 0
    for folder in (*(made[0] / name for name in DEMO), together):
        for bundle in bundles_of(folder):
            assert contradictions(bundle) == [], folder.name
            held += checked(bundle)
            for reader in (Reader(bundle, language) for language in ("nl", "en")):
                for id_, number in bundle["numbers"].items():
                    outcome, group = outcome_name(id_, number, reader), group_name(number, reader)
                    assert group, id_
                    assert "=" not in group, id_
                    assert not outcome or outcome != number["outcome"], id_
    assert held > 100


def bundles_of(folder: Path) -> list[dict[str, Any]]:
    """Read what a report's sections released from its kept notebooks."""
    cells = [
        cell
        for path in sorted((folder / "notebooks").iterdir())
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
    ]
    return [output["data"][MIME] for cell in cells for output in cell.get("outputs", ())]


@pytest.mark.browser
@pytest.mark.parametrize("size", [(1280, 720), (390, 844)], ids=["desktop", "phone"])
@pytest.mark.parametrize("organisation", [*DEMO, "synthesis"])
def test_the_first_screen_holds_the_verdict_its_interval_the_n_and_a_caveat(
    organisation: str, size: tuple[int, int], made: tuple[Path, str], together: Path, page_check: PageCheck
) -> None:
    folder = together if organisation == "synthesis" else made[0] / organisation
    for page, words in zip(PAGES, FIRST_WORDS, strict=True):
        said, caveats = page_check.lead(folder / page, size)
        assert re.search(words["n"], said), said
        # of one wave there is no verdict: what the report begins with is who took part
        assert bool(re.search(words["interval"], said)) == (organisation != "lq2002"), said
        assert [bool(caveat.startswith(words["caveat"])) for caveat in caveats] == [True]


@pytest.mark.parametrize("organisation", SYNTHETIC)
def test_every_page_of_a_synthetic_organisation_says_so(organisation: str, made: tuple[Path, str]) -> None:
    for pages in (PAGES, PAPERS):
        for page, said in zip(pages, ("Deze gegevens zijn synthetisch", "These data are synthetic"), strict=True):
            assert said in (made[0] / organisation / page).read_text(encoding="utf-8")
    assert json.loads((made[0] / organisation / "results.json").read_bytes())["organisation"]["synthetic"] is True


@pytest.mark.parametrize("organisation", REAL)
def test_no_page_of_a_real_organisation_says_so(organisation: str, made: tuple[Path, str]) -> None:
    for page in (*PAGES, *PAPERS):
        assert "synthe" not in (made[0] / organisation / page).read_text(encoding="utf-8")


def test_make_demo_makes_these(root: Path) -> None:
    listed = (root / "Makefile").read_text(encoding="utf-8").partition("DEMO := ")[2].partition("\n\n")[0]
    assert listed.replace("\\", " ").split() == list(DEMO)
    recipe = (root / "Makefile").read_text(encoding="utf-8").partition("\ndemo: ")[2].partition("\n\n")[0].splitlines()
    assert [line.strip() for line in recipe[1:]] == [
        f"$(BIN)/evaluatie {made} $(DEMO)" for made in ("report", "synthesis")
    ]
