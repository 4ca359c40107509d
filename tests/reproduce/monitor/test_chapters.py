"""The monitor's page: in one language, readable aloud, and right for any organisation, measure and file."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
import yaml

from evaluatie.amiss import InputError
from evaluatie.reproduce.monitor import civil_service_survey, follow
from page_check import PageCheck, page_check  # noqa: F401 - a fixture

ASKED = "I am treated fairly at work (% strongly agree or agree)"
UNITS = {"Wijkbeheer": (70, 1.5, 140), "Burgerzaken": (80, -0.8, 65), "Sociaal domein": (67, 0.4, 240)}


def own_file(folder: Path, *, measure: str = "item_treated_fairly", wording: str = ASKED, n: bool = True) -> Path:
    """Write six years of three units, with numbers of people and percentages that belong to them."""
    rng, lines = np.random.default_rng(5), ["jaar;organisatie;maat;waarde;n;formulering"]
    for unit, (level, slope, people) in UNITS.items():
        for year in range(2019, 2025):
            of = people + 3 * (year - 2019)
            count = round(of * (level + slope * (year - 2019) + rng.normal(0, 1)) / 100)
            value = f"{100 * count / of:.1f}".replace(".", ",")
            lines.append(f"{year};{unit};{measure};{value};{of if n else ''};{wording}")
    path = folder / "own.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


class Texts(HTMLParser):
    """Collects what is said in elements of a page, and what tables hold."""

    SAID = ("p", "li", "h1", "h2", "h3", "caption", "figcaption", "summary", "text")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.heads: list[str] = []
        self.scopes: list[str | None] = []
        self.tables = self.captions = 0
        self.cells: list[str] = []
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append(tag)
        self.tables += tag == "table"
        self.captions += tag == "caption"
        if tag == "th":
            self.scopes.append(dict(attrs).get("scope"))
        if tag in self.SAID:
            self.said.append("")
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if any(tag in self._open for tag in self.SAID):
            self.said[-1] += data
        if "td" in self._open or "th" in self._open:
            self.cells[-1] += data
        if "thead" in self._open:
            self.heads.append(data)


def words_of(texts: list[str]) -> set[str]:
    """Give texts that hold a word of small letters."""
    return {text.strip() for text in texts if re.search(r"[a-zé]{3}", text)}


# an index, a question that changed, a theme of fewer questions, answers withheld, and one without two years alike
MEASURES = (
    "engagement_index", "discriminated_yes", "theme_my_manager", "bullied_pnts", "leave_12m", "response_rate",
)  # fmt: skip


@pytest.mark.parametrize("measure", MEASURES)
def test_any_measure_can_be_followed_for_another_organisation(measure: str) -> None:
    found = follow(measure, "Acas", language="nl")
    texts = Texts(found.whole.html)
    assert bool(found.short.told) == (measure != "response_rate")
    assert found.short.told or "te weinig organisaties" in found.short.text.lower()
    assert texts.tables == texts.captions >= 5
    assert set(texts.scopes) == {"col", "row"}
    page = re.sub(r"<[^>]*>", " ", found.whole.html)
    assert re.findall(r"\bnan\b|\bNaN\b|<NA>|&lt;NA|\bNone\b|\bTrue\b|\bFalse\b|[{}…]", page) == []


def test_nothing_is_said_in_the_other_language(tmp_path: Path) -> None:
    file = own_file(tmp_path)
    dutch, english = (
        Texts(follow("item_treated_fairly", "Wijkbeheer", file, language).whole.html) for language in ("nl", "en")
    )
    shared = words_of(dutch.said) & words_of(english.said)
    # one word of a figure's key, and below heads of tables, are the same word in both
    assert shared == {*UNITS, "trend"}
    assert words_of(dutch.heads) & words_of(english.heads) <= {"95%-interval", "percentage"}
    names = {*civil_service_survey()["organisation"], *UNITS, *follow("item_treated_fairly").linked.frame["who"]}
    wordings = {cell for cell in english.cells if re.match(r"[BWE]\d+|[A-Z]\w+ theme|I am ", cell)}
    assert words_of(dutch.cells) & words_of(english.cells) - names - wordings <= {"white", "percentage", "Roma"}


def test_numbers_are_written_as_a_language_writes_them() -> None:
    dutch, english = (
        follow("discriminated_yes", "HM Treasury", language=language).whole.html for language in ("nl", "en")
    )
    assert ">10,3%<" in dutch
    assert ">15,43%<" in dutch
    assert ">10.3%<" in english
    assert ">222.070<" in dutch
    assert ">222,070<" in english
    assert ">ja<" in dutch
    assert ">onbekend<" in dutch
    # whole percents are shown as such
    assert re.search(r'2013</th><td class="num">14%</td><td class="num">11%</td><td class="num">\+3</td>', dutch)


def test_an_organisation_of_the_own_file_is_followed_with_its_units(tmp_path: Path) -> None:
    found = follow("item_treated_fairly", "wijkbeheer", own_file(tmp_path), "en")
    assert found.organisation == "Wijkbeheer"
    # the one that is singled out comes first, and all have a trend of their own
    assert [sentence.split(":")[0] for sentence in found.mine.told[:3]] == [
        "Wijkbeheer",
        "Burgerzaken",
        "Sociaal domein",
    ]
    assert "in your own file only" in found.trends.text
    assert "The middle 80% of 103 organisations" in found.mine.text
    assert found.mine.html.count("<figure") == 4
    assert "numbers of respondents count" in found.mine.text


def test_a_measure_of_the_own_file_only_is_followed_there(tmp_path: Path) -> None:
    found = follow("veilig_team", "Burgerzaken", own_file(tmp_path, measure="veilig_team"), "nl")
    assert "staat niet in de Civil Service People Survey" in found.trends.text
    assert found.mine.told[0].startswith("Burgerzaken: ")
    assert "veilig team" in found.title.text
    other = follow("discriminated_yes", "Acas", own_file(tmp_path, measure="veilig_team"), "nl")
    assert "bevat geen cijfers van 'zegt gediscrimineerd te zijn'; het bevat: veilig team" in other.mine.text


def test_own_figures_without_n_or_with_another_question_are_not_set_beside_others(tmp_path: Path) -> None:
    without = follow("item_treated_fairly", "", own_file(tmp_path, n=False), "en").mine
    assert "Without numbers of respondents" in without.text
    other = follow("item_treated_fairly", "", own_file(tmp_path, wording="Fair here? (% yes)"), "en").mine
    assert "may not be compared with each other: the question is another one" in other.text


def test_an_impossible_percentage_is_said_in_the_chosen_language(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("year;organisation;value;n\n2023;Ons;70;8\n2024;Ons;75;8\n", encoding="utf-8")
    assert "Rij 2: 70% van 8 kan niet, het dichtst erbij zijn 62,50% en 75,00%" in follow("fair", "Ons", path).mine.text


def test_what_is_not_there_is_pointed_out_at_once() -> None:
    with pytest.raises(InputError) as caught:
        follow("item_treated_fairy", "HM Tresury")
    assert len(caught.value.problems) == 2
    assert "item_treated_fairly" in caught.value.problems[0]
    assert "HM Treasury" in caught.value.problems[1]
    with pytest.raises(InputError, match=r"there is no 'Wijkbeheer', .* one of your own needs own_file"):
        follow("item_treated_fairly", "Wijkbeheer")
    with pytest.raises(ValueError, match="language must be nl or en"):
        follow("item_treated_fairly", language="de")


def test_an_old_name_leads_to_the_organisation() -> None:
    assert follow("item_valued", "hm revenue & customs").organisation == "HM Revenue and Customs"


def test_an_organisation_without_figures_of_the_measure_is_told_so() -> None:
    found = follow("discriminated_pnts", "Skills Funding Agency", language="en")
    assert "Skills Funding Agency has no figures of" in found.trends.text
    assert "organisations together" in found.trends.told[0]


def test_an_organisation_with_two_old_figures_has_no_trend_line_and_no_position() -> None:
    found = follow("discriminated_yes", "Home Office", language="en")
    assert found.trends.told[0] == (
        "Home Office: 2 measurements of 'says to have been discriminated against' are too few to speak of a trend."
    )
    # the sample of the key only
    assert len(re.findall(r"<polyline[^>]*stroke:var\(--accent\)", found.trends.html)) == 1
    assert "| trend line |" not in found.trends.text
    assert "has fewer than two figures in the same wording in these last years" in found.positions.text


def test_an_index_is_no_percentage() -> None:
    found = follow("engagement_index", "Acas", language="en")
    assert not re.search(r"Acas: [\d.]+%", found.positions.text)
    assert "Index of 0 to 100; the axis does not begin at 0" in found.trends.html
    assert "Percent" not in found.trends.html


def test_the_notebook_runs_with_another_organisation_measure_language_and_file(tmp_path: Path, root: Path) -> None:
    import papermill

    given = {"measure": "item_treated_fairly", "organisation": "Burgerzaken", "language": "en"}
    given["own_file"] = str(own_file(tmp_path))
    ran = papermill.execute_notebook(
        root / "notebooks/monitor.ipynb", tmp_path / "out.ipynb", given, progress_bar=False, cwd=tmp_path
    )
    pages = ["".join(output["data"]["text/html"]) for cell in ran.cells for output in cell.get("outputs", ())]
    assert len(pages) == 10
    page = "".join(pages)
    assert page.count('lang="en"') == 10
    assert "<h2>In short</h2><h3>Your own figures</h3><ul><li>Burgerzaken: " in page.replace("\n", "")
    assert not any(cell.cell_type == "markdown" for cell in ran.cells)


def test_no_word_of_a_table_is_the_same_by_mistake(root: Path) -> None:
    file = root / "src/evaluatie/reproduce/monitor/chapters/chapters.yml"
    blocks = yaml.safe_load(file.read_text(encoding="utf-8"))
    same = {key for block in blocks.values() for key, both in block.items() if both["nl"] == both["en"]}
    assert same <= {"percent"}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_is_accessible_and_fits_a_telephone(page_check: PageCheck, tmp_path: Path, language: str) -> None:  # noqa: F811
    inside = follow("item_treated_fairly", "Wijkbeheer", own_file(tmp_path), language).whole._repr_html_()
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Monitor</title>'
    page = f'<!doctype html><html lang="{language}"><head>{head}</head><body><main>{inside}</main></body></html>'
    assert page_check(page, widths=(1280, 320)) == []
