"""The end of a mail that its sender did not write this time: signature, device, footer."""

from __future__ import annotations

import re

from connectors.email.parsing.quote_marks import bare

_MAX_LINES = 25
_MAX_LINES_BARE = 12
"""A delimiter with more than this below it divides a text, it does not begin a signature."""

_DEVICE = re.compile(
    r"(?:Sent from (?:my |Mail for |Yahoo |Outlook|Proton|Samsung|Gmail|an? (?:mobile|phone|iP))"
    r"|Sent (?:with|via) (?:Proton|Mailspring|Airmail|Spark|Gmail|Outlook|BlackBerry|my )"
    r"|Get (?:Outlook|BlueMail) for |(?:Obtenir|Obtener|Obter|Scarica|Ottieni|Pobierz|Získat|Hämta|"
    r"Hent|Hanki|Download) (?:Outlook|program Outlook|aplikaci Outlook) |"
    r"Outlook (?:voor|für|para|pour|per|til|för|pro) (?:iOS|Android|Mac)|"
    r"Von meinem .{1,40} gesendet|Diese Nachricht wurde von meinem .{1,60} gesendet|"
    r"Gesendet (?:von|mit|aus) (?:mein|iP|Outlook|Yahoo|Mail|Samsung|Proton|der .{1,40}App)|"
    r"Envoyé (?:de|depuis|à partir de) (?:mon |ma |Yahoo|Outlook|l[’']app)|"
    r"Enviado (?:desde|do|a partir do|de) (?:mi |meu |Outlook|Yahoo|Correo|Samsung|Galaxy|iP)|"
    r"Inviato da(?:l mio| (?:iP|Yahoo|Outlook|Posta))|"
    r"Verzonden (?:vanaf|met|van) (?:mijn |Outlook|Mail)|"
    r"Wysłan[eo] z (?:iP|moj|Outlook|Samsung|telefonu|urządzenia|aplikacji)|"
    r"Odesláno z (?:mého|iP|Outlook|aplikace|mobil)|Skickat från (?:min |Outlook|Yahoo|E-post)|"
    r"Sendt fra (?:min |Outlook|Mail|Yahoo)|Lähetetty (?:iP|Outlook|puhelime)|"
    r"Отправлено (?:с|из|от) (?:моего|мобильн|iP|Android|Samsung|Outlook|Почт|Mail|Яндекс)|"
    r"Надіслано з (?:мого|iP|Outlook)|(?:iOS|Android|Mac) için Outlook|"
    r"(?:iP(?:hone|ad)|Android|Samsung|Galaxy|Huawei|Xiaomi|Outlook|Yahoo|Mail)\S*.{0,40}"
    r"(?:gönderildi|göndərildi|göndərilib)|"
    r"(?:ارسال|فرستاده) شده از (?:گوشی|آیفون|تلفن|طرف|iP|Outlook|Yahoo)|"
    r"از (?:گوشی|آیفون|تلفن|iP).{0,30}(?:فرستاده|ارسال) شد|"
    r"(?:iP(?:hone|ad)|スマートフォン|携帯|Outlook|Yahoo).{0,10}から送信|"
    r"从我的.{1,20}发[送出]|发自我的|從我的.{1,20}傳送|나의 .{1,20}에서 보냄|내 .{1,20}에서 보냄)",
    re.IGNORECASE,
)
_SCANNED = re.compile(
    r"This e-?mail has been checked for viruses by |Virus-?free\.|Virenfrei\.|"
    r"Diese E-Mail wurde von .{1,40} auf Viren",
    re.IGNORECASE,
)
_LONG_RULE = re.compile(r"_{40,}\Z")
_OF_A_LIST = re.compile(r"mailing list|unsubscribe|abbestell|https?://|\S@\S", re.IGNORECASE)
_RULE = re.compile(r"[-_—–\s]{3,}\Z")


def without_signature(lines: list[str]) -> list[str]:
    """``lines`` up to the signature (RFC 3676, 4.3: ``-- ``), a device's line or a footer."""
    kept = _without_footer(_before_delimiter(lines))
    end = len(kept)
    while end and _is_appended(bare(kept[end - 1])):
        end -= 1
    return kept[:end]


def _is_appended(line: str) -> bool:
    """Whether a last line is blank, a rule, or names what it was sent with."""
    return not line or bool(_RULE.match(line)) or _is_device(line)


def _before_delimiter(lines: list[str]) -> list[str]:
    """The lines above ``-- ``, or above the last ``--`` of a program that cut the space off."""
    last = None
    for index, line in enumerate(lines):
        below = len(lines) - index
        if line == "-- " and below <= _MAX_LINES:
            return lines[:index]
        if line in ("--", "—") and below <= _MAX_LINES_BARE:
            last = index
    return lines if last is None else lines[:last]


def _without_footer(lines: list[str]) -> list[str]:
    """``lines`` without what virus scanners append, and lists below a long rule (Mailman's)."""
    for index in range(max(len(lines) - 12, 0), len(lines)):
        line = bare(lines[index])
        if _SCANNED.match(line):
            return lines[:index]
        if _LONG_RULE.match(line) and any(map(_OF_A_LIST.search, lines[index + 1 :])):
            return lines[:index]
    return lines


def _is_device(line: str) -> bool:
    """Whether a last line names the device or program it was sent with, and nothing else."""
    return len(line) < 160 and bool(_DEVICE.match(line.strip("<>*_ ([")))
