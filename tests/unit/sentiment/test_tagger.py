import time

import pytest

from sentiment.lexicon.engine import LexiconEngine
from sentiment.port import Text
from sentiment.tagger import LONGEST_TEXT, Tagger
from sentiment.tags import SentimentLabel
from sentiment.watchlists import WatchList, WatchMatcher

TAGGER = Tagger(LexiconEngine(), watch=WatchMatcher([WatchList("w", "Legal", ("anwalt",))]))


def test_all_tags_of_a_text() -> None:
    (tags,) = TAGGER.tag_many([Text("Das Gerät ist kaputt, ich gehe zum Anwalt!")])
    assert tags.language == "de"
    assert tags.language_confidence > 0.5
    assert tags.sentiment.label is SentimentLabel.NEGATIVE
    assert tags.sentiment.engine == "lexicon-1"
    assert "gerät" in [keyword.phrase for keyword in tags.keywords]
    assert [hit.term for hit in tags.watch_hits] == ["anwalt"]


def test_a_text_is_tagged_the_same_alone_and_in_company() -> None:
    texts = [Text("super"), Text("super", "de"), Text("çok kötü"), Text(""), Text("Где заказ?")]
    alone = [TAGGER.tag_many([text])[0] for text in texts]
    assert TAGGER.tag_many(texts) == alone


def test_the_authors_usual_language_helps() -> None:
    without, with_it = TAGGER.tag_many([Text("super"), Text("super", "de")])
    assert (without.language, with_it.language) == (None, "de")


def test_watch_lists_can_be_exchanged() -> None:
    tagger = Tagger(LexiconEngine())
    assert tagger.tag_many([Text("my lawyer")])[0].watch_hits == ()
    tagger.watch = WatchMatcher([WatchList("w", "Legal", ("lawyer",))])
    assert len(tagger.tag_many([Text("my lawyer")])[0].watch_hits) == 1


def test_what_stands_beyond_the_limit_is_not_read() -> None:
    text = "word " * (LONGEST_TEXT // 5)
    tags = TAGGER.tag_many([Text(text + "anwalt"), Text("anwalt " + text)])
    assert [len(tag.watch_hits) for tag in tags] == [0, 1]


def test_odd_texts_are_no_error() -> None:
    odd = ["\x00", "\ud800", "ﷺ" * 50, "!" * 5000, "😡" * 5000, "a" * 50_000, "\u200c" * 100]
    assert len(TAGGER.tag_many([Text(text) for text in odd])) == len(odd)


@pytest.mark.parametrize(
    "piece", ["a@", "a", "(", "x'", "amiyor", "www.", "https://", " very", "ə"]
)
def test_no_text_is_worth_more_than_its_length(piece: str) -> None:
    began = time.process_time()
    TAGGER.tag_many([Text(piece * LONGEST_TEXT, "tr")])
    assert time.process_time() - began < 2.0
