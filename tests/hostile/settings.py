"""Mutations of study.yml."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import yaml

from hostile.kinds import CHANGED, NOTED, REFUSED, UNCHANGED, Kind, Place, Spot

NAME = "study.yml"


def _text(change: Callable[[str, Spot], str | None], place: str | None = None) -> Any:
    """Change the text of study.yml."""

    def mutate(spot: Spot) -> Place | None:
        text = spot.settings.read_text(encoding="utf-8")
        changed = change(text, spot)
        if changed is None or changed == text:
            return None
        spot.settings.write_text(changed, encoding="utf-8")
        return Place(NAME, None, place)

    return mutate


def _sub(pattern: str, by: str, place: str | None = None) -> Any:
    return _text(lambda text, _: re.sub(pattern, by, text, count=1, flags=re.MULTILINE), place)


def _data(change: Callable[[dict[str, Any], Spot], str | None]) -> Any:
    """Change what study.yml says, and write it anew; the key's path is given."""

    def mutate(spot: Spot) -> Place | None:
        data = yaml.safe_load(spot.settings.read_text(encoding="utf-8"))
        place = change(data, spot)
        if place is None:
            return None
        spot.settings.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), encoding="utf-8")
        return Place(NAME, None, place or None)

    return mutate


def _bytes(change: Callable[[bytes, Spot], bytes]) -> Any:
    def mutate(spot: Spot) -> Place:
        spot.settings.write_bytes(change(spot.settings.read_bytes(), spot))
        return Place(NAME)

    return mutate


def _unknown_key(data: dict[str, Any], spot: Spot) -> str:
    block = spot.pick([name for name in data if isinstance(data[name], dict) and name not in ("groups",)])
    key = spot.pick(list(data[block]))
    data[block][f"{key}x"] = data[block].pop(key)
    return f"{block}.{key}x"


def _wrong_type(data: dict[str, Any], spot: Spot) -> str:
    at = spot.pick(list(data))
    data[at] = spot.pick((17, True, [[1]], {"x": {"y": 1}}, "\U0001f600"))
    return str(at)


def _less(data: dict[str, Any], spot: Spot) -> str:
    at = spot.pick(("organisation", "waves", "survey"))
    del data[at]
    return str(at)


def _null(data: dict[str, Any], spot: Spot) -> str:
    at = spot.pick(("organisation", "waves", "survey"))
    data[at] = None
    return str(at)


def _waves_turned(data: dict[str, Any], spot: Spot) -> str:
    data["waves"].reverse()
    return "waves.1.date"


def _waves_files_swapped(data: dict[str, Any], spot: Spot) -> str | None:
    """Name the file of the last wave at the first, and the other way around."""
    first, *_, last = data["waves"]
    if "file" not in first or spot.organisation in ("demo-bouwbedrijf", "demo-gemeente"):
        return None
    first["file"], last["file"] = last["file"], first["file"]
    return ""


def _wave_twice(data: dict[str, Any], spot: Spot) -> str:
    data["waves"].append(dict(data["waves"][0]))
    return ""


def _same_file(data: dict[str, Any], spot: Spot) -> str | None:
    if "file" not in data["waves"][0]:
        return None
    data["waves"][1]["file"] = data["waves"][0]["file"]
    return ""


def _date(*values: Any) -> Any:
    def change(data: dict[str, Any], spot: Spot) -> str:
        data["waves"][0]["date"] = spot.pick(values)
        return "waves.0.date"

    return _data(change)


def _file(*values: Any) -> Any:
    def change(data: dict[str, Any], spot: Spot) -> str:
        data["interventions"] = spot.pick(values)
        return "interventions"

    return _data(change)


def _level(data: dict[str, Any], spot: Spot) -> str:
    group = spot.pick(list(data["groups"]))
    data["groups"][group]["focal"][0] = "bestaat niet"
    data["groups"][group].pop("labels", None)
    return ""


def _column(data: dict[str, Any], spot: Spot) -> str | None:
    if not any("file" in wave for wave in data["waves"]):
        return None  # no file has columns of groups: the name is one of several by which a group may be called
    group = spot.pick([name for name, block in data["groups"].items() if block.get("column")])
    data["groups"][group]["column"] += "x"
    return ""


def _outcome(data: dict[str, Any], spot: Spot) -> str:
    data["plan"]["primary"] = ["pgis.totaal"]
    return "plan.primary.0"


def _number(data: dict[str, Any], spot: Spot) -> str:
    data["plan"]["smallest_effect"] = spot.pick(("klein", -0.2, float("nan"), float("inf"), [0.2]))
    return "plan.smallest_effect"


def _invited(data: dict[str, Any], spot: Spot) -> str:
    data["waves"][0]["invited"] = spot.pick(("veel", -4, 3.5, float("nan"), 3))
    return "waves.0.invited"


def _named(data: dict[str, Any], spot: Spot) -> str:
    data["organisation"]["name"] = spot.pick(("\U0001f600 أهلا", "x" * 300))
    return "organisation.name"


def _id(data: dict[str, Any], spot: Spot) -> str:
    data["organisation"]["id"] = spot.pick(("een-ander", "../x", "", "CON", "\U0001f600"))
    return "organisation.id"


def _cut(spot: Spot) -> Place:
    raw = spot.settings.read_bytes()
    at = int(spot.draw.integers(len(raw) // 10, len(raw) - 30))
    spot.settings.write_bytes(raw[:at])
    return Place(NAME)


def _rewritten(data: dict[str, Any], spot: Spot) -> str:
    return ""


def _turned_around(data: dict[str, Any], spot: Spot) -> str:
    for key in reversed(list(data)):
        data[key] = data.pop(key)
    return ""


def _double_key(text: str, spot: Spot) -> str:
    return f"{text}\nplan: {{primary: [pgis.belonging]}}\n"


YML = (".yml",)


def _kind(name: str, mutate: Any, may: tuple[str, ...] = (REFUSED,), names: str = "file", why: str = "") -> Kind:
    return Kind("study.yml", name, mutate, may, names, suffixes=YML, why=why)


KEY = "file column"
KINDS = (
    _kind("an unknown key", _data(_unknown_key), names=KEY),
    _kind("a block of a wrong type", _data(_wrong_type), names=KEY),
    _kind("a needed block less", _data(_less), names=KEY),
    _kind("a needed block empty", _data(_null), names=KEY),
    _kind("a key twice", _text(_double_key, "plan"), names=KEY),
    _kind("a tab for blanks", _sub(r"^  id:", "\tid:")),
    _kind("cut off", _cut, (REFUSED, CHANGED), names="", why="what is optional may have been left out"),
    _kind(
        "a bracket or quote that is not closed",
        _text(lambda text, spot: text.replace("focal: [", spot.pick(("focal: [[", "focal: ['", 'focal: ["')), 1)),
    ),
    _kind("empty", _bytes(lambda _, spot: spot.pick((b"", b"\n", b"# niets\n", b"---\n", b"\xef\xbb\xbf")))),
    _kind("no text", _bytes(lambda _, spot: spot.draw.bytes(3000))),
    _kind("a NUL byte", _bytes(lambda raw, _: raw[:200] + b"\0" + raw[200:])),
    _kind("bytes that are no text", _bytes(lambda raw, _: raw[:300] + b"\x81\xff\xfe" + raw[300:])),
    _kind("UTF-8 with a byte order mark", _bytes(lambda raw, _: b"\xef\xbb\xbf" + raw), (UNCHANGED,)),
    _kind("UTF-16", _bytes(lambda raw, _: raw.decode().encode("utf-16")), (UNCHANGED, REFUSED)),
    _kind("latin-1", _bytes(lambda raw, _: raw.replace(b"verzonnen", b"verz\xf6nnen", 1)), (REFUSED,)),
    _kind("lines that end as on Windows", _bytes(lambda raw, _: raw.replace(b"\n", b"\r\n")), (UNCHANGED,)),
    _kind("written in another style, without remarks", _data(_rewritten), (UNCHANGED,)),
    _kind("keys in another order", _data(_turned_around), (UNCHANGED,)),
    _kind("an anchor and an alias", _sub(r"^organisation:", "x: &a [1]\ny: *a\norganisation:")),
    _kind("a tag", _sub(r"^  name: .*", "  name: !!python/object/apply:os.getcwd []"), names="file"),
    _kind("a thousand brackets", _bytes(lambda raw, _: raw + b"x: " + b"[" * 1000 + b"]" * 1000 + b"\n")),
    _kind("waves in another order", _data(_waves_turned), names="file"),
    _kind("files of two waves exchanged", _data(_waves_files_swapped), (REFUSED, NOTED), names=""),
    _kind("a wave twice", _data(_wave_twice)),
    _kind("one file for two waves", _data(_same_file)),
    _kind("a date that is none", _date("2019-02-30", "onbekend", 43739, "1-13-2019", True, [2019]), names=KEY),
    _kind("a file out of the folder", _file("../x.csv", "/etc/passwd", "a/../../b.csv", "~/x.csv"), names=KEY),
    _kind(
        "a file that cannot be one", _file("", ".", "con.csv", "a\0.csv", "x.exe", 12, "http://x.nl/a.csv"), names=KEY
    ),
    _kind("a level that nobody has", _data(_level), (REFUSED, NOTED)),
    _kind("a column that is not there", _data(_column), names=""),
    _kind("an outcome that is not there", _data(_outcome), names=KEY),
    _kind("a smallest effect that is none", _data(_number), names=KEY),
    _kind("a number of invited that is none", _data(_invited), names=KEY),
    _kind(
        "a name with an emoji, or of 300 letters",
        _data(_named),
        (REFUSED, CHANGED),
        names=KEY,
        why="an organisation may have any name",
    ),
    _kind("the id of another organisation", _data(_id), names=KEY),
)
