import pytest

from sentiment.keywords import KeywordExtractor
from sentiment.lexicon.load import LANGUAGES

EXTRACTOR = KeywordExtractor(LANGUAGES)


def phrases(text: str, language: str | None) -> list[str]:
    return [keyword.phrase for keyword in EXTRACTOR.extract(text, language)]


@pytest.mark.parametrize(
    ("text", "language", "phrase"),
    [
        ("Hello, I want to return my wireless headphones please", "en", "wireless headphones"),
        ("Guten Tag, ich habe meine Rechnung nicht erhalten", "de", "rechnung"),
        ("Quisiera cambiar la contraseña de mi cuenta", "es", "contraseña"),
        ("Merhaba, kargo ücreti neden bu kadar yüksek", "tr", "kargo ücreti"),
        ("سلام، رمز عبور را فراموش کردم", "fa", "رمز عبور"),
        ("Salam, mənim bank kartım haqqında", "az", "bank kartım"),
        ("Здравствуйте, где мой номер заказа", "ru", "номер заказа"),
    ],
)
def test_finds_what_a_text_is_about(text: str, language: str, phrase: str) -> None:
    assert any(phrase in found for found in phrases(text, language))


def test_longer_and_repeated_phrases_first() -> None:
    found = EXTRACTOR.extract("The router. The fibre router, and the fibre router cable.", "en")
    assert found[0].phrase == "fibre router cable"
    assert [k.score for k in found] == sorted((k.score for k in found), reverse=True)
    assert all(keyword.score >= 1 for keyword in found)


def test_words_of_the_trade_stay_though_general_lists_drop_them() -> None:
    assert phrases("my order number", "en") == ["order number"]


def test_pleasantries_addresses_and_numbers_are_nothing() -> None:
    assert phrases("Hello, thanks! https://x.org me@x.org 12345", "en") == []
    assert phrases("salam, cox sag olun", "az") == []


def test_lower_case_by_the_languages_rule() -> None:
    assert phrases("IRMAK İNTERNET", "tr") == ["ırmak internet"]
    assert phrases("INTERNET", "en") == ["internet"]


def test_no_more_than_asked_for() -> None:
    text = "router, cable, invoice, password, delivery, warranty, antenna"
    assert len(EXTRACTOR.extract(text, "en")) == 5
    assert len(KeywordExtractor(["en"], limit=2).extract(text, "en")) == 2


def test_an_unknown_language_has_none() -> None:
    assert phrases("wireless headphones", None) == []
    assert phrases("wireless headphones", "xx") == []


def test_a_phrase_has_three_words_at_most() -> None:
    found = phrases("router cable antenna modem splitter", "en")
    assert max(len(phrase.split()) for phrase in found) <= 3
