"""Claps in a hall: the claps, and their convolution with the hall, as numbers, as pictures and as sound."""

import base64
from typing import Any

import anywidget
import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from course.demos.parts import Words, array_of, in_languages, plain
from course.demos.source_files import joined

RATE = 8_000  # samples a second: the lowest rate that every browser plays
CLAP = 800  # samples of one clap, a tenth of a second; the rest of its second is silence
LOUDEST = 127  # what a sample of eight bits holds
MOST = 12  # numbers that are heard, so that a page stays light

WORDS: Words = {
    "title": ("Claps in a hall", "大厅里的掌声"),
    "claps": ("the claps, one a second", "掌声，每秒一次"),
    "heard": ("what you hear in the hall", "在大厅里听到的声音"),
    "hear_claps": ("Hear the claps", "听掌声"),
    "hear_heard": ("Hear them in the hall", "听大厅里的掌声"),
    "stop": ("Stop", "停止"),
    "second": ("second {second}", "第 {second} 秒"),
    "row": ("{name}: loudness {numbers}", "{name}：响度 {numbers}"),
    "says": (
        "You clap ({claps}), the hall is ({hall}), and you hear ({heard}).",
        "你拍手的响度是 ({claps})，大厅是 ({hall})，听到的是 ({heard})。",
    ),
    "hint": (
        "Each spike is the recording of one clap. Nothing sounds until you press a button.",
        "每个尖峰是一次掌声的录音。按下按钮之前不会发出声音。",
    ),
    "no_sound": (
        "This browser cannot play sounds made by a page (Web Audio); the pictures show what you would hear.",
        "此浏览器不能播放网页生成的声音（Web Audio）；图中画出了你会听到的声音。",
    ),
}


def one_clap() -> NDArray[np.float64]:
    """A clap of loudness 1, as samples from −1 to 1: noise that dies away. Shape (800,)."""
    noise = np.random.default_rng(2).uniform(-1, 1, CLAP)
    softer = np.convolve(noise, [0.25, 0.5, 0.25], mode="same")  # without the hiss
    sound = softer * np.exp(-45 * np.arange(CLAP) / RATE)
    return np.asarray(sound / np.abs(sound).max())


def sampled(numbers: NDArray[np.float64], loudest: float) -> NDArray[np.int8]:
    """A clap for each of T numbers, as loud as the number is large, in eight bits. Shape (T, 800).

    ``loudest`` is the number whose clap fills the eight bits: rows with the same one can be compared by ear.
    """
    return np.rint(LOUDEST / loudest * np.outer(numbers, one_clap())).astype(np.int8)


class EchoSound(anywidget.AnyWidget):
    """Claps, one a second, and what is heard of them in a hall; a button plays each row.

    The browser is handed the samples of every second that is not silent, and plays them when it is asked to.

    Parameters
    ----------
    claps : array_like, shape (m,), how loud each clap is, 0 for a second without one
    hall : array_like, shape (n,), how much is heard of a clap made 0, 1, … seconds ago; m + n at most 13

    Raises
    ------
    ValueError
        If one of them is not a row of finite numbers from 0 up, nothing would be heard, or there are too many.
    """

    _esm = joined("elements.js", "look.js", "echo_sound.js")
    _css = joined("tokens.css", "look.css", "echo_sound.css")

    kind = traitlets.Unicode("EchoSound").tag(sync=True)
    labels = traitlets.Dict(in_languages(WORDS)).tag(sync=True)
    rate = traitlets.Int(RATE).tag(sync=True)
    hall: traitlets.List[Any] = traitlets.List().tag(sync=True)
    rows: traitlets.List[Any] = traitlets.List().tag(sync=True)

    def __init__(self, claps: ArrayLike = (4, 2, 6), hall: ArrayLike = (1, 0.5)) -> None:
        f, g = array_of("claps", claps, 1), array_of("hall", hall, 1)
        if min(f.min(), g.min()) < 0 or not f.any() or not g.any():
            raise ValueError("how loud a clap or an echo is, is a number from 0 up, and not all of them are 0")
        heard = np.convolve(f, g)
        if heard.size > MOST:
            raise ValueError(f"{f.size} claps in a hall of {g.size} numbers last {heard.size} seconds; at most {MOST}")
        loudest = max(f.max(), heard.max())
        super().__init__(hall=plain(g), rows=[_row("claps", f, loudest), _row("heard", heard, loudest)])

    def sound(self, name: str) -> NDArray[np.float64]:
        """The samples of the row ``name``, "claps" or "heard", as they are played. Shape (8000 T,), from −1 to 1."""
        (row,) = (each for each in self.rows if each["name"] == name)
        samples = np.zeros((len(row["samples"]), self.rate))
        for second, piece in zip(samples, row["samples"], strict=True):
            levels = np.frombuffer(base64.b64decode(piece), np.int8)
            second[: levels.size] = levels / LOUDEST
        return samples.ravel()


def _row(name: str, numbers: NDArray[np.float64], loudest: float) -> dict[str, Any]:
    """The row's numbers and, for each, the samples of its clap in base64; a silent second has none."""
    pieces = [base64.b64encode(clap.tobytes()).decode() if clap.any() else "" for clap in sampled(numbers, loudest)]
    return {"name": name, "numbers": plain(numbers), "samples": pieces}
