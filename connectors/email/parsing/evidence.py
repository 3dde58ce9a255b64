"""Which charset a text without a label is in, told by the text itself; only where it is plain.

Each charset is tried, and taken if what comes out is evidently text: Japanese with its kana, Korean
syllables, the commonest letters of other scripts. Languages of Latin letters give no such
evidence and are left to the caller; Turkish does, by its own letters.
"""

from __future__ import annotations

import re

LONGEST = 20_000
"""Bytes that are looked at."""
_COMMON = frozenset(
    "的一是不了在人有我他这来们到上个大和地你可下要就时得也出子会生自着去之过能对里好还没事后多那吗"
    "请您问谢发货订单收什么为已怎退款给家小天说都很把用想看知道再年月日前中以如等因此件包电话"
    "這個們來時會對裡還沒後請問謝發貨訂單麼為給說無過嗎樣與國點開關於買賣錢"
)
_KANA = re.compile("[\u3040-\u30ff\uff66-\uff9f]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_LETTERS = {
    "cp1251": frozenset("оеаинтсрвлкмдпуіь"),
    "koi8-r": frozenset("оеаинтсрвлкмдпуь"),
    "cp1253": frozenset("αοιετσνηυρκπμλςάόίέύήώ"),
    "cp1255": frozenset("יוהלאתרבמשנם"),
    "cp1256": frozenset("اليمنرتوهدسبشكةفعقح"),
    "cp874": frozenset("านรอกเงมยลวส่้ัิีดทตคบะไ"),
}
"""The commonest letters, in lower case: in the wrong charset most letters are other ones."""
_TURKISH = frozenset("ÇĞİÖŞÜçğıöşüâîû".encode("cp1254"))
_ONLY_TURKISH = frozenset("ğışİĞŞ".encode("cp1254"))
_LATIN = re.compile("[A-Za-z]")
_FOREIGN = re.compile("[^\x00-\x7f]")


def guess(raw: bytes) -> str:
    """The codec that ``raw`` is evidently in, or an empty string."""
    sample = raw[: LONGEST - LONGEST % 2]
    for codec in ("euc_jp", "cp932"):
        text = _read(sample, codec)
        if _share(_KANA, text) >= 0.35 and not re.search("[\uff61-\uff9f]{3}", text):
            return codec
    if _share(_HANGUL, _read(sample, "cp949")) >= 0.8:
        return "cp949"
    shares = {codec: _common_share(_read(sample, codec)) for codec in ("gb18030", "big5hkscs")}
    best = max(shares, key=lambda codec: shares[codec])
    if shares[best] >= 0.2:
        return best
    found = {codec: _letters_share(_read(sample, codec), codec) for codec in _LETTERS}
    likely = max(found, key=lambda codec: found[codec])
    if found[likely] >= 0.6:
        return likely
    return "cp1254" if _is_turkish(sample) else ""


def _read(sample: bytes, codec: str) -> str:
    """The sample in this codec; empty if it is not, a character cut at its end aside."""
    for cut in range(4):
        try:
            return sample[: len(sample) - cut].decode(codec)
        except UnicodeDecodeError as error:
            if error.start < len(sample) - 4:
                return ""
    return ""


def _share(script: re.Pattern[str], text: str) -> float:
    foreign = len(_FOREIGN.findall(text))
    return len(script.findall(text)) / foreign if foreign >= 4 else 0.0


def _common_share(text: str) -> float:
    foreign = _FOREIGN.findall(text)
    return sum(letter in _COMMON for letter in foreign) / len(foreign) if len(foreign) >= 6 else 0.0


def _letters_share(text: str, codec: str) -> float:
    """How many letters are common ones; 0 for a text that is mostly in Latin letters."""
    foreign = _FOREIGN.findall(text)
    if len(foreign) < 6 or len(foreign) < len(_LATIN.findall(text)):
        return 0.0
    return sum(letter in _LETTERS[codec] for letter in foreign) / len(foreign)


def _is_turkish(sample: bytes) -> bool:
    """Whether the eight-bit letters are Turkish ones, ğ, ı and ş among them."""
    letters = [byte for byte in sample if byte >= 0xC0]
    return set(letters) <= _TURKISH and sum(byte in _ONLY_TURKISH for byte in letters) >= 2
