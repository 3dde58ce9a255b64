from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from sentiment.builtin import NAME
from sentiment.engines import EngineChoice, EngineKind
from sentiment.errors import DeadlyText, NotReady, TaggerDied
from sentiment.port import Text
from sentiment.priority import STEPS
from sentiment.process import TaggerProcess
from sentiment.process_life import NotTaggable, Patience
from sentiment.tags import SentimentLabel, TextTags
from sentiment.teachings import Teachings, TunedHead
from sentiment.watchlists import WatchList
from tests.running import deadly_engine
from tests.running.deadly_engine import DIE, HANG, REFUSE
from tests.running.models import assembled_model

WELL = Text("The parcel is here.")
DEADLINE_S = 15.0

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
def lexicon() -> Iterator[TaggerProcess]:
    process = TaggerProcess(EngineChoice(kind=EngineKind.LEXICON))
    yield process
    process.close()


Start = Callable[..., TaggerProcess]


@pytest.fixture
def deadly(tmp_path: Path) -> Iterator[Start]:
    started: list[TaggerProcess] = []

    def start(patience: Patience | None = None) -> TaggerProcess:
        process = TaggerProcess(
            deadly_engine.choice(tmp_path), patience or Patience(), deadly_engine.ENTRY
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.close()


def until(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while not holds():
        assert time.monotonic() < deadline, f"{what} did not come about"
        time.sleep(0.01)


def tag_when_ready(process: TaggerProcess, text: Text) -> list[TextTags]:
    """Ask as often as it says that it is not ready, as a worker does."""
    deadline = time.monotonic() + DEADLINE_S
    while True:
        try:
            return process.tag_many([text])
        except NotReady as error:
            assert time.monotonic() < deadline, error
            threading.Event().wait(error.again_s)


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_a_process_of_its_own_tags_and_yields_to_others(lexicon: TaggerProcess) -> None:
    lexicon.prepare()
    assert lexicon.standing.ready
    assert lexicon.standing.engine == "lexicon-1"
    assert lexicon.standing.memory > 10_000_000
    (tags,) = lexicon.tag_many([Text("Berbat bir hizmet")])
    assert (tags.language, tags.sentiment.label) == ("tr", SentimentLabel.NEGATIVE)
    assert lexicon.pid is not None
    assert lexicon.pid != os.getpid()
    assert os.getpriority(os.PRIO_PROCESS, lexicon.pid) >= STEPS
    assert os.getsid(lexicon.pid) == lexicon.pid  # a scheduling group of its own


def test_what_is_taught_counts_from_the_next_batch_on(lexicon: TaggerProcess) -> None:
    text = Text("I will talk to my lawyer")
    assert lexicon.tag_many([text])[0].watch_hits == ()
    lexicon.teach(Teachings(watch=(WatchList("1", "Law", ("lawyer",)),)))
    (hit,) = lexicon.tag_many([text])[0].watch_hits
    assert (hit.list_name, hit.term) == ("Law", "lawyer")
    assert lexicon.starts == 1


def test_killed_between_texts_it_starts_again_and_knows_what_it_was_taught(
    lexicon: TaggerProcess,
) -> None:
    lexicon.teach(Teachings(watch=(WatchList("1", "Law", ("lawyer",)),)))
    lexicon.prepare()
    assert lexicon.pid is not None
    os.kill(lexicon.pid, signal.SIGKILL)
    (tags,) = lexicon.tag_many([Text("my lawyer")])
    assert tags.watch_hits
    assert lexicon.starts == 2


def test_killed_in_the_middle_of_a_text_it_tags_it_after_all(deadly: Start, tmp_path: Path) -> None:
    process = deadly()
    found: list[TextTags] = []
    tagging = threading.Thread(
        target=lambda: found.extend(process.tag_many([Text(deadly_engine.HANG_ONCE)]))
    )
    tagging.start()
    until((tmp_path / deadly_engine.HUNG).exists, "the middle of the text")
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    tagging.join(DEADLINE_S)
    assert len(found) == 1
    assert process.starts == 2


def test_a_deadly_text_is_given_up_by_name_after_two_deaths_alone(deadly: Start) -> None:
    process = deadly()
    with pytest.raises(TaggerDied, match="signal 6"):
        process.tag_many([WELL, Text(DIE), WELL])
    assert len(process.tag_many([WELL])) == 1
    with pytest.raises(DeadlyText, match=r"twice.*signal 6"):
        process.tag_many([Text(DIE)])
    assert process.starts == 3
    assert len(process.tag_many([WELL, WELL])) == 2
    assert process.starts == 4


def test_many_deadly_texts_do_not_keep_others_from_their_tags(deadly: Start) -> None:
    process = deadly(Patience(pause_s=0.01))
    for text in [Text(f"{DIE} {number}") for number in range(4)]:
        with pytest.raises(DeadlyText):
            tag_when_ready(process, text)
    assert len(process.tag_many([WELL])) == 1


def test_a_suspect_is_tried_alone_before_it_is_tried_in_company_again(deadly: Start) -> None:
    process = deadly(Patience(pause_s=3600))
    for _ in range(3):
        with pytest.raises(TaggerDied):
            process.tag_many([WELL, Text(f"{DIE} in company")])
    with pytest.raises(NotReady):  # its second death waits: it died too often in a row
        process.tag_many([Text(DIE)])
    starts = process.starts
    with pytest.raises(TaggerDied, match="before"):
        process.tag_many([WELL, Text(DIE)])
    assert process.starts == starts


def test_a_hung_process_is_ended(deadly: Start) -> None:
    process = deadly(Patience(batch_s=1.0))
    process.prepare()
    with pytest.raises(TaggerDied, match="no word for 1 s"):
        process.tag_many([WELL, Text(HANG)])
    assert len(process.tag_many([WELL])) == 1


def test_a_refused_text_does_not_end_the_process(deadly: Start) -> None:
    process = deadly()
    with pytest.raises(NotTaggable, match="ValueError: cannot read this"):
        process.tag_many([WELL, Text(REFUSE)])
    assert len(process.tag_many([WELL])) == 1
    assert process.starts == 1


@pytest.mark.parametrize(
    ("file", "problem", "remedy"),
    [
        (deadly_engine.UNLOADABLE, "The model cannot be loaded.", "Take the file away."),
        (deadly_engine.DIES_LOADING, "signal 6 while loading", ""),
    ],
)
def test_an_engine_that_cannot_be_loaded_is_told_and_tried_again(
    deadly: Start, tmp_path: Path, file: str, problem: str, remedy: str
) -> None:
    (tmp_path / file).touch()
    process = deadly(Patience(pause_s=0.2))
    process.prepare()
    assert not process.standing.ready
    assert problem in process.standing.problem
    assert process.standing.remedy == remedy
    with pytest.raises(NotReady, match=problem) as caught:
        process.tag_many([WELL])
    (tmp_path / file).unlink()
    assert caught.value.again_s > 0
    assert len(tag_when_ready(process, WELL)) == 1
    assert process.standing.ready


def test_while_it_cannot_be_loaded_it_is_not_started_for_every_text(
    deadly: Start, tmp_path: Path
) -> None:
    (tmp_path / deadly_engine.UNLOADABLE).touch()
    process = deadly(Patience(pause_s=3600))
    for _ in range(5):
        with pytest.raises(NotReady):
            process.tag_many([WELL])
    assert process.starts == 1


def test_the_lexicon_stands_in_for_a_built_in_model_that_cannot_be_had(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    process = TaggerProcess(EngineChoice(kind=EngineKind.BUILTIN, models=blocked / "models"))
    try:
        (tags,) = process.tag_many([Text("Great service, thank you!")])
        assert tags.sentiment.engine == "lexicon-1"
        assert not process.standing.ready
        assert process.standing.engine == "lexicon-1"
        assert "built-in model" in process.standing.problem
        assert "parley models build" in process.standing.remedy
    finally:
        process.close()


def test_the_built_in_model_reads_there_with_the_head_that_it_is_taught() -> None:
    assembled_model()
    process = TaggerProcess(EngineChoice(kind=EngineKind.BUILTIN))
    text = Text("The parcel arrived broken and nobody answers my mails.")
    try:
        (shipped,) = process.tag_many([text])
        assert process.standing.ready, process.standing.problem
        assert process.standing.meanings
        assert shipped.sentiment.label is SentimentLabel.NEGATIVE
        weights, bias = np.zeros((384, 3), "<f4"), np.array([0, 0, 9], "<f4")
        process.teach(Teachings(head=TunedHead(4, weights.tobytes(), bias.tobytes(), NAME)))
        (tuned,) = process.tag_many([text])
        assert tuned.sentiment.label is SentimentLabel.POSITIVE
        assert tuned.sentiment.engine == process.standing.engine == f"{NAME}+h4"
        assert tuned.meaning == shipped.meaning
        process.teach(Teachings())
        assert process.tag_many([text]) == [shipped]
    finally:
        process.close()


def test_it_ends_when_it_is_closed_even_with_a_text_in_hand(deadly: Start) -> None:
    process = deadly()
    process.prepare()
    pid = process.pid
    assert pid is not None
    failed: list[Exception] = []

    def tag() -> None:
        try:
            process.tag_many([Text(HANG)])
        except Exception as error:
            failed.append(error)

    tagging = threading.Thread(target=tag)
    tagging.start()
    process.close()
    tagging.join(DEADLINE_S)
    assert isinstance(failed[0], NotReady)
    assert not is_running(pid)


PARENT = """
import sys, threading
from sentiment.port import Text
from sentiment.process import TaggerProcess
from tests.running import deadly_engine
from pathlib import Path

process = TaggerProcess(deadly_engine.choice(Path(sys.argv[1])), entry=deadly_engine.ENTRY)
process.prepare()
if sys.argv[2] == "busy":
    threading.Thread(target=process.tag_many, args=([Text(deadly_engine.HANG)],)).start()
print(process.pid, flush=True)
threading.Event().wait()
"""


@pytest.mark.faults
@pytest.mark.parametrize("doing", ["idle", "busy"])
def test_it_ends_with_its_parent_however_that_ended(tmp_path: Path, doing: str) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path), doing],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    with parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert is_running(child)
        parent.send_signal(signal.SIGKILL)
    until(lambda: not is_running(child), "the end of the tagging process")
