"""The book's own extensions and its build command."""

import json
import re
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import yaml

from book import build_site
from book.ext import assignment, demo_state, execution_cache, site_files
from course.demos import ConvolutionWindow, Im2Col, PhotoKernel, SlidingKernel
from tests.support.grids import case
from tests.support.paths import ROOT

REPOSITORY = {"url": "https://github.com/someone/course/", "branch": "2027 spring"}
SERVICES = {
    "colab_url": "https://colab.example",
    "binderhub_url": "https://binder.example",
    "jupyterhub_url": "https://hub.example",
}


def config(**services: str) -> Any:
    return SimpleNamespace(assignment_repository=REPOSITORY, assignment_services=services)


def test_launch_links_open_the_students_notebook() -> None:
    links = assignment.launch_links("notebooks/a02_convolution.ipynb", config(**SERVICES))
    assert links == {
        "Colab": "https://colab.example/github/someone/course/blob/2027%20spring/notebooks/a02_convolution.ipynb",
        "Binder": "https://binder.example/v2/gh/someone/course/2027%20spring?labpath=notebooks%2Fa02_convolution.ipynb",
        "JupyterHub": "https://hub.example/hub/user-redirect/git-pull?repo=https%3A%2F%2Fgithub.com%2Fsomeone%2Fcourse"
        "&branch=2027+spring&urlpath=lab%2Ftree%2Fcourse%2Fnotebooks%2Fa02_convolution.ipynb",
    }


def test_a_service_without_an_address_gets_no_link() -> None:
    assert list(assignment.launch_links("n.ipynb", config(binderhub_url="https://binder.example"))) == ["Binder"]


def saved(*demos: Any) -> dict[str, Any]:
    """The state of widgets as a notebook saves it."""
    state = {
        str(i): {"model_name": "AnyModel", "state": json.loads(json.dumps(demo.get_state(), default=str))}
        for i, demo in enumerate(demos)
    }
    return {"state": {"layout": {"model_name": "LayoutModel", "state": {}}, **state}}


def whole(value: Any, parts: list[Any]) -> Any:
    """What the loader makes of a shortened value (book/assets/demos.js)."""
    if isinstance(value, list):
        return [whole(each, parts) for each in value]
    if not isinstance(value, dict):
        return value
    if "$" in value:
        return whole(parts[value["$"]], parts)
    found = {name: whole(each, parts) for name, each in value.items()}
    return {**found.pop("same", {}), **found}


def test_a_chinese_book_has_the_chinese_notebook_or_says_that_it_is_english(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(assignment, "ROOT", tmp_path)
    (tmp_path / "notebooks" / "zh").mkdir(parents=True)
    (tmp_path / "notebooks" / "zh" / "a01.ipynb").touch()
    for language, name, path, says in (
        ("zh_CN", "a01", "notebooks/zh/a01.ipynb", ""),
        ("zh_CN", "a02", "notebooks/a02.ipynb", "（英文）"),
        ("en", "a01", "notebooks/a01.ipynb", ""),
    ):
        book: Any = SimpleNamespace(language=language)
        with case(language=language, name=name):
            assert assignment.notebook_path(name, book) == path
            assert assignment.mark(path, book) == says


def test_what_stands_more_than_once_is_said_once() -> None:
    axis = list(range(20))
    value = {"a": {"x": axis, "y": [1]}, "b": {"x": axis, "y": [1]}, "c": {"x": axis, "y": [2]}}
    short, parts = demo_state.say_once(value)
    assert parts == [axis, {"x": {"$": 0}, "y": [1]}], "the axis, and what a and b have in common"
    assert short == {"a": {"$": 1}, "b": {"$": 1}, "c": {"x": {"$": 0}, "y": [2]}}
    assert whole(short, parts) == value


def test_the_page_carries_the_drawing_code_once() -> None:
    state = saved(SlidingKernel(), ConvolutionWindow(), ConvolutionWindow(stride=2))
    small = demo_state.compact(state)
    assert len(small["parts"]) > 10
    small["models"] = whole(small["models"], small.pop("parts"))
    assert len(small["code"]) == 1
    assert sorted(small["models"]) == ["0", "1", "2"]
    assert small["models"]["2"]["setting"] == [1, 0]
    assert small["models"]["1"]["frames"] == state["state"]["1"]["state"]["frames"]
    assert "layout" not in small["models"]["0"]
    assert len(json.dumps(small)) < len(json.dumps(state)) - 2 * len(small["code"]["0"]["_esm"])


def test_code_and_pixels_lie_in_files_that_pages_share(tmp_path: Path) -> None:
    photo = PhotoKernel({"cat": np.arange(12).reshape(3, 4)})
    small = demo_state.compact(saved(SlidingKernel(), photo, ConvolutionWindow()))
    assert "pixels" not in small["models"]["1"]
    filed = demo_state.put_into_files(small, tmp_path)
    again = demo_state.put_into_files(demo_state.compact(saved(Im2Col())), tmp_path)
    assert filed["late"].keys() == {"1"}
    assert again["code"]["0"] == filed["code"]["0"], "the same code is the same file"
    held = {}
    for path in (tmp_path / "demos").iterdir():
        parts = re.fullmatch(r'(.*)\["(\w+)"\] = (.*);\n', path.read_text(encoding="utf-8"))
        assert parts
        before, name, text = parts.groups()
        assert (before, name) == ("(globalThis.kgDemoFiles ??= {})", path.stem)
        held[name] = json.loads(text)
    assert held.keys() == {*filed["code"].values(), filed["late"]["1"]["pixels"]}
    assert held[filed["late"]["1"]["pixels"]] == photo.pixels
    assert held[filed["code"][small["models"]["1"]["code"]]] == photo._esm


def test_files_that_no_page_names_go(tmp_path: Path) -> None:
    names = [demo_state.keep(value, tmp_path / "_static") for value in ("old", "new")]
    (tmp_path / "page.html").write_text(f'<script src="_static/demos/{names[1]}.js">')
    demo_state.remove_stale(SimpleNamespace(outdir=tmp_path), None)  # type: ignore[arg-type]  # it looks at outdir only
    assert [path.stem for path in (tmp_path / "_static" / "demos").iterdir()] == [names[1]]


def test_a_widget_that_needs_a_kernel_is_refused() -> None:
    dead = {"state": {"a": {"model_name": "IntSliderModel", "state": {"value": 3}}}}
    with pytest.raises(ValueError, match="IntSliderModel does nothing on a page without a kernel"):
        demo_state.compact(dead)


def test_the_execution_cache_moves_when_the_course_or_the_pins_change(tmp_path: Path) -> None:
    (tmp_path / "course").mkdir()
    code, pins = tmp_path / "course" / "a.py", tmp_path / "requirements.txt"
    code.write_text("one")
    pins.write_text("numpy==2")
    first = execution_cache.cache_path(tmp_path)
    assert execution_cache.cache_path(tmp_path) == first
    code.write_text("two")
    second = execution_cache.cache_path(tmp_path)
    pins.write_text("numpy==3")
    third = execution_cache.cache_path(tmp_path)
    (tmp_path / "course" / "prose.txt").write_text("once upon a time")
    fourth = execution_cache.cache_path(tmp_path)
    (tmp_path / "course" / "reviews.txt.gz").write_bytes(b"1Good.")
    fifth = execution_cache.cache_path(tmp_path)
    (tmp_path / "course" / "weights.json").write_text("[1]")
    sixth = execution_cache.cache_path(tmp_path)
    assert len({first, second, third, fourth, fifth, sixth}) == 6
    assert first.parent == tmp_path / "_build" / "executed"


def test_a_change_of_the_sites_own_files_is_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(site_files, "FOLDERS", (tmp_path,))
    seen = []
    for text in ("a {}", "b {}"):
        (tmp_path / "book.css").write_text(text)
        settings: Any = SimpleNamespace()
        site_files.note_site_files(SimpleNamespace(), settings)  # type: ignore[arg-type]  # it looks at settings only
        seen.append(settings.site_files)
    assert seen[0] != seen[1]


def test_without_npm_one_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(build_site, "FRONT_END", tmp_path)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr("sys.argv", ["build_site.py", "build"])
    assert build_site.main() == 1
    assert capsys.readouterr().err == (
        "npm is missing, and the site's fonts come from it: install Node.js 18 or later.\n"
    )


def small_book(folder: Path, page: str) -> Path:
    """A book of one page with the settings of the real one."""
    settings = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    del settings["logo"], settings["html"]["favicon"]
    settings["bibtex_bibfiles"] = [str(ROOT / path) for path in settings["bibtex_bibfiles"]]
    settings["sphinx"]["local_extensions"] = {
        name: str(ROOT / path) for name, path in settings["sphinx"]["local_extensions"].items()
    }
    options = settings["sphinx"]["config"]
    options["html_static_path"] = [str(ROOT / path) for path in options["html_static_path"]]
    (folder / "_config.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    (folder / "_toc.yml").write_text("format: jb-book\nroot: index\n", encoding="utf-8")
    kernel = {"name": "python3", "display_name": "Python 3"}
    about = {"jupytext": {"text_representation": {"format_name": "myst"}}, "kernelspec": kernel}
    header = f"---\n{yaml.safe_dump(about)}---\n"
    (folder / "index.md").write_text(f"{header}# A book\n\n{page}\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("page", "says"),
    [
        (
            "```{code-cell}\nraise RuntimeError('seven is not eight')\n```",
            "a cell of .*index.md failed, RuntimeError: seven is not eight",
        ),
        ("```{code-cell}\nimport warnings; warnings.warn('old')\n```", "index.md.*stderr"),
        (r"A formula, $\frac{1}$.", r"index.md:\d+:.*KaTeX cannot render '\\\\frac\{1\}'"),
        ("```{assignment} a99_nothing\n```", r"index.md:\d+:.*python -m autograder release a99_nothing"),
    ],
)
def test_what_is_wrong_in_a_page_fails_the_build_in_one_sentence(
    site: Path, tmp_path: Path, page: str, says: str
) -> None:
    with pytest.raises(build_site.SiteError, match=says) as caught:
        build_site.build(small_book(tmp_path, page))
    assert "\n" not in str(caught.value)
    assert "\x1b" not in str(caught.value)
