"""What Twilio's API says when it refuses (https://www.twilio.com/docs/api/errors)."""

from __future__ import annotations

from typing import Any

MORE_INFO = "https://www.twilio.com/docs/errors/"

HTTP_STATUS = {20003: 401, 20404: 404, 20009: 409, 20429: 429, 20500: 500, 20503: 503}
"""The status of the codes that have one of their own; every other is answered with 400."""

MESSAGES = {
    11200: "HTTP retrieval failure",
    11205: "HTTP connection failure",
    11750: "TwiML response body too large",
    11751: "Media message - media exceeds the size limit",
    12100: "Document parse failure",
    12300: "Invalid Content-Type",
    20001: "Bad request",
    20003: "Authenticate",
    20009: "Cannot delete this resource before it is complete",
    20404: "The requested resource {0} was not found",
    20429: "Too Many Requests",
    20500: "Internal Server Error",
    20503: "Service Unavailable",
    21201: "No 'To' number is specified",
    21205: "Url is not a valid URL: {0}",
    21210: "'From' phone number not verified: {0}",
    21211: "Invalid 'To' Phone Number: {0}",
    21212: "Invalid From Number (caller ID): {0}",
    21213: "'From' phone number is required",
    21220: "Call is not in-progress. Cannot redirect.",
    21408: (
        "Permission to send an SMS has not been enabled for the region indicated by the 'To'"
        " number: {0}"
    ),
    21602: "Message body is required.",
    21603: "A 'From' phone number is required.",
    21604: "A 'To' phone number is required.",
    21606: (
        "The 'From' phone number {0} is not a valid, message-capable Twilio phone number for this"
        " destination/account"
    ),
    21609: "The 'StatusCallback' URL {0} is not a valid URL.",
    21610: "Attempt to send to unsubscribed recipient",
    21611: "This 'From' number has exceeded the maximum number of queued messages",
    21612: "The 'To' phone number {0} is not currently reachable using the 'From' phone number",
    21614: "'To' number is not a valid mobile number: {0}",
    21617: "The concatenated message body exceeds the 1600 character limit",
    21620: "Invalid media URL(s): {0}",
    21623: "Number of media files exceeds allowed limit",
    21701: "The messaging service {0} does not exist",
    21703: "The messaging service contains no phone numbers",
    22002: "The queue is not empty",
    22003: "There is a queue of that name already",
    30003: "Unreachable destination handset",
    30004: "Message blocked",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Message filtered",
    30008: "Unknown error",
}


class ApiError(Exception):
    """A request that is refused with one of Twilio's codes; ``about`` fills its message."""

    def __init__(self, code: int, about: str = "", *, retry_after_s: float | None = None) -> None:
        self.code = code
        self.status = HTTP_STATUS.get(code, 400)
        self.message = MESSAGES[code].format(about)
        self.retry_after_s = retry_after_s
        super().__init__(f"{code}: {self.message}")

    def as_json(self) -> dict[str, Any]:
        """The answer's body."""
        return {
            "code": self.code,
            "message": self.message,
            "more_info": f"{MORE_INFO}{self.code}",
            "status": self.status,
        }
