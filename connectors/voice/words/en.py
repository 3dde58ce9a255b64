"""English."""

from __future__ import annotations

from connectors.voice.words.words import Words

EN = Words(
    code="en",
    speech="en-US",
    option="For {what}, press {digit}.",
    option_queue="To speak with us, press {digit}.",
    option_voicemail="To leave a message, press {digit}.",
    option_repeat="To hear this again, press {digit}.",
    option_say="For information, press {digit}.",
    speak="You can also say it.",
    not_understood="Sorry, I did not understand that.",
    waiting="Please hold the line. We will be with you as soon as we can.",
    next_in_line="You are next in line.",
    position="You are number {n} in line.",
    wait_minute="The wait is about one minute.",
    wait_minutes="The wait is about {n} minutes.",
    wait_long="The wait is more than an hour.",
    callback="To be called back and keep your place in line, press {digit}.",
    callback_taken="Thank you. You keep your place in line, and we call you back on this number. "
    "Goodbye.",
    closed="Thank you for calling. Nobody is here at the moment.",
    opens_today="We are here again today at {time}.",
    opens_tomorrow="We are here again tomorrow at {time}.",
    opens_on="We are here again on {day} at {time}.",
    days=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    hour="{h12} {half}",
    minute="{h12}:{m} {half}",
    voicemail="Please leave a message after the tone. Press the hash key when you have finished.",
    voicemail_taken="Thank you for your message. Goodbye.",
    trouble="Sorry, something is wrong on our side. Please stay on the line.",
    trouble_ends="Sorry, we cannot take your call right now. Please try again later. Goodbye.",
    goodbye="Thank you for calling. Goodbye.",
    numbers=(
        ("zero", "oh", "nought"),
        ("one", "first"),
        ("two", "second"),
        ("three", "third"),
        ("four", "fourth"),
        ("five", "fifth"),
        ("six", "sixth"),
        ("seven", "seventh"),
        ("eight", "eighth"),
        ("nine", "ninth"),
    ),
)
