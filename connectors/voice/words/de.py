"""German."""

from __future__ import annotations

from connectors.voice.words.words import Words

DE = Words(
    code="de",
    speech="de-DE",
    option="Für {what} drücken Sie die {digit}.",
    option_queue="Um mit uns zu sprechen, drücken Sie die {digit}.",
    option_voicemail="Um eine Nachricht zu hinterlassen, drücken Sie die {digit}.",
    option_repeat="Um dies noch einmal zu hören, drücken Sie die {digit}.",
    option_say="Für Informationen drücken Sie die {digit}.",
    speak="Sie können es auch sagen.",
    not_understood="Das habe ich leider nicht verstanden.",
    waiting="Bitte bleiben Sie am Apparat. Wir sind so bald wie möglich für Sie da.",
    next_in_line="Sie sind als Nächstes an der Reihe.",
    position="Sie sind an Platz {n} der Warteschlange.",
    wait_minute="Die Wartezeit beträgt etwa eine Minute.",
    wait_minutes="Die Wartezeit beträgt etwa {n} Minuten.",
    wait_long="Die Wartezeit beträgt mehr als eine Stunde.",
    callback="Wenn wir Sie zurückrufen sollen und Sie Ihren Platz behalten möchten, drücken Sie "
    "die {digit}.",
    callback_taken="Vielen Dank. Sie behalten Ihren Platz, und wir rufen Sie unter dieser Nummer "
    "zurück. Auf Wiederhören.",
    closed="Vielen Dank für Ihren Anruf. Im Moment ist niemand da.",
    opens_today="Wir sind heute um {time} wieder für Sie da.",
    opens_tomorrow="Wir sind morgen um {time} wieder für Sie da.",
    opens_on="Wir sind am {day} um {time} wieder für Sie da.",
    days=("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    hour="{h24} Uhr",
    minute="{h24} Uhr {m}",
    voicemail="Bitte sprechen Sie nach dem Ton. Drücken Sie die Rautetaste, wenn Sie fertig sind.",
    voicemail_taken="Vielen Dank für Ihre Nachricht. Auf Wiederhören.",
    trouble="Entschuldigung, bei uns gibt es eine Störung. Bitte bleiben Sie am Apparat.",
    trouble_ends="Entschuldigung, wir können Ihren Anruf gerade nicht annehmen. Bitte versuchen "
    "Sie es später noch einmal. Auf Wiederhören.",
    goodbye="Vielen Dank für Ihren Anruf. Auf Wiederhören.",
    numbers=(
        ("null",),
        ("eins", "ein", "eine", "erste", "erstens"),
        ("zwei", "zwo", "zweite", "zweitens"),
        ("drei", "dritte", "drittens"),
        ("vier", "vierte", "viertens"),
        ("fünf", "fünfte", "fünftens"),
        ("sechs", "sechste", "sechstens"),
        ("sieben", "siebte", "siebtens"),
        ("acht", "achte", "achtens"),
        ("neun", "neunte", "neuntens"),
    ),
)
