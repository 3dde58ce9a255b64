from hypothesis import given
from hypothesis import strategies as st

from sentiment.normalise import fold, fold_with_offsets, without_addresses, without_marks


def test_turkish_i_is_one_letter() -> None:
    assert fold("İPTAL") == fold("iptal") == fold("Iptal") == "iptal"
    assert fold("SIKINTI") == fold("sıkıntı")


def test_arabic_keyboards_and_invisible_letters() -> None:
    assert fold("شكايت") == fold("شکایت")
    assert fold("نمی\u200cشود") == "نمیشود"
    assert fold("\u202babc\u00ad\u200b".strip("\u202b")) == "abc"
    assert fold("۱۲۳") == fold("١٢٣") == "123"


def test_marks_are_stripped_of_latin_letters_only() -> None:
    assert without_marks("şikayət") == "sikayet"
    assert without_marks("й") == "й"


def test_offsets_lead_back_to_what_was_written() -> None:
    text = "İptal ﬁn me\u0301s"  # a letter that folds to two, a ligature, and a mark of its own
    folded = fold_with_offsets(text)
    place = folded.text.index("fin")
    assert text[folded.starts[place] : folded.ends[place + 2]] == "ﬁn"
    place = folded.text.index("més")
    assert text[folded.starts[place] : folded.ends[place + 2]] == "me\u0301s"


@given(st.text())
def test_offsets_are_always_in_the_text_and_in_order(text: str) -> None:
    folded = fold_with_offsets(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert list(folded.starts) == sorted(folded.starts)
    assert all(0 <= a < b <= len(text) for a, b in zip(folded.starts, folded.ends, strict=True))


@given(st.text(alphabet="aıiIİßẞçÇəƏğşöÜñéёЁйЖكکيیۀة\u064e\u200c١۲7’ﬁ "))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_addresses_are_blanked() -> None:
    assert without_addresses("a https://x.org/y?z b me@x.org @me c").split() == ["a", "b", "c"]
