"""The cells of changed chapters, run before the build."""

from pathlib import Path

import pytest
from jupyter_cache import get_cache

from book import run_cells

PAGE = """---
jupytext: {text_representation: {format_name: myst}}
kernelspec: {name: python3, display_name: Python 3}
---

# A page

```{code-cell}
import time
print("one line", end=" ", flush=True)
time.sleep(0.5)
print("in two pieces")
```
"""


def test_a_line_that_is_printed_in_two_pieces_stays_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: index\nparts: []\n")
    (tmp_path / "_config.yml").write_text("execute: {timeout: 60}\n")
    (tmp_path / "index.md").write_text(PAGE)
    monkeypatch.setattr(run_cells, "cache_path", lambda: tmp_path / "cache")
    assert run_cells.run(tmp_path) == 1
    (record,) = get_cache(str(tmp_path / "cache")).list_cache_records()
    (cell,) = (each for each in get_cache(str(tmp_path / "cache")).get_cache_bundle(record.pk).nb.cells if each.outputs)
    assert [output.text for output in cell.outputs] == ["one line in two pieces\n"]
    assert run_cells.run(tmp_path) == 0, "what has run is not run again"


def test_what_the_configuration_leaves_out_is_not_run(tmp_path: Path) -> None:
    chapters = "parts: [{caption: All, chapters: [{file: one}, {file: aside/two}]}]"
    (tmp_path / "_toc.yml").write_text(f"format: jb-book\nroot: index\n{chapters}\n")
    (tmp_path / "_config.yml").write_text("execute: {timeout: 60, exclude_patterns: [aside/*]}\n")
    (tmp_path / "aside").mkdir()
    for name in ("index", "one", "aside/two"):
        (tmp_path / f"{name}.md").write_text(PAGE)
    assert [path.stem for path in run_cells.chapters(tmp_path)] == ["index", "one"]
