"""Azerbaijani."""

from __future__ import annotations

from connectors.voice.words.words import Words

AZ = Words(
    code="az",
    speech="az-AZ",
    option="{what} üçün {digit} düyməsini basın.",
    option_queue="Bizimlə danışmaq üçün {digit} düyməsini basın.",
    option_voicemail="Mesaj qoymaq üçün {digit} düyməsini basın.",
    option_repeat="Yenidən dinləmək üçün {digit} düyməsini basın.",
    option_say="Məlumat almaq üçün {digit} düyməsini basın.",
    speak="Bunu deyə də bilərsiniz.",
    not_understood="Bağışlayın, başa düşmədim.",
    waiting="Zəhmət olmasa xətdə qalın. Ən qısa zamanda sizinlə danışacağıq.",
    next_in_line="Növbədə birinci sizsiniz.",
    position="Növbədəki yeriniz: {n}.",
    wait_minute="Gözləmə müddəti təxminən bir dəqiqədir.",
    wait_minutes="Gözləmə müddəti təxminən {n} dəqiqədir.",
    wait_long="Gözləmə müddəti bir saatdan çoxdur.",
    callback="Növbənizi itirmədən sizə zəng etməyimiz üçün {digit} düyməsini basın.",
    callback_taken="Təşəkkür edirik. Növbəniz saxlanılır, bu nömrəyə zəng edəcəyik. Sağ olun.",
    closed="Zənginiz üçün təşəkkür edirik. Hazırda heç kim yoxdur.",
    opens_today="Yenidən iş saatımız: bu gün, saat {time}.",
    opens_tomorrow="Yenidən iş saatımız: sabah, saat {time}.",
    opens_on="Yenidən iş saatımız: {day}, saat {time}.",
    days=(
        "bazar ertəsi",
        "çərşənbə axşamı",
        "çərşənbə",
        "cümə axşamı",
        "cümə",
        "şənbə",
        "bazar",
    ),
    hour="{h24}",
    minute="{h24}:{m}",
    voicemail="Zəhmət olmasa siqnaldan sonra mesaj qoyun. Bitirəndə diyez düyməsini basın.",
    voicemail_taken="Mesajınız üçün təşəkkür edirik. Sağ olun.",
    trouble="Bağışlayın, bizim tərəfdə problem var. Zəhmət olmasa xətdə qalın.",
    trouble_ends="Bağışlayın, hazırda zənginizi qəbul edə bilmirik. Zəhmət olmasa sonra yenidən "
    "cəhd edin. Sağ olun.",
    goodbye="Zənginiz üçün təşəkkür edirik. Sağ olun.",
    numbers=(
        ("sıfır",),
        ("bir", "birinci"),
        ("iki", "ikinci"),
        ("üç", "üçüncü"),
        ("dörd", "dördüncü"),
        ("beş", "beşinci"),
        ("altı", "altıncı"),
        ("yeddi", "yeddinci"),
        ("səkkiz", "səkkizinci"),
        ("doqquz", "doqquzuncu"),
    ),
)
