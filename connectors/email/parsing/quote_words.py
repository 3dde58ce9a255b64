"""Words that mail programs put around history, as their translations have them."""

from __future__ import annotations


def _phrases(words: str) -> frozenset[str]:
    """The phrases between ``|``, case-folded."""
    return frozenset(phrase.strip().casefold() for phrase in words.split("|"))


_LABELS_BY_ROLE = {
    "from": """
        From | Von | De | Da | Van | Od | От | От кого | Från | Fra | Gönderen | Kimden | Göndərən |
        Kimdən | از | فرستنده | 差出人 | 送信者 | 发件人 | 寄件者 | 寄件人 | 보낸 사람 | 보낸사람 |
        Lähettäjä | Feladó | De la | Από | מאת | من | Від | Expéditeur | Remitente | Mittente |
        Odesílatel | Afzender
    """,
    "date": """
        Sent | Date | Gesendet | Datum | Enviado | Enviado el | Enviado em | Enviada em | Enviada |
        Fecha | Data | Envoyé | Envoyé le | Inviato | Verzonden | Wysłano | Wysłane | Отправлено |
        Дата | Skickat | Sendt | Dato | Gönderilme Tarihi | Gönderme Tarihi | Gönderildi | Tarih |
        Göndərilib | Göndərildi | Göndərilmə tarixi | Tarix | ارسال شده | ارسال |
        تاریخ | زمان ارسال | 送信日時 | 日時 | 日付 | 发送时间 | 日期 | 寄件日期 | 보낸 날짜 |
        날짜 | Odesláno | Lähetetty | Elküldve |
        Dátum | Trimis | Εστάλη | נשלח | تاريخ الإرسال | Надіслано
    """,
    "to": """
        To | An | À | Para | A | Aan | Do | Komu | Кому | Till | Til | Kime | Alıcı | Kimə | به |
        گیرنده | 宛先 | 收件人 | 받는 사람 | Vastaanottaja | Címzett | Către | Προς | אל | إلى
    """,
    "cc": "Cc | Kopie | Kopia | Kopi | Bilgi | Копия | رونوشت | 抄送 | 참조 | DW | Surət | Kopya",
    "subject": """
        Subject | Betreff | Objet | Asunto | Assunto | Oggetto | Onderwerp | Temat | Тема | Ämne |
        Emne | Konu | Mövzu | موضوع | 件名 | 主题 | 主題 | 제목 | Předmět | Aihe | Tárgy | Subiect |
        Θέμα | נושא | الموضوع
    """,
}
LABELS = {label: role for role, words in _LABELS_BY_ROLE.items() for label in _phrases(words)}
"""Header label, case-folded → ``from``, ``date``, ``to``, ``cc`` or ``subject``."""

ORIGINAL = _phrases(
    """
    Original Message | Original Appointment | Original Mail | Reply Message | Original-Nachricht |
    Ursprüngliche Nachricht | Originalnachricht | Message d'origine | Message d’origine |
    Message original | Mensaje original | Mensagem original | Messaggio originale |
    Oorspronkelijk bericht | Wiadomość oryginalna | Oryginalna wiadomość | Původní zpráva |
    Исходное сообщение | Оригинальное сообщение | Ursprungligt meddelande | Originalmeddelande |
    Oprindelig meddelelse | Opprinnelig melding | Orijinal Mesaj | Orijinal İleti | Özgün İleti |
    Orijinal məktub | پیام اصلی | 元のメッセージ | 原始邮件 | 原邮件 | 原始郵件 | 원본 메시지 |
    원본 메일 | Alkuperäinen viesti | Eredeti üzenet | Mesaj original | Αρχικό μήνυμα | رسالة أصلية
    """
)
"""Between dashes: history follows."""

FORWARDED = _phrases(
    """
    Forwarded message | Begin forwarded message | Weitergeleitete Nachricht |
    Anfang der weitergeleiteten Nachricht | Message transféré | Début du message réexpédié |
    Début du message transféré | Mensaje reenviado | Inicio del mensaje reenviado |
    Mensagem encaminhada | Mensagem reencaminhada | Início da mensagem encaminhada |
    Messaggio inoltrato | Inizio messaggio inoltrato | Doorgestuurd bericht |
    Begin doorgestuurd bericht | Przekazana wiadomość | Treść przekazanej wiadomości |
    Początek przekazywanej wiadomości | Přeposlaná zpráva | Пересылаемое сообщение |
    Пересланное сообщение | Начало переадресованного сообщения | Vidarebefordrat meddelande |
    Vidarebefordrat brev | Videresendt meddelelse | Videresendt besked | Videresendt melding |
    Yönlendirilmiş ileti | Yönlendirilen ileti | İletilmiş mesaj | İletilen ileti |
    Yönləndirilmiş mesaj | Yönləndirilmiş məktub | پیام هدایت‌شده | پیام هدایت شده |
    پیام بازارسال شده | 転送されたメッセージ | 转发的邮件 | 转发邮件信息 | 轉寄郵件 |
    전달된 메시지 | Välitetty viesti | Továbbított üzenet | Mesaj redirecționat
    """
)
"""Between dashes, or before a colon (Apple Mail): the message that is passed on follows."""
