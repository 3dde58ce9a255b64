"""Who may use the API: Basic authentication by account or key (RFC 7617)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping

from aiohttp import web

from sandbox.twilio.account import Account
from sandbox.twilio.errors import ApiError

API = "/2010-04-01"


class Access:
    """Finds the account that a request is for. ``accounts`` are those that there are, by SID."""

    def __init__(self, accounts: Mapping[str, Account]) -> None:
        self._accounts = accounts

    def account(self, request: web.Request, *, by_key: bool = True) -> Account:
        """The account in the path, if the request may use it; raises :class:`ApiError` 20003.

        Without ``by_key`` only the account's own token will do, as for the account itself.
        """
        given = request.headers.get("Authorization", "")
        name, password = _credentials(given)
        wanted = self.named(request)
        if not wanted.lets_in(name, password):
            raise ApiError(20003)
        if not by_key and name != wanted.sid:
            raise ApiError(20003)
        return wanted

    def named(self, request: web.Request) -> Account:
        """The account in the path, for what anybody may have; raises :class:`ApiError` 20003."""
        account = self._accounts.get(request.match_info["account"])
        if account is None:
            raise ApiError(20003)
        return account


def _credentials(header: str) -> tuple[str, str]:
    scheme, _, encoded = header.partition(" ")
    try:
        told = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise ApiError(20003) from error
    name, colon, password = told.partition(":")
    if scheme.lower() != "basic" or not colon:
        raise ApiError(20003)
    return name, password


def missing(request: web.Request) -> ApiError:
    """The error for a resource that is not there."""
    return ApiError(20404, request.path)
