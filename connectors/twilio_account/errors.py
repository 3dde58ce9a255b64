"""What Twilio refuses, in words for a person, and what that means for a message.

The numbers are Twilio's: https://www.twilio.com/docs/api/errors. One that is not listed here is
told with its number and Twilio's own words.
"""

from __future__ import annotations

from conversations.errors import (
    DeliveryDelayed,
    DeliveryRefused,
    DeliveryUnknown,
    ParleyError,
)

OPTED_OUT = 21610
"""The recipient has written STOP; Twilio sends nothing to them."""

LOOK_UP = "Look the number up at https://www.twilio.com/docs/api/errors."
CHECK_ACCOUNT = "Check account SID and auth token in the inbox's settings."
_NUMBER = "Check the number."
_REGISTER = "Register the number and its use in Twilio's console."

WORDS: dict[int, tuple[str, str]] = {
    20003: ("Twilio does not let us in.", CHECK_ACCOUNT),
    20005: ("The Twilio account is not active.", "Look at the account in Twilio's console."),
    20404: ("Twilio knows no such account, number or message.", CHECK_ACCOUNT),
    20429: ("Twilio is asked too often.", "Parley tries again by itself."),
    14107: ("More is sent than the number may send.", "Parley tries again by itself."),
    21201: ("There is no number to call.", _NUMBER),
    21205: ("Twilio cannot use our address.", "Set PARLEY_PUBLIC_URL to an https address."),
    21210: (
        "Our number may not be shown to who is called.",
        "Check the inbox's number: it must be this account's, or verified in Twilio's console.",
    ),
    21211: ("That is no phone number that Twilio can reach.", _NUMBER),
    21212: ("The sender's number is none.", "Check the inbox's number."),
    21214: ("The number cannot be reached.", _NUMBER),
    21215: (
        "Calls to this country are not allowed yet.",
        "Allow the country under “Geo permissions” in Twilio's console.",
    ),
    21216: ("Twilio calls no number like this one.", _NUMBER),
    21217: ("That is no phone number.", _NUMBER),
    21219: (
        "A trial account may call verified numbers only.",
        "Verify the number in Twilio's console, or upgrade the account.",
    ),
    21220: ("The call is over.", "Call again if there is more to say."),
    21408: (
        "Texts to this country are not allowed yet.",
        "Allow the country under “Geo permissions” in Twilio's console.",
    ),
    21602: ("The text is empty.", "Write something."),
    21603: ("The sender's number is missing.", "Set the inbox's number."),
    21606: (
        "The sender's number cannot send texts from this account.",
        "Check the inbox's number: it must be this account's and able to send texts.",
    ),
    21608: (
        "A trial account may write to verified numbers only.",
        "Verify the number in Twilio's console, or upgrade the account.",
    ),
    OPTED_OUT: (
        "This person has opted out of our texts.",
        "Reach them in another way; they can write START to get texts again.",
    ),
    21611: ("Too many texts wait to be sent from this number.", "Parley tries again by itself."),
    21612: ("This number cannot be reached by texts from ours.", "Reach them in another way."),
    21614: ("That is no mobile number.", "Reach them in another way."),
    21617: ("The text is longer than 1,600 characters.", "Shorten it, or send several."),
    21620: ("Twilio cannot use the file's address.", "Set PARLEY_PUBLIC_URL to an https address."),
    21623: ("More than 10 files cannot be sent at once.", "Send them in several messages."),
    21703: ("The messaging service has no number.", "Add one in Twilio's console."),
    12300: ("A file of this type cannot be sent.", "Send a link instead."),
    11200: ("Twilio could not fetch the file from us.", "Check that PARLEY_PUBLIC_URL is right."),
    30001: ("Too many texts wait to be sent from this account.", "Send it again later."),
    30002: ("The Twilio account is suspended.", "Look at the account in Twilio's console."),
    30003: ("The phone is off or out of reach.", "Send it again later."),
    30004: ("The text is blocked; the phone may not take texts of ours.", "Reach them otherwise."),
    30005: ("The number is unknown or not in use any more.", _NUMBER),
    30006: ("That is a landline, or its network takes no texts.", "Reach them in another way."),
    30007: (
        "The network took the text for spam.",
        "Write it in other words, without shortened links.",
    ),
    30008: ("The network does not say why it was not delivered.", "Send it again later."),
    30009: ("A part of the text was lost on its way.", "Send it again."),
    30010: ("The text would cost more than allowed.", "Shorten it, or raise the maximum price."),
    30011: ("The network takes no pictures.", "Send a link instead."),
    30017: ("The network is congested.", "Send it again later."),
    30018: ("The network wants senders to register first.", _REGISTER),
    30019: ("The files are too large for the network.", "Send smaller ones, or a link."),
    30022: ("More was sent than the network allows at once.", "Send it again later."),
    30023: ("More was sent than the network allows in a day.", "Send it again tomorrow."),
    30024: ("The network does not know our number yet.", _REGISTER),
    30032: ("The toll-free number is not verified.", _REGISTER),
    30034: ("Our number is not registered for texts to the US (A2P 10DLC).", _REGISTER),
    30035: ("Our number is still being registered.", "Wait until Twilio has finished that."),
    30036: ("The text was not delivered in time.", "Send it again."),
    30410: ("The network did not answer in time.", "Send it again later."),
}

_PASSING = frozenset({14107, 20003, 20005, 20429, 21611, 30001})
"""What another try may get past; of 20003 and 20005 a person must see to it first, and then the
messages that wait go out."""


class TwilioError(ParleyError):
    """Base of what goes wrong with Twilio."""

    code = "twilio_error"


class NotReached(TwilioError):
    """Twilio was not reached, so nothing was asked of it."""

    code = "twilio_not_reached"
    remedy = "Parley tries again by itself; check the network if it goes on."


class NoAnswer(TwilioError):
    """Twilio was asked and gave no answer that can be used. It may have done what was asked."""

    code = "twilio_no_answer"
    remedy = "Parley looks what became of it."


class Busy(TwilioError):
    """Twilio wants to be left alone; ``retry_after_s`` is for how long, 0 if it does not say."""

    code = "twilio_busy"
    remedy = "Parley tries again by itself."

    def __init__(self, message: str, retry_after_s: float = 0.0) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Refused(TwilioError):
    """Twilio says no; ``number`` is its own number of the error, 0 if there is none."""

    code = "twilio_refused"

    def __init__(self, number: int, status: int, said: str = "") -> None:
        sentence, remedy = explained(number, said)
        super().__init__(sentence, remedy=remedy)
        self.number = number
        self.status = status


def explained(number: int, said: str = "") -> tuple[str, str]:
    """An error's number as a sentence and what to do about it."""
    if number in WORDS:
        sentence, remedy = WORDS[number]
        return f"{sentence} (Twilio {number})", remedy
    told = " ".join(said.split())[:300]
    return f"Twilio refuses with error {number}{f': {told}' if told else '.'}", LOOK_UP


def of_delivery(error: TwilioError) -> ParleyError:
    """What an error means for a message that was to be sent."""
    match error:
        case NoAnswer():
            return DeliveryUnknown(str(error), remedy=error.remedy)
        case Busy():
            return DeliveryDelayed(
                str(error), remedy=error.remedy, retry_after_s=error.retry_after_s
            )
        case Refused() if error.number not in _PASSING and error.status not in (401, 403):
            return DeliveryRefused(str(error), remedy=error.remedy)
        case _:
            return DeliveryDelayed(str(error), remedy=error.remedy)
