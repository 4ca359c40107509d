"""The main job a second time: another folder, another key and other kernels give the same bytes."""

from __future__ import annotations

from pathlib import Path

from demo import demo_workspace, report

#: with everything that organisations differ in: linked by codes and not, items and ready scores, real and made up
SOME = ("univbct-1022", "lq2002", "demo-gemeente")


def test_another_folder_another_key_and_plain_kernels_give_the_same_bytes(root: Path, tmp_path: Path) -> None:
    first, again = (demo_workspace(root, tmp_path / name) for name in ("demo", "elsewhere"))
    report(first, tmp_path / "first.key", of=SOME)
    report(again, tmp_path / "second.key", "--kernels", "plain", "--jobs", "1", of=SOME)
    made, others = (
        {path.relative_to(of): path.read_bytes() for path in of.rglob("*") if path.is_file()}
        for of in (first / "reports", again / "reports")
    )
    assert made.keys() == others.keys()
    for name, content in made.items():
        assert others[name] == content, name
