"""A demo's still: what its own code draws without a browser, and what stands in the page for it."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sphinx.errors import ExtensionError

from book.ext import demo_state, stills
from course.demos import LetterUnits, LstmCell, PhotoKernel, SlidingKernel


def drawn(demo: Any) -> dict[str, Any]:
    """The demo's still."""
    traits = {name: getattr(demo, name) for name in demo.trait_names(sync=True) if name not in {"comm", "layout"}}
    code = {"0": {"_esm": demo._esm, "_css": demo._css}}
    return stills.stills(code, {"one": {**json.loads(json.dumps(traits, default=str)), "code": "0"}}, "en")["one"]


def words_of(html: str) -> str:
    return " ".join(re.sub("<[^>]*>", " ", html).split())


def test_a_still_shows_the_numbers_the_settings_and_the_sentence() -> None:
    still = drawn(SlidingKernel((1, 2, 3, 0), (1, 2, -1), mode="wide", flip=True, position=2))
    words = words_of(still["html"])
    assert "Mode wide (every overlap)" in words
    assert "☑ Flip the kernel" in words
    assert "Output 2 = 1·(−1) + 2·2 + 3·1 = 6" in words
    assert "0 0 1 2 3 0 0 0" in words, "the padded signal"
    assert still["pictures"] == []


def test_what_can_be_set_is_words_in_a_still() -> None:
    for demo in (SlidingKernel(), LstmCell(), LetterUnits(), PhotoKernel({"cat": np.arange(12).reshape(3, 4)})):
        assert not re.search(r"<(input|select|button|details|label|canvas)\b", drawn(demo)["html"])
    photo = PhotoKernel({"cat": np.arange(12).reshape(3, 4)})
    photo.shown = "signs"
    assert "Show orange − and blue +" in words_of(drawn(photo)["html"]), "the choice that was made, not the first one"


def test_places_are_rounded_and_words_are_not() -> None:
    demo = LetterUnits()
    html = drawn(demo)["html"]
    (alternative,) = re.findall(r'<svg[^>]* aria-label="([^"]*)"', html)
    assert f"r\u00a0=\u00a0{demo.units[demo.unit - 1]['r']:.2f} on".replace("-", "−") in alternative
    assert not re.search(r' (x|y|d|width)="[^"]*\.\d\d', drawn(LstmCell())["html"])


def test_the_pixels_of_a_still_are_those_of_the_photograph(tmp_path: Path) -> None:
    matplotlib = pytest.importorskip("matplotlib.image")
    grey = np.random.default_rng(2).integers(0, 256, (5, 8))
    still = drawn(PhotoKernel({"cat": grey}, np.eye(3)))
    assert len(still["pictures"]) == 2, "the photograph and the result"
    path = tmp_path / "cat.png"
    path.write_bytes(still["pictures"][0])
    read = np.rint(255 * matplotlib.imread(path)).astype(int)
    np.testing.assert_array_equal(read[..., :3], np.repeat(grey[..., None], 3, axis=2))
    assert (read[..., 3] == 255).all()


def test_code_that_fails_is_one_sentence() -> None:
    code = {"0": {"_esm": "export default { render() { throw new Error('no such thing'); } }", "_css": ""}}
    with pytest.raises(ExtensionError, match=r"drawn without a browser.*: .*no such thing") as caught:
        stills.stills(code, {"one": {"code": "0"}}, "en")
    assert "\n" not in str(caught.value)


def test_a_still_stands_in_front_of_its_demo_and_its_pictures_in_files(tmp_path: Path) -> None:
    photo = PhotoKernel({"cat": np.arange(12).reshape(3, 4)})
    state = {
        "state": {"a": {"model_name": "AnyModel", "state": json.loads(json.dumps(photo.get_state(), default=str))}}
    }
    found = demo_state.draw_stills(state, demo_state.compact(state), "en", tmp_path, "../")
    names = re.findall(r'src="\.\./_static/demos/(\w+\.png)"', found["a"])
    assert len(names) == 2
    assert sorted(path.name for path in (tmp_path / "demos").iterdir()) == sorted(set(names))
    view = '<script type="application/vnd.jupyter.widget-view+json">{"model_id": "%s"}</script>'
    body = stills.put_in_front(f"<p>{view % 'a'}</p>{view % 'b'}", {"a": "<b>1</b>"})
    assert body == f'<p><div class="kg-still"><b>1</b></div>{view % "a"}</p>{view % "b"}'
