"""The rules of the lexicon engine, one by one."""

import pytest

from sentiment.lexicon import load
from sentiment.lexicon.engine import LexiconEngine
from sentiment.lexicon.load import LANGUAGES, LexiconError, emoji_valences, lexicon_for
from sentiment.port import Engine, Text
from sentiment.tags import SentimentLabel

ENGINE = LexiconEngine()


def score(text: str, language: str | None = "en") -> float:
    return ENGINE.read_many([Text(text, language)])[0].sentiment.score


def label(text: str, language: str | None = "en") -> SentimentLabel:
    return ENGINE.read_many([Text(text, language)])[0].sentiment.label


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_list_is_of_use(language: str) -> None:
    entries = {pattern.words for pattern in lexicon_for(language).entries.patterns}
    assert len(entries) >= 150


def test_the_engine_fits_its_port() -> None:
    engine: Engine = ENGINE
    assert engine.read_many([]) == []
    assert engine.read_many([Text("great", "en")])[0].sentiment.engine == engine.name


def test_a_language_without_a_list_is_refused() -> None:
    with pytest.raises(LexiconError, match="'xx'"):
        LexiconEngine(["xx"])


def test_a_list_that_contradicts_itself_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    source = 'negation = "forward"\n[valence]\n"1" = "fine"\n"-1" = "fine"'
    monkeypatch.setattr(load, "_read", lambda name: source)
    with pytest.raises(LexiconError, match=r"en\.toml: 'fine'"):
        lexicon_for.__wrapped__("en")


@pytest.mark.parametrize(
    ("praise", "negated", "language"),
    [
        ("this is good", "this is not good", "en"),
        ("I am happy", "I'm not very happy", "en"),
        ("I am happy", "I don’t feel happy", "en"),
        ("das ist gut", "das ist nicht gut", "de"),
        ("das gefällt mir", "das gefällt mir nicht", "de"),
        ("es bueno", "no es bueno", "es"),
        ("мне нравится", "мне не нравится", "ru"),
        ("bu iyi", "bu iyi değil", "tr"),
        ("memnun kaldım", "memnun kalmadım", "tr"),
        ("ürünü beğendim", "ürünü beğenmedim", "tr"),
        ("bu yaxşıdır", "bu yaxşı deyil", "az"),
        ("razı qaldım", "razı qalmadım", "az"),
        ("خوب بود", "خوب نبود", "fa"),
        ("راضی هستم", "راضی نیستم", "fa"),
    ],
)
def test_negation_turns_praise(praise: str, negated: str, language: str) -> None:
    assert score(praise, language) > 0
    assert score(negated, language) < 0


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("no problem", "en"),
        ("not bad", "en"),
        ("kein Problem", "de"),
        ("sin problemas", "es"),
        ("без проблем", "ru"),
        ("sorun yok", "tr"),
        ("problem yoxdur", "az"),
        ("مشکلی نیست", "fa"),
    ],
)
def test_a_negated_complaint_is_none(text: str, language: str) -> None:
    assert score(text, language) > 0


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("hesabıma giremiyorum", "tr"),
        ("hesabıma daxil ola bilmirəm", "az"),
        ("نمی‌توانم وارد شوم", "fa"),
        ("не могу войти", "ru"),
        ("ich kann mich nicht einloggen", "de"),
    ],
)
def test_not_being_able_to_is_a_complaint(text: str, language: str) -> None:
    assert label(text, language) is SentimentLabel.NEGATIVE


def test_degree_words_and_emphasis_move_the_score() -> None:
    plain = score("the line is bad")
    assert score("the line is very bad") < plain
    assert score("the line is slightly bad") > plain
    assert score("the line is BAD") < plain
    assert score("the line is baaaad") < plain
    assert score("the line is bad!!!") < plain
    assert score("the line is bad 😡") < plain


def test_all_in_capitals_is_no_emphasis_on_one_word() -> None:
    assert score("THE LINE IS BAD") == score("the line is bad")


def test_what_follows_but_weighs_more() -> None:
    assert score("The agent was friendly but the device is broken") < 0
    assert score("The device was broken but the agent was friendly") > 0


def test_thanks_do_not_sweeten_a_complaint() -> None:
    assert label("My parcel arrived damaged. Thanks") is SentimentLabel.NEGATIVE
    assert label("Thanks, the problem is solved") is SentimentLabel.POSITIVE


def test_marks_that_make_another_word_are_kept_apart() -> None:
    assert score("Das ist schön", "de") > 0
    assert score("Das ist schoen", "de") > 0
    assert score("Ist das schon da?", "de") == 0


@pytest.mark.parametrize(
    ("written", "typed", "language"),
    [
        ("teşekkürler, çok güzel", "tesekkurler, cok guzel", "tr"),
        ("ŞİKAYETİM VAR", "şikayetim var", "tr"),
        ("çox sağ olun", "cox sag olun", "az"),
        ("rápido y fácil", "rapido y facil", "es"),
        ("zurück, verärgert", "zurueck, veraergert", "de"),
        ("всё хорошо, надёжно", "все хорошо, надежно", "ru"),
        ("کیفیت عالی", "كيفيت عالي", "fa"),
        ("کار نمی‌کند", "کار نمی کند", "fa"),
    ],
)
def test_spelling_does_not_change_the_score(written: str, typed: str, language: str) -> None:
    assert score(written, language) == score(typed, language) != 0


def test_a_short_text_of_no_known_language_is_read_where_it_is_known() -> None:
    assert label("süper", None) is SentimentLabel.POSITIVE
    assert label("отлично", None) is SentimentLabel.POSITIVE
    assert label("xyzzy", None) is SentimentLabel.NEUTRAL


def test_without_a_list_only_emoji_count() -> None:
    assert score("c'est super", "fr") == 0
    assert score("c'est nul 👎", "fr") < 0


@pytest.mark.parametrize("text", ["👍🏽", "❤️", ":)", "thanks )))"])
def test_emoji_of_any_skin_and_emoticons_count(text: str) -> None:
    assert score(text, "ru") > 0


def test_addresses_are_no_opinion() -> None:
    assert score("see https://example.com/bad/awful:( or ask awful@example.com") == 0


def test_a_score_does_not_depend_on_its_neighbours() -> None:
    texts = [Text("great", "en"), Text("berbat", "tr"), Text("", None), Text("schlecht!", "de")]
    alone = [ENGINE.read_many([text])[0] for text in texts]
    assert ENGINE.read_many(texts) == alone
    assert ENGINE.read_many(texts[::-1]) == alone[::-1]


def test_scores_stay_in_range() -> None:
    assert -1 <= score("terrible " * 500 + "!" * 500) < -0.9
    assert max(map(abs, emoji_valences().values())) <= 3
