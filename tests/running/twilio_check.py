"""Everything that goes to Twilio's stand-in and comes from it, held to Twilio's own file.

`TwilioSandbox(middlewares=[check.middleware])`, and `assert check.violations == []` in the end.
Where that file is not, only the form of errors is looked at: what a channel does is tested all the
same, and test_twilio_check.py tells what is missing.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from jsonschema import Draft202012Validator

from tests.running.openapi import FORM, JSON, Description
from tests.running.specs import TWILIO, spec_if_any

FILE = re.compile(
    r"/2010-04-01/Accounts/\w+/(Messages/\w+/Media/ME\w+|Recordings/RE\w+(\.wav)?)|/files/.+"
)
"""A file itself: it is told in Twilio's words only, not in the description."""
ERROR = Draft202012Validator(
    {
        "type": "object",
        "properties": {
            "code": {"type": "integer", "minimum": 10000, "maximum": 99999},
            "message": {"type": "string", "minLength": 1},
            "more_info": {
                "type": "string",
                "pattern": r"^https://www\.twilio\.com/docs/errors/\d+$",
            },
            "status": {"type": "integer"},
        },
        "required": ["code", "message", "more_info", "status"],
        "additionalProperties": False,
    }
)
"""https://www.twilio.com/docs/usage/twilios-response#response-formats-exceptions"""


def _description() -> Description | None:
    spec = spec_if_any(TWILIO)
    return Description(spec) if spec is not None else None


@dataclass
class TwilioCheck:
    """What was seen and what was wrong with it, as `METHOD path: reason`.

    `refused_may_be_wrong` lets requests be that are answered with 400, for tests of nonsense.
    """

    description: Description | None = field(default_factory=_description)
    refused_may_be_wrong: bool = False
    requests: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    @property
    def middleware(self) -> Middleware:
        """What stands before the stand-in."""

        @web.middleware
        async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
            where = f"{request.method} {request.path}"
            self.requests.append(where)
            wrong = await self._request(request)
            answer = await handler(request)
            if request.transport is None or request.transport.is_closing():
                return answer  # the line was cut: this is told to nobody
            assert isinstance(answer, web.Response)
            if answer.status != 400 or not self.refused_may_be_wrong:
                self.violations += [f"{where}: {reason}" for reason in wrong]
            self.violations += [
                f"{where}: answer: {reason}" for reason in self._answer(request, answer)
            ]
            return answer

        return middleware

    async def _request(self, request: web.Request) -> list[str]:
        if FILE.fullmatch(request.path):
            return [] if request.method == "GET" else ["a file can only be fetched"]
        form = None
        if request.body_exists:
            if request.content_type != FORM:
                return [f"its body is {request.content_type}"]
            form = [(name, str(value)) for name, value in (await request.post()).items()]
        if self.description is None:
            return []
        query = list(request.query.items())
        return self.description.request(request.method, request.path, query, form)

    def _answer(self, request: web.Request, answer: web.Response) -> list[str]:
        if FILE.fullmatch(request.path) and answer.status < 400:
            return [] if answer.status in (200, 307) else [f"{answer.status} for a file"]
        body: Any = json.loads(answer.body) if isinstance(answer.body, bytes) else None
        if answer.status >= 400:
            if answer.content_type != JSON:
                return [f"the error is {answer.content_type}"]
            wrong = [error.message for error in ERROR.iter_errors(body)]
            return wrong or ([] if body["status"] == answer.status else ["it tells another status"])
        if self.description is None:
            return []
        return self.description.answer(
            request.method, request.path, answer.status, answer.content_type, body
        )
