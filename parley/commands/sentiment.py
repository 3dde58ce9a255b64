"""`parley sentiment score`: what the tagger makes of texts, given as arguments or one a line.

Needs no database. Beside it stands `parley sentiment retag`, which does.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from conversations.errors import Invalid, Unavailable
from parley.commands import retag
from parley.settings import TaggingEngine
from parley.settings_loading import load

if TYPE_CHECKING:
    from parley.commands.options import Subcommands
    from sentiment.engines import EngineChoice
    from sentiment.tagger import Tagger
    from sentiment.tags import TextTags

STANDARD_INPUT = "-"
BATCH = 64
LONGEST_LINE = 64 * 1024
"""Bytes of a line that are kept: more than the tagger reads of a text."""
LONGEST_SHOWN = 80
ENGINES = [engine.value for engine in TaggingEngine if engine is not TaggingEngine.OFF]


def add_to(subcommands: Subcommands) -> None:
    """Declare the subcommand."""
    sentiment = subcommands.add_parser(
        "sentiment", help="read the mood of texts as Parley does; tag a period once more"
    )
    actions = sentiment.add_subparsers(dest="action", required=True, metavar="ACTION")
    _add_score(actions)
    retag.add_to(actions)


def _add_score(actions: Subcommands) -> None:
    score = actions.add_parser("score", help="tell label, score, language and keywords of texts")
    score.add_argument(
        "texts",
        nargs="*",
        metavar="TEXT",
        help="a text; without any, or with -, texts come from standard input, one a line",
    )
    score.add_argument("--json", action="store_true", help="print one line of JSON for each text")
    score.add_argument(
        "--engine",
        choices=ENGINES,
        help="what reads them (PARLEY_TAGGING_ENGINE); with --model it is transformers",
    )
    score.add_argument(
        "--model", metavar="MODEL", help="a folder, or an id on the hub (PARLEY_TRANSFORMERS_MODEL)"
    )
    score.add_argument(
        "--device", help="where that model runs, such as cuda (PARLEY_TRANSFORMERS_DEVICE)"
    )
    score.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print a line for each text, in order; an empty text is neutral."""
    tagger = _tagger(_choice(options))
    if hasattr(sys.stdout, "reconfigure"):  # texts are in any script, whatever the terminal's is
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    try:
        if not options.json:
            print(f"{'label':<8}  {'score':>6}  lang  text → keywords")
        for batch in _batches(options.texts):
            for text, tags in zip(batch, _tags(tagger, batch), strict=True):
                print(_as_json(tags) if options.json else _row(text, tags))
            sys.stdout.flush()
    except BrokenPipeError:  # whoever reads wants no more, as `head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _choice(options: argparse.Namespace) -> EngineChoice:
    from parley.analysis.tagging_engine import engine_choice

    engine = TaggingEngine(options.engine) if options.engine else None
    if options.model:
        if engine not in (None, TaggingEngine.TRANSFORMERS):
            raise Invalid(
                f"The engine {engine} takes no model.", remedy="Leave out --engine, or --model."
            )
        engine = TaggingEngine.TRANSFORMERS
    given = {"transformers_model": options.model, "transformers_device": options.device}
    chosen = engine_choice(load(tagging_engine=engine, **given))
    if chosen is None:  # a server that tags nothing is no reason not to try
        chosen = engine_choice(load(tagging_engine=TaggingEngine.BUILTIN, **given))
        assert chosen is not None  # noqa: S101 - for the type checker
    return chosen


def _tagger(choice: EngineChoice) -> Tagger:
    from sentiment.engines import build_engine
    from sentiment.errors import EngineError
    from sentiment.tagger import Tagger

    try:
        return Tagger(build_engine(choice, lambda what: print(f"parley: {what}", file=sys.stderr)))
    except EngineError as error:
        raise Unavailable(str(error), remedy=error.remedy) from error


def _batches(texts: list[str]) -> Iterator[list[str]]:
    """Yield the texts as they come: what stands in the input is not kept waiting for more."""
    if texts and texts != [STANDARD_INPUT]:
        # Arguments that are no UTF-8 come with their bytes in disguise.
        given = (os.fsencode(text).decode("utf-8", "replace") for text in texts)
        yield from _cut(given)
        return
    if sys.stdin.isatty():
        print("parley: one text a line; end with Ctrl-D", file=sys.stderr)
    for lines in _lines():
        yield from _cut(line.decode("utf-8", "replace").rstrip("\r") for line in lines)


def _cut(texts: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(texts)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _lines() -> Iterator[list[bytes]]:
    """Yield the lines that stand in the input, as often as there are new ones."""
    begun = b""
    first = True
    # read1 gives what is there, without waiting for more
    while piece := sys.stdin.buffer.read1(1024 * 1024):  # type: ignore[union-attr]
        *whole, last = piece.split(b"\n")
        if whole:
            whole[0], begun = begun + whole[0], b""
            if first:
                whole[0] = whole[0].removeprefix(b"\xef\xbb\xbf")
                first = False
            yield [line[:LONGEST_LINE] for line in whole]
        begun = (begun + last)[:LONGEST_LINE]
    if begun:
        yield [begun]


def _tags(tagger: Tagger, texts: list[str]) -> list[TextTags | None]:
    """Tag the texts; there is nothing to be said of an empty one."""
    from sentiment.port import Text

    found = iter(tagger.tag_many([Text(text) for text in texts if text.strip()]))
    return [next(found) if text.strip() else None for text in texts]


def _as_json(tags: TextTags | None) -> str:
    content: dict[str, Any] = {"label": "neutral", "score": 0.0, "language": None, "keywords": []}
    if tags is not None:
        content = {
            "label": tags.sentiment.label.value,
            "score": tags.sentiment.score,
            "language": tags.language,
            "keywords": [word.phrase for word in tags.keywords],
        }
    return json.dumps(content, ensure_ascii=False)


def _row(text: str, tags: TextTags | None) -> str:
    shown = "".join(letter if letter >= " " else " " for letter in text)
    shown = shown if len(shown) <= LONGEST_SHOWN else f"{shown[: LONGEST_SHOWN - 1]}…"
    if tags is None:
        return f"{'neutral':<8}  {0:>+6.2f}  {'–':<4}  {shown}".rstrip()
    keywords = ", ".join(word.phrase for word in tags.keywords)
    row = f"{tags.sentiment.label:<8}  {tags.sentiment.score:>+6.2f}  {tags.language or '–':<4}"
    return f"{row}  {shown}" + (f" → {keywords}" if keywords else "")
