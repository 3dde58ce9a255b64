"""Turkish."""

from __future__ import annotations

from connectors.voice.words.words import Words

TR = Words(
    code="tr",
    speech="tr-TR",
    option="{what} için {digit} tuşuna basın.",
    option_queue="Bizimle görüşmek için {digit} tuşuna basın.",
    option_voicemail="Mesaj bırakmak için {digit} tuşuna basın.",
    option_repeat="Tekrar dinlemek için {digit} tuşuna basın.",
    option_say="Bilgi almak için {digit} tuşuna basın.",
    speak="İsterseniz söyleyebilirsiniz.",
    not_understood="Üzgünüm, anlayamadım.",
    waiting="Lütfen hatta kalın. En kısa sürede sizinle ilgileneceğiz.",
    next_in_line="Sırada ilk sizsiniz.",
    position="Sıradaki yeriniz: {n}.",
    wait_minute="Bekleme süresi yaklaşık bir dakika.",
    wait_minutes="Bekleme süresi yaklaşık {n} dakika.",
    wait_long="Bekleme süresi bir saatten fazla.",
    callback="Sıranızı kaybetmeden geri aranmak için {digit} tuşuna basın.",
    callback_taken="Teşekkür ederiz. Sıranız korunuyor, sizi bu numaradan arayacağız. İyi günler.",
    closed="Aradığınız için teşekkür ederiz. Şu anda kimse yok.",
    opens_today="Yeniden hizmet saatimiz: bugün, saat {time}.",
    opens_tomorrow="Yeniden hizmet saatimiz: yarın, saat {time}.",
    opens_on="Yeniden hizmet saatimiz: {day} günü, saat {time}.",
    days=("pazartesi", "salı", "çarşamba", "perşembe", "cuma", "cumartesi", "pazar"),
    hour="{h24}",
    minute="{h24}:{m}",
    voicemail="Lütfen sinyal sesinden sonra mesajınızı bırakın. Bitirince kare tuşuna basın.",
    voicemail_taken="Mesajınız için teşekkür ederiz. İyi günler.",
    trouble="Üzgünüz, bizden kaynaklanan bir sorun var. Lütfen hatta kalın.",
    trouble_ends="Üzgünüz, şu anda aramanızı alamıyoruz. Lütfen daha sonra tekrar deneyin. "
    "İyi günler.",
    goodbye="Aradığınız için teşekkür ederiz. İyi günler.",
    numbers=(
        ("sıfır",),
        ("bir", "birinci"),
        ("iki", "ikinci"),
        ("üç", "üçüncü"),
        ("dört", "dördüncü"),
        ("beş", "beşinci"),
        ("altı", "altıncı"),
        ("yedi", "yedinci"),
        ("sekiz", "sekizinci"),
        ("dokuz", "dokuzuncu"),
    ),
)
