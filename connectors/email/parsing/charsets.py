"""Bytes to text, whatever label they carry (or none, or a wrong one)."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable

from connectors.email.parsing import evidence

SUPERSETS = {
    # A label means what senders mean by it: the superset, as browsers read it (WHATWG Encoding, 4).
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "iso2022_jp": "iso2022_jp_ext",
    "iso2022_jp_1": "iso2022_jp_ext",
    "iso2022_jp_2": "iso2022_jp_ext",
}
READ = frozenset(
    """
    ascii utf-8 utf-8-sig utf-7 utf-16 utf-16-le utf-16-be utf-32 utf-32-le utf-32-be cp437
    cp720 cp737 cp775 cp850 cp852 cp855 cp856 cp857 cp858 cp860 cp861 cp862 cp863 cp864
    cp865 cp866 cp869 cp874 cp932 cp949 cp950 cp1006 cp1125 cp1250 cp1251 cp1252 cp1253
    cp1254 cp1255 cp1256 cp1257 cp1258 iso8859-1 iso8859-2 iso8859-3 iso8859-4 iso8859-5
    iso8859-6 iso8859-7 iso8859-8 iso8859-9 iso8859-10 iso8859-11 iso8859-13 iso8859-14
    iso8859-15 iso8859-16 koi8-r koi8-u koi8-t kz1048 ptcp154 mac-roman mac-cyrillic
    mac-greek mac-iceland mac-latin2 mac-turkish mac-croatian mac-romanian tis-620 big5
    big5hkscs gb2312 gbk gb18030 hz shift_jis shift_jis_2004 shift_jisx0213 euc_jp
    euc_jis_2004 euc_jisx0213 euc_kr johab iso2022_jp iso2022_jp_1 iso2022_jp_2
    iso2022_jp_2004 iso2022_jp_3 iso2022_jp_ext iso2022_kr
    """.split()  # noqa: SIM905 - a list would be a page long
)
"""The codecs that are used. Python knows more that no mail may name: zlib, idna, unicode_escape."""

ALIASES = {
    "utf8mb4": "utf-8", "utf8mb3": "utf-8", "unicode": "utf-8", "cp-utf8": "utf-8",
    "unicode-1-1-utf-8": "utf-8", "x-unicode-2-0-utf-8": "utf-8", "cp65001": "utf-8",
    "unicode-1-1-utf-7": "utf-7", "x-unicode-2-0-utf-7": "utf-7", "unicode-2-0-utf-7": "utf-7",
    "cp65000": "utf-7", "ucs-2": "utf-16", "ucs2": "utf-16", "iso-10646-ucs-2": "utf-16",
    "x-gbk": "gb18030", "x-gb2312": "gb18030", "gb-2312": "gb18030", "gb_2312-80": "gb18030",
    "gb2312-80": "gb18030", "gb18030-2000": "gb18030", "cn-gb": "gb18030", "x-euc-cn": "gb18030",
    "x-x-big5": "big5hkscs", "x-big5": "big5hkscs", "big-5": "big5hkscs", "cn-big5": "big5hkscs",
    "x-sjis": "cp932", "x-shift-jis": "cp932", "x-ms-cp932": "cp932", "windows-31j": "cp932",
    "shift-jis": "cp932", "x-euc-jp": "euc_jp", "x-eucjp": "euc_jp", "x-euc": "euc_jp",
    "cp50220": "iso2022_jp_ext", "cp50221": "iso2022_jp_ext", "cp51932": "euc_jp",
    "iso-2022-jp-ms": "iso2022_jp_ext", "x-iso-2022-jp": "iso2022_jp_ext",
    "x-euc-kr": "cp949", "ks_c_5601-1987": "cp949", "ks_c_5601-1989": "cp949",
    "ksc5601": "cp949", "x-windows-949": "cp949", "korean": "cp949", "hz-gb-2312": "hz",
    "iso-8859-8-i": "iso8859-8", "iso-8859-8-e": "iso8859-8", "logical": "iso8859-8",
    "iso-8859-6-i": "iso8859-6", "iso-8859-6-e": "iso8859-6", "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman", "x-macintosh": "mac-roman", "x-mac-ce": "mac-latin2",
    "x-mac-cyrillic": "mac-cyrillic", "x-mac-turkish": "mac-turkish", "x-koi8-r": "koi8-r",
    "koi8r": "koi8-r", "koi": "koi8-r", "koi8": "koi8-r", "koi8-ru": "koi8-u", "koi8u": "koi8-u",
    "cp28591": "cp1252", "cp28592": "iso8859-2", "cp28595": "iso8859-5", "cp28597": "iso8859-7",
    "cp28598": "iso8859-8", "cp28599": "iso8859-9", "cp28605": "iso8859-15", "cp20866": "koi8-r",
    "cp21866": "koi8-u", "cp20127": "ascii", "cp936": "gb18030", "cp54936": "gb18030",
    "cp50222": "iso2022_jp_ext", "cp51949": "cp949", "cp1200": "utf-16-le", "cp1201": "utf-16-be",
    "dos-874": "cp874", "windows-874": "cp874", "ansi_x3.4-1968": "ascii", "x-ansi": "cp1252",
    "ansi": "cp1252", "x-user-defined": "cp1252", "8bit": "cp1252",
}  # fmt: skip

BY_LANGUAGE = {
    "ar": "cp1256", "fa": "cp1256", "ur": "cp1256", "tr": "cp1254", "az": "cp1254", "ru": "cp1251",
    "uk": "cp1251", "be": "cp1251", "bg": "cp1251", "mk": "cp1251", "sr": "cp1251", "el": "cp1253",
    "he": "cp1255", "pl": "cp1250", "cs": "cp1250", "sk": "cp1250", "hu": "cp1250",
    "sl": "cp1250", "hr": "cp1250", "ro": "cp1250", "lt": "cp1257", "lv": "cp1257", "et": "cp1257",
    "vi": "cp1258", "th": "cp874", "ja": "cp932", "ko": "cp949", "zh": "gb18030",
}  # fmt: skip
"""What Windows programs of a language write when they say nothing."""

_DOUBLE = {"big5", "big5hkscs", "gb2312", "gbk", "gb18030", "shift_jis", "cp932", "cp949", "cp950"}
"""Charsets of two bytes a character, in which a word or two may look like UTF-8."""
VAGUE = frozenset({"ascii", "iso8859-1", "cp1252"})
"""Labels that programs put on anything."""

_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_HIGH = re.compile(rb"[\x80-\xff]")
_SHIFTED = re.compile(rb"\x1b(?:\$[@B]|\([IJ]|\$\(D)")
_META = re.compile(rb"<meta[^>]{0,300}?charset\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9_.:-]{2,40})", re.I)
_WORDY = re.compile(r"^(?:ms-?|x-)?(?:cp|windows|win|ibm|dos)[-_ ]?(\d{3,5})$")


def codec_of(label: str) -> str | None:
    """The codec that a charset label means, or None if it means none that is known."""
    name = label.strip().strip("\"'").strip().lower()
    name = ALIASES.get(name, name)
    if (page := _WORDY.match(name)) is not None:
        name = ALIASES.get(f"cp{page[1]}", f"cp{page[1]}")
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError, UnicodeError):
        return None
    return found if found in READ else None


def meta_charset(html: bytes) -> str:
    """The charset that HTML says of itself in its first 4 KB, or an empty string."""
    found = _META.search(html[:4096])
    return found[1].decode("ascii") if found else ""


def language_charset(language: str | None) -> str:
    """What programs of this language write when they do not say, or an empty string."""
    return BY_LANGUAGE.get((language or "").strip()[:2].lower(), "")


def decode(raw: bytes, label: str = "", hints: Iterable[str] = ()) -> tuple[str, str]:
    """The text of ``raw`` and a sentence about what is doubtful, or an empty one.

    ``hints`` are other charset labels that may be the right one, best first; they count where the
    label is missing, vague or evidently wrong. Never raises, and never gives a lone surrogate.
    """
    text, problem = _decode(raw, label, [codec for hint in hints if (codec := codec_of(hint))])
    return _whole(text), problem


def _whole(text: str) -> str:
    """``text`` without lone surrogates and marks of byte order."""
    text = text.removeprefix("\ufeff")
    try:
        text.encode()
    except UnicodeEncodeError:
        # UTF-16 halves, as UTF-7 may give them, become one again; a lone one becomes U+FFFD
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _decode(raw: bytes, label: str, hints: list[str]) -> tuple[str, str]:
    if raw.startswith(codecs.BOM_UTF8):
        return raw.decode("utf-8", "replace"), ""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and len(raw) % 2 == 0:
        return raw.decode("utf-16", "replace"), ""
    codec = codec_of(label) if label.strip() else None
    shown = re.sub(r"[^\w.:-]", "", label)[:40]
    if codec is None and _SHIFTED.search(raw):
        return _lenient(raw, "iso2022_jp_ext"), _read_as(shown, "iso-2022-jp")
    if codec is None or codec in VAGUE:
        if not _HIGH.search(raw):
            if codec and _SHIFTED.search(raw):
                return _lenient(raw, "iso2022_jp_ext"), _read_as(shown, "iso-2022-jp")
            return raw.decode("ascii"), ""
        return _guess(raw, shown, codec, hints)
    if codec == "utf-16":
        return _utf16(raw), ""
    if codec != "utf-8" and _evidently_utf8(raw, codec):
        return raw.decode("utf-8"), _read_as(shown, "utf-8")
    wide = SUPERSETS.get(codec, codec)
    for candidate in dict.fromkeys((wide, codec)):
        if (text := _strict(raw, candidate)) is not None:
            return text, ""
    return _wrong(raw, shown, codec, wide, hints)


def _guess(raw: bytes, shown: str, codec: str | None, hints: list[str]) -> tuple[str, str]:
    """Eight-bit text without a label that says anything."""
    if (text := _strict(raw, "utf-8")) is not None:
        return text, _read_as(shown, "utf-8") if shown else ""
    if _mostly_utf8(raw):
        return raw.decode("utf-8", "replace"), _read_as(shown, "utf-8")
    if codec is not None and codec != "ascii":
        return _lenient(raw, "cp1252"), ""
    for hint in hints:
        wide = SUPERSETS.get(hint, hint)
        if hint not in VAGUE and (text := _strict(raw, wide)) is not None:
            return text, _read_as(shown, hint)
    if found := evidence.guess(raw):
        return _lenient(raw, found), _read_as(shown, found)
    return _lenient(raw, "cp1252"), _read_as(shown, "windows-1252")


def _wrong(raw: bytes, shown: str, codec: str, wide: str, hints: list[str]) -> tuple[str, str]:
    """Text that is not in the charset that it says."""
    if codec == "utf-8":
        if _mostly_utf8(raw):
            return raw.decode("utf-8", "replace"), "Some characters of the text cannot be read."
        return _guess(raw, shown, None, hints)
    if (text := _strict(raw, "utf-8")) is not None:
        return text, _read_as(shown, "utf-8")
    if codec.startswith("iso2022_jp"):
        for candidate in ("cp932", "euc_jp"):
            if (text := _strict(raw, candidate)) is not None:
                return text, _read_as(shown, candidate)
    return _lenient(raw, wide), "Some characters of the text cannot be read."


def _read_as(shown: str, codec: str) -> str:
    if not shown:
        return f"The text does not say its charset and is read as {codec}."
    return f"The text says that its charset is {shown}, but is read as {codec}."


def _strict(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except (UnicodeError, LookupError):
        return None


def _lenient(raw: bytes, codec: str) -> str:
    try:
        return raw.decode(codec, "replace")
    except (UnicodeError, LookupError, RuntimeError):  # some stateful codecs give up all the same
        return raw.decode("cp1252", "replace")


def _evidently_utf8(raw: bytes, codec: str) -> bool:
    """Whether text with another label is UTF-8: no other charset's text is, but by chance."""
    if codec.startswith(("utf", "iso2022")) or codec in ("hz", "cp874", "tis-620", "iso8859-11"):
        return False
    text = _strict(raw, "utf-8")
    if text is None:
        return False
    letters = sum(map(len, _HIGH_RUN.findall(raw)))
    if codec.startswith("iso8859") or codec == "cp1254":
        return letters >= 2
    return letters >= (12 if codec in _DOUBLE else 6)


def _mostly_utf8(raw: bytes) -> bool:
    """Whether this is UTF-8 with a few broken places, such as a character cut at the end."""
    text = raw.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return broken * 4 <= len(raw) - len(text) - broken and broken > 0


def _utf16(raw: bytes) -> str:
    """UTF-16 without a mark of byte order: the order in which ASCII makes sense."""
    little = raw[1::2].count(0) >= raw[0::2].count(0)
    return raw.decode("utf-16-le" if little else "utf-16-be", "replace")
