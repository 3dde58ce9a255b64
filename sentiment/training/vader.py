"""The ground truth of VADER: English sentences from four sources, each rated by twenty people.

Hutto, C.J. & Gilbert, E.E. (2014). VADER: A Parsimonious Rule-based Model for Sentiment Analysis of
Social Media Text. ICWSM. MIT licence; it lies in the source distribution of vaderSentiment on PyPI.
"""

import hashlib
import html
import io
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from sentiment.tags import SentimentLabel
from sentiment.training.example import Example

RELEASE = "vaderSentiment==3.3.2"
SHA256 = "5d7c06e027fc8b99238edb0d53d970cf97066ef97654009890b83703849632f9"
SOURCES = {
    "tweets": "tweets_GroundTruth.txt",
    "product": "amazonReviewSnippets_GroundTruth.txt",
    "film": "movieReviewSnippets_GroundTruth.txt",
    "editorial": "nytEditorialSnippets_GroundTruth.txt",
}
# The names that the fifths are drawn by, kept from the first trial so that figures compare.
_DRAWN_AS = {"tweets": "tweets", "product": "amazon", "film": "movie", "editorial": "nyt"}
_INNER = "additional_resources/hutto_ICWSM_2014.tar.gz"
_FELT = 0.5
"""Mean ratings (-4 to 4) nearer to 0 than this are neutral."""
_HELD_OUT = 5  # every fifth review, whole, is kept for testing


def fetch(folder: Path) -> Path:
    """Download the source distribution into `folder` unless it is there, and check its hash.

    Raises:
        ValueError: If the file is not the one that was published.
    """
    file = folder / "vaderSentiment-3.3.2.tar.gz"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder) as download:
            pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
            subprocess.run(
                [*pip, "--no-build-isolation", "--no-binary=:all:", "-d", download, RELEASE],
                check=True,
            )
            (Path(download) / file.name).rename(file)
    if hashlib.sha256(file.read_bytes()).hexdigest() != SHA256:
        raise ValueError(f"{file.name} is not the file that was published; delete it and try again")
    return file


def load(folder: Path) -> list[Example]:
    """Return all rated sentences; every fifth source text is marked as held out."""
    with tarfile.open(fetch(folder)) as outer:
        content = _content(outer, f"vaderSentiment-3.3.2/{_INNER}")
    with tarfile.open(fileobj=io.BytesIO(content)) as files:
        return [
            example
            for source, name in SOURCES.items()
            for example in _read(source, _content(files, name).decode(errors="replace"))
        ]


def _content(files: tarfile.TarFile, name: str) -> bytes:
    """Return what a member holds, known by how its path ends."""
    member = next(it for it in files.getmembers() if it.name.endswith(name))
    opened = files.extractfile(member)
    if opened is None:
        raise ValueError(f"{member.name} is not a file")
    return opened.read()


def _read(source: str, content: str) -> Iterator[Example]:
    for line in content.splitlines():
        number, _, rest = line.partition("\t")
        rating, _, text = rest.partition("\t")
        if not text.strip():
            continue
        yield Example(
            text=html.unescape(text).strip(),
            label=_label(float(rating)),
            language="en",
            source=source,
            held_out=_is_held_out(source, number),
        )


def _is_held_out(source: str, number: str) -> bool:
    """A review's sentences stay together: `12_3` is the third of review 12."""
    drawn = (_DRAWN_AS[source] + number.split("_")[0]).encode()
    return int(hashlib.md5(drawn, usedforsecurity=False).hexdigest(), 16) % _HELD_OUT == 0


def _label(rating: float) -> SentimentLabel:
    if abs(rating) < _FELT:
        return SentimentLabel.NEUTRAL
    return SentimentLabel.POSITIVE if rating > 0 else SentimentLabel.NEGATIVE
