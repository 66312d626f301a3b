"""The drawing code and the styles of the demos: a widget has one piece of each, so the files are joined."""

from pathlib import Path

HERE = Path(__file__).parent


def joined(*names: str) -> str:
    """The files of this folder by these names, one behind the other."""
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in names)
