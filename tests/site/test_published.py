"""What is in the built folder, and what must never be."""

import html
import json
import re
import zipfile
from pathlib import Path

import pytest

from autograder.release.addresses import addresses_of
from tests.support.browsing import CHINESE, chapters, transferred
from tests.support.paths import ROOT

TEXTS = {".html", ".js", ".css", ".txt", ".json", ".md", ".ipynb", ".svg"}


def test_only_the_tables_of_contents_pages_are_published(site: Path) -> None:
    pages = {path.relative_to(site).with_suffix("").as_posix() for path in site.rglob("*.html")}
    chinese = {name.removesuffix(".html") for name in CHINESE} | {"zh/index"}
    assert pages == {*chapters(), "index", "search", "genindex", "404"} | chinese
    index = (site / "searchindex.js").read_text(encoding="utf-8")
    found = json.loads(index[index.index("(") + 1 : index.rindex(")")])
    assert sorted(found["docnames"]) == sorted(chapters())


def test_neither_solutions_nor_grader_are_published(site: Path) -> None:
    names = [path.relative_to(site).as_posix() for path in site.rglob("*")]
    assert not [name for name in names if re.search(r"solutions|autograder|_sources", name)]
    for path in site.rglob("*"):
        if path.suffix in TEXTS:
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"(from|import) +(solutions|autograder)\b", text), path


def example_hosts(text: str) -> list[str]:
    """The links that lead to a host which exists for examples alone, or not at all (RFC 2606)."""
    found = re.findall(r"""href=["'](https?://[^"'/:]+)""", text)
    return [host for host in found if re.search(r"(^|[./])(example(\.(com|net|org))?|invalid|test)$", host)]


def test_no_link_leads_to_an_example_host(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert pages
    assert {page.name: hosts for page in pages if (hosts := example_hosts(page.read_text(encoding="utf-8")))} == {}
    links = ("https://jupyterhub.example.org/hub", "https://mybinder.org/v2", "https://hub.example:80/")
    assert example_hosts("".join(f'<a href="{link}">' for link in links)) == [
        "https://jupyterhub.example.org",
        "https://hub.example",
    ]


def test_every_download_is_a_students_notebook(site: Path) -> None:
    downloads = [path for path in (site / "_downloads").rglob("*") if path.is_file()]
    assert downloads
    for path in downloads:
        assert path.read_bytes() == (ROOT / "notebooks" / path.name).read_bytes()


def test_every_page_names_its_icon_its_language_and_the_course(site: Path) -> None:
    """A browser asks for /favicon.ico, which is not there, while it reads a page that names no icon."""
    pages = list(site.rglob("*.html"))
    assert pages
    for page in pages:
        text = page.read_text(encoding="utf-8")
        icon = re.search(r'<link rel="icon" href="([^"]+)"', text)
        assert icon, f"{page} names no icon"
        if page.name != "404.html":  # whose addresses are absolute: tests/site/test_shared_links.py opens it
            assert icon[1] == "data:," or (page.parent / icon[1]).is_file(), f"{page} names an icon that is not there"
        language = "zh-CN" if page.is_relative_to(site / "zh") else "en"
        assert f'<html lang="{language}"' in text, f"{page} names no language"
        title = re.search("<title>(.*?)</title>", text, re.DOTALL)
        assert title, f"{page} has no title"
        assert "Kernels & Gates" in html.unescape(title[1])


@pytest.mark.parametrize("name", [*chapters(), "search", "genindex"])
def test_every_page_offers_every_notebook(site: Path, name: str) -> None:
    page = site / f"{name}.html"
    text = page.read_text(encoding="utf-8")
    notebooks = sorted((ROOT / "notebooks").glob("*.ipynb"))
    assert notebooks
    for notebook in notebooks:
        link = re.search(rf'href="([^":]*{notebook.name})" download', text)
        assert link, f"{name} does not offer {notebook.name}"
        assert (page.parent / link[1]).read_bytes() == notebook.read_bytes()
        for service in ("colab", "mybinder", "hub"):
            assert re.search(rf'href="https://[^"]*{service}[^"]*{notebook.name}', text), f"{name}: {service}"


def test_the_course_package_is_published_where_the_notebooks_look_for_it(site: Path) -> None:
    wheels = list((site / "downloads").iterdir())
    assert len(wheels) == 1
    addresses = addresses_of(ROOT)
    assert addresses is not None
    notebooks = list((ROOT / "notebooks").glob("*.ipynb"))
    assert notebooks
    for notebook in notebooks:
        assert f"{addresses.site}downloads/{wheels[0].name}" in notebook.read_text(encoding="utf-8")
    with zipfile.ZipFile(wheels[0]) as wheel:
        tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"course"}


def test_no_page_is_heavy(site: Path) -> None:
    """What a page brings by itself, on the wire; tests/site/test_pages.py adds up all that it asks for."""
    for name in chapters():
        assert transferred(site / f"{name}.html") < 80_000, name
