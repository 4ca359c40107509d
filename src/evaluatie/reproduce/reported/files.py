"""The text of a file: plain text, Markdown, HTML, LaTeX or a Word document."""

from __future__ import annotations

from pathlib import Path

from evaluatie.amiss import refuse

#: kinds that are text already; mark-up is taken out when the text is checked
_TEXT = (".txt", ".md", ".markdown", ".html", ".htm", ".tex", ".qmd", ".rmd", ".text", "")
_BY_PANDOC = {".docx": "docx", ".odt": "odt", ".rtf": "rtf"}
#: characters that no text has, and in how many of the first they are looked for
_NO_TEXT = frozenset(map(chr, range(32))) - frozenset("\t\n\r\f\v\x1b")
_LOOKED_AT = 100_000
_MOST_BYTES = 50 * 1024 * 1024


def text_of(path: str | Path) -> str:
    """Read the text of a file.

    Parameters
    ----------
    path : path
        A text (.txt, .md, .html, .tex; in UTF-8, else Windows' Western European) or a document (.docx, .odt, .rtf).

    Returns
    -------
    str

    Raises
    ------
    InputError
        If there is no such file, or it is a folder, empty, of another kind or too large.
    """
    place = Path(path)
    kind = place.suffix.casefold()
    if place.is_dir():
        refuse([f"{place} is a folder; give the files in it, such as {place}/*.docx"])
    if not place.exists():
        refuse([f"there is no file {place}"])
    if kind not in (*_TEXT, *_BY_PANDOC):
        refuse([f"{place.name}: {kind} cannot be read; save it as .txt, .md, .html or .docx ({_hint(kind)})"])
    if place.stat().st_size > _MOST_BYTES:
        refuse([f"{place.name} is larger than 50 MB; cut it into parts"])
    if kind in _BY_PANDOC:
        return _with_content(_converted(place, _BY_PANDOC[kind]), place.name)
    return pasted(place.read_bytes(), place.name)


def pasted(content: bytes, name: str) -> str:
    """Read what is no document: a text, which must hold something.

    Parameters
    ----------
    content : bytes
    name : str
        What to call it in a message.

    Returns
    -------
    str

    Raises
    ------
    InputError
        If it is no text, or empty.
    """
    text = decoded(content)
    if not _NO_TEXT.isdisjoint(text[:_LOOKED_AT]):
        refuse([f"{name} is no text, but a program's own file; save it as .txt (UTF-8), .html or .docx"])
    return _with_content(text, name)


def _with_content(text: str, name: str) -> str:
    if not text.strip():
        refuse([f"{name} is empty: there is no text in it to check"])
    return text


def _hint(kind: str) -> str:
    return (
        "copy the text out of the PDF, or use pdftotext"
        if kind == ".pdf"
        else "or paste the text: evaluatie reported -"
    )


def decoded(content: bytes) -> str:
    r"""Decode a text: UTF-8 or UTF-16 with its mark, else Windows' Western European.

    Parameters
    ----------
    content : bytes

    Returns
    -------
    str

    Examples
    --------
    >>> decoded("χ2(1) = 4,2".encode()), decoded(b"t(27) = \x962.15")
    ('χ2(1) = 4,2', 't(27) = –2.15')
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _converted(place: Path, kind: str) -> str:
    import subprocess

    import pypandoc

    command = [pypandoc.get_pandoc_path(), "--sandbox", "-f", kind, "-t", "plain", "--wrap=none", str(place)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=120)  # noqa: S603 - our own pandoc
    if done.returncode:
        refuse([f"{place.name} cannot be read as .{kind}; open it, and save it anew"])
    return done.stdout.decode("utf-8", errors="replace")
