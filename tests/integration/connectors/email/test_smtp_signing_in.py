"""Who we are to an SMTP server, and who it is to us: passwords, tokens, and TLS."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from connectors.email.oauth import AccessTokens
from connectors.email.smtp.pool import SmtpPool
from conversations.clock import ManualClock
from conversations.errors import DeliveryDelayed
from tests.running.certificates import self_signed, server_context
from tests.running.smtp_host import SmtpHost, smtp_host

from .handing_over import NOW, inbox, made, mail, settings_for


@pytest.mark.parametrize(
    ("secrets", "right"),
    [
        ({"password": "s3cret"}, True),
        ({"password": "imap", "smtp_password": "s3cret"}, True),
        ({"password": "wrong"}, False),
    ],
)
async def test_signing_in_by_password(
    host: SmtpHost, pool: SmtpPool, secrets: dict[str, str], right: bool
) -> None:
    host.passwords["support"] = "s3cret"
    settings = settings_for(host, username="support")
    if right:
        await pool.send(inbox(**secrets), settings, made(mail()), in_parts=True)
        assert host.taken[0].login == "support"
        return
    with pytest.raises(DeliveryDelayed, match=r"535 5\.7\.8 .* \(said 127\.0\.0\.1\)") as caught:
        await pool.send(inbox(**secrets), settings, made(mail()), in_parts=True)
    assert "Check the user name and the password" in caught.value.remedy
    assert host.taken == []


async def test_signing_in_by_token_and_once_more_with_a_fresh_one(
    host: SmtpHost, pool: SmtpPool
) -> None:
    host.passwords["support"] = "t2"
    settings = settings_for(host, username="support", auth="oauth2")
    await pool.send(inbox(), settings, made(mail()), in_parts=True)
    assert host.logins == [("support", False), ("support", True)]
    assert len(host.taken) == 1


async def test_tokens_that_nobody_gives_delay_the_mail(host: SmtpHost) -> None:
    pool = SmtpPool(AccessTokens(ManualClock(NOW)))
    settings = settings_for(host, username="support", auth="oauth2")
    with pytest.raises(DeliveryDelayed, match="no token address") as caught:
        await pool.send(inbox(), settings, made(mail()), in_parts=True)
    assert caught.value.remedy.startswith("Sign in to the mail account again")


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's TLS whose certificate this process trusts."""
    certificate, key = self_signed(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    return server_context(certificate, key)


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_a_mail_goes_over_tls(pool: SmtpPool, trusted: ssl.SSLContext, security: str) -> None:
    async with smtp_host(tls=trusted, starttls=security == "starttls") as host:
        host.passwords["support"] = "s3cret"
        settings = settings_for(host, security=security, username="support")
        await pool.send(inbox(password="s3cret"), settings, made(mail()), in_parts=True)
        assert host.taken[0].login == "support"
        await pool.close()


async def test_a_certificate_that_nobody_vouches_for_is_not_taken(
    pool: SmtpPool, tmp_path: Path
) -> None:
    context = server_context(*self_signed(tmp_path))
    async with smtp_host(tls=context) as host:
        settings = settings_for(host, security="tls")
        with pytest.raises(DeliveryDelayed, match="its certificate cannot be trusted"):
            await pool.send(inbox(), settings, made(mail()), in_parts=True)
        assert host.taken == []


async def test_without_starttls_nothing_goes_in_the_clear(host: SmtpHost, pool: SmtpPool) -> None:
    host.passwords["support"] = "s3cret"
    settings = settings_for(host, security="starttls", username="support")
    with pytest.raises(DeliveryDelayed, match="offers no encryption by STARTTLS"):
        await pool.send(inbox(password="s3cret"), settings, made(mail()), in_parts=True)
    assert host.logins == []
