"""Validate the RO-Crates of reports with roc-validator, without the network: see scripts/validate_crates.sh.

roc-validator takes the JSON-LD context of RO-Crate 1.1 from the web; here it is put in its cache from the Python
package ``rocrate`` 0.13.0, which carries it.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter
from requests_cache import CachedSession
from urllib3 import HTTPResponse

CONTEXT = "https://w3id.org/ro/crate/1.1/context"
PROFILES = ("ro-crate-1.1", "process-run-crate-0.5")


class Carried(BaseAdapter):
    """Answers with the context that the package ``rocrate`` carries."""

    def send(self, request: PreparedRequest, *_: Any, **__: Any) -> Response:
        """Give the context, whatever is asked for."""
        held = Path(str(distribution("rocrate").locate_file("rocrate/data/ro-crate.jsonld"))).read_bytes()
        answer = Response()
        answer.status_code, answer.url, answer.request = 200, str(request.url), request
        answer.headers["Content-Type"] = "application/ld+json"
        told = {"status": 200, "headers": dict(answer.headers), "preload_content": False, "request_url": CONTEXT}
        answer.raw = HTTPResponse(io.BytesIO(held), **told)
        return answer

    def close(self) -> None:
        """Nothing is open."""


def main() -> int:
    """Validate the crates of the folders that are named, or of all reports, at the level that comes first."""
    level, *named = sys.argv[1:] or ["required"]
    found = sorted(path.parent for path in Path("reports").glob("*/ro-crate-metadata.json"))
    folders = [Path(name) for name in named] or found
    with tempfile.TemporaryDirectory() as place:
        cache = Path(place) / "cache"
        session = CachedSession(str(cache), backend="sqlite", expire_after=-1, allowable_methods=("GET",))
        session.mount("https://", Carried())
        session.get(CONTEXT)
        session.close()
        wrong = [(folder, kind) for folder in folders for kind in PROFILES if not valid(folder, kind, level, cache)]
    for folder, profile in wrong:
        print(f"{folder}: no valid {profile}")
    print(f"{len(folders)} crates held against {' and '.join(PROFILES)} ({level}): {len(wrong)} times not valid")
    return bool(wrong or not folders)


def valid(folder: Path, profile: str, level: str, cache: Path) -> bool:
    """Hold a crate against a profile, and print what is wrong with it."""
    tool, told = Path(sys.executable).with_name("rocrate-validator"), Path(f"{cache}.json")
    asked = ["-p", profile, "-l", level, "--offline", "--cache-path", str(cache), "-f", "json", "-o", str(told)]
    ran = subprocess.run([tool, "-y", "validate", *asked, folder], capture_output=True, text=True, check=False)
    if not told.is_file():
        print(ran.stdout, ran.stderr)
        return False
    found = json.loads(told.read_text(encoding="utf-8"))
    told.unlink()
    for issue in found["issues"]:
        print(f"  {issue['severity']}: {issue['message']} ({issue['check']['identifier']})")
    return bool(found["passed"])


if __name__ == "__main__":
    sys.exit(main())
