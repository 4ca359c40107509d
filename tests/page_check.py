"""A page in Debian's chromium: axe-core, page-level scrolling, requests, and what the first screen holds."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any

import pytest

WIDTHS = (1280, 768, 320)
SCHEMES = ("light", "dark")
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--force-color-profile=srgb"]
_VISIBLE = """text => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT);
  const squeeze = s => s.replace(/\\s+/g, ' ').trim();
  let found = null;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if ((!found || found.contains(node)) && squeeze(node.innerText || '').includes(text)) found = node;
  }
  if (!found) return 'is not on the page';
  const box = found.getBoundingClientRect();
  return box.bottom <= window.innerHeight && box.right <= window.innerWidth ? '' : 'ends at ' + Math.round(box.bottom);
}"""


_LEAD = """() => {
  const lead = document.querySelector('.lead'), verdict = lead.querySelector('p');
  const caveats = [...lead.querySelectorAll('.caution')];
  const beyond = element => Math.round(element.getBoundingClientRect().bottom - window.innerHeight);
  return {said: verdict.innerText, caveats: caveats.map(c => c.innerText), beyond: [verdict, ...caveats].map(beyond)};
}"""


class PageCheck:
    """Looks at pages in a browser that was started once."""

    def __init__(self, browser: Any, folder: Path) -> None:
        self._browser = browser
        self._folder = folder

    def __call__(
        self,
        page: str | Path,
        widths: tuple[int, ...] = WIDTHS,
        schemes: tuple[str, ...] = SCHEMES,
        *,
        colours: bool = True,
    ) -> list[str]:
        """Give all that is wrong with a page at these widths, in light and dark; an empty list is what we want.

        Contrast of colours, which takes three quarters of the time, can be left out.
        """
        looks = product(widths, schemes)
        return [problem for width, scheme in looks for problem in self._look(page, width, scheme, colours)]

    def first_screen(self, page: str | Path, texts: list[str], size: tuple[int, int]) -> list[str]:
        """Give those texts that do not stand wholly on the first screen of a given width and height."""
        with self.opened(page, *size) as tab:
            return [f"{text!r} {fault}" for text in texts if (fault := tab.evaluate(_VISIBLE, text))]

    def lead(self, page: str | Path, size: tuple[int, int]) -> tuple[str, list[str]]:
        """Give a report's main verdict and its caveat, both of which stand wholly on the first screen of that size."""
        with self.opened(page, *size) as tab:
            found = tab.evaluate(_LEAD)
        assert max(found["beyond"]) <= 0, f"{page}: {max(found['beyond'])} px under the first screen of {size}"
        return found["said"], found["caveats"]

    @contextmanager
    def opened(self, page: str | Path, width: int, height: int = 900, scheme: str = "light") -> Iterator[Any]:
        """Open a page (a path or HTML) and give playwright's page; it fails on any request but the page's own."""
        path = page if isinstance(page, Path) else self._folder / "page.html"
        if isinstance(page, str):
            path.write_text(page, encoding="utf-8")
        context = self._browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        try:
            tab = context.new_page()
            requests: list[str] = []
            tab.on("request", lambda request: requests.append(request.url))
            tab.goto(path.resolve().as_uri())
            yield tab
            assert requests == [path.resolve().as_uri()], "the page asks for something outside itself"
        finally:
            context.close()

    def _look(self, page: str | Path, width: int, scheme: str, colours: bool) -> Iterator[str]:
        from axe_playwright_python.sync_playwright import Axe

        with self.opened(page, width, scheme=scheme) as tab:
            tab.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
            options = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": colours}}}
            for violation in Axe().run(tab, options=options).response["violations"]:
                where = "; ".join(str(node["target"]) for node in violation["nodes"][:3])
                yield f"{width} {scheme}: axe {violation['id']}: {violation['help']} ({where})"
            wide = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if wide > 0:
                yield f"{width} {scheme}: the page scrolls sideways by {wide} px"


@pytest.fixture(scope="module")  # a browser that stays leaves an event loop running for all tests after it
def page_check(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageCheck]:
    """Check pages in Debian's chromium; skip where it is not installed."""
    executable = shutil.which("chromium")
    if executable is None:
        pytest.skip("Debian's chromium is not installed (scripts/get-chromium.sh installs it)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=_ARGUMENTS)
        yield PageCheck(browser, tmp_path_factory.mktemp("pages"))
        browser.close()
