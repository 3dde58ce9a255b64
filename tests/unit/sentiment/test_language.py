import pytest

from sentiment.language import LanguageDetector

DETECTOR = LanguageDetector()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Where is my order #12345?", "en"),
        ("Mein Paket ist nicht da", "de"),
        ("¿Dónde está mi pedido?", "es"),
        ("Siparişim nerede kaldı", "tr"),
        ("siparisim nerede kaldi", "tr"),
        ("urun bozuk geldi, para iadesi istiyorum", "tr"),
        ("سفارش من نرسید", "fa"),
        ("Где мой заказ", "ru"),
        ("Sifarişim hələ gəlməyib", "az"),
        ("iPhone не работает", "ru"),
        ("merhaba", "tr"),
        ("danke", "de"),
        ("gracias", "es"),
        ("thanks", "en"),
        ("سلام", "fa"),
    ],
)
def test_tells_the_languages_apart(text: str, language: str) -> None:
    assert DETECTOR.detect(text).language == language


@pytest.mark.parametrize(
    "text",
    [
        "Salam, sifarisim hele gelmeyib",
        "pulumu geri qaytarin",
        "cox sag olun",
        "kartimdan iki defe pul cixib",
        "hesabima gire bilmirem",
        "operator cavab vermir",
        "internet islemir",
        "mehsul xarab geldi, pulumu qaytarin",
    ],
)
def test_azerbaijani_without_its_letters(text: str) -> None:
    assert DETECTOR.detect(text).language == "az"


@pytest.mark.parametrize("text", ["", "  ", "12345", "👍", "https://example.com/where", "ok", "no"])
def test_too_little_to_say(text: str) -> None:
    guess = DETECTOR.detect(text)
    assert (guess.language, guess.confidence) == (None, 0.0)


@pytest.mark.parametrize(
    "text",
    [
        "Vorrei un rimborso per favore",
        "Bonjour où est ma commande",
        "Де моє замовлення?",
        "مشكلة في الطلب",
        "注文はどこですか",
    ],
)
def test_a_language_outside_the_set_is_none_of_it(text: str) -> None:
    assert DETECTOR.detect(text).language is None


def test_the_usual_language_decides_what_the_text_does_not() -> None:
    assert DETECTOR.detect("super").language is None
    assert DETECTOR.detect("super", usual="de").language == "de"
    assert DETECTOR.detect("ok", usual="tr").language == "tr"


def test_the_usual_language_does_not_stand_against_the_text() -> None:
    assert DETECTOR.detect("I need help with my order", usual="tr").language == "en"
    assert DETECTOR.detect("Где мой заказ", usual="en").language == "ru"
    assert DETECTOR.detect("ok", usual="fa").language is None
    assert DETECTOR.detect("ok", usual="fr").language is None


def test_only_languages_of_the_set_are_found() -> None:
    assert LanguageDetector(["en", "fr"]).detect("Où est ma commande, svp ?").language == "fr"
    assert LanguageDetector(["en", "uk"]).detect("Де моє замовлення?").language == "uk"
    assert LanguageDetector(["en", "ar"]).detect("أين طلبي من فضلك").language == "ar"


def test_two_detectors_do_not_disturb_each_other() -> None:
    LanguageDetector(["fr"])
    assert DETECTOR.detect("Mein Paket ist nicht da").language == "de"


def test_confidence_is_a_share() -> None:
    long = DETECTOR.detect("I have been waiting for my parcel since last Monday").confidence
    short = DETECTOR.detect("super", usual="de").confidence
    assert 0 < short < long <= 1


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="xx"):
        LanguageDetector(["en", "xx"])
