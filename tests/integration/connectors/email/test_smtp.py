"""Handing mails over, against a real SMTP server on loopback."""

from __future__ import annotations

import asyncio

import pytest

from connectors.email.composing.mail import Mail
from connectors.email.settings import read
from connectors.email.smtp.pool import SmtpPool
from conversations.channels import Channel
from conversations.errors import DeliveryDelayed, DeliveryRefused, DeliveryUnknown, ParleyError
from conversations.places import Inbox
from tests.running.smtp_host import SmtpHost, smtp_host

from .handing_over import NOW, PLAIN, TEXT, Tokens, inbox, made, mail, settings_for


async def send(
    pool: SmtpPool, host: SmtpHost, *, mail: Mail = PLAIN, in_parts: bool = True
) -> dict[str, str]:
    return await pool.send(inbox(), settings_for(host), made(mail), in_parts=in_parts)


async def failure(
    pool: SmtpPool, host: SmtpHost, *, mail: Mail = PLAIN, in_parts: bool = True
) -> ParleyError:
    with pytest.raises(ParleyError) as caught:
        await send(pool, host, mail=mail, in_parts=in_parts)
    return caught.value


async def test_a_mail_arrives_byte_by_byte(host: SmtpHost, pool: SmtpPool) -> None:
    host.size_limit = 10_000
    assert await send(pool, host, mail=mail("a@example.org", "b@example.org")) == {}
    [taken] = host.taken
    assert taken.content == TEXT
    assert taken.sender == "support@example.com"
    assert taken.recipients == ["a@example.org", "b@example.org"]
    assert taken.options == [f"SIZE={len(TEXT)}"]


@pytest.mark.timeout(30)
async def test_a_large_mail_arrives_byte_by_byte(host: SmtpHost, pool: SmtpPool) -> None:
    content = b"Subject: Large\r\n\r\n" + b"." * 76 + b"\r\n" + (b"x" * 76 + b"\r\n") * 400_000
    await send(pool, host, mail=mail(content=content))
    assert host.taken[0].content == content


async def test_a_connection_is_used_again(host: SmtpHost, pool: SmtpPool) -> None:
    for _ in range(3):
        await send(pool, host)
    assert [taken.connection for taken in host.taken] == [1, 1, 1]


async def test_no_more_connections_are_opened_than_allowed(host: SmtpHost, pool: SmtpPool) -> None:
    await asyncio.gather(*(send(pool, host) for _ in range(8)))
    assert len(host.taken) == 8
    assert host.most_open == 2


async def test_an_idle_connection_is_closed(host: SmtpHost) -> None:
    pool = SmtpPool(Tokens(), idle_s=0.01)
    await send(pool, host)
    await host.until(lambda: host.open == 0)
    await send(pool, host)
    assert host.connections == 2
    await pool.close()


async def test_a_connection_that_the_server_closed_meanwhile_is_replaced(
    host: SmtpHost, pool: SmtpPool
) -> None:
    await send(pool, host)
    host.hang_up()
    await send(pool, host)
    assert [taken.connection for taken in host.taken] == [1, 2]


async def test_a_server_that_is_tired_of_a_connection_is_asked_on_a_new_one(
    host: SmtpHost, pool: SmtpPool
) -> None:
    await send(pool, host)
    host.replies["MAIL"] = "421 4.7.0 Too many mails on this connection"
    error = await failure(pool, host)
    assert isinstance(error, DeliveryDelayed)
    assert host.connections == 2
    del host.replies["MAIL"]
    await send(pool, host)
    assert len(host.taken) == 2


async def test_changed_settings_get_connections_of_their_own(
    host: SmtpHost, pool: SmtpPool
) -> None:
    await send(pool, host)
    changed = Inbox(
        id="i1",
        name="Support",
        channel=Channel.EMAIL,
        public_key="pk",
        queue_id="q1",
        created_at=NOW,
        version=2,
    )
    await pool.send(changed, settings_for(host), made(mail()), in_parts=True)
    assert [taken.connection for taken in host.taken] == [1, 2]


@pytest.mark.parametrize("stage", ["MAIL", "DATA", "END"])
@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ("451 4.7.1 Greylisted, come back later", DeliveryDelayed),
        ("552 5.3.4 Message too big", DeliveryRefused),
        ("550-5.7.1 Not from you\r\n550 5.7.1 see https://example.com", DeliveryRefused),
        ("530 5.7.0 Authentication required", DeliveryDelayed),
    ],
)
async def test_what_the_server_says_is_what_the_agent_reads(
    host: SmtpHost, pool: SmtpPool, stage: str, reply: str, kind: type[ParleyError]
) -> None:
    host.replies[stage] = reply
    error = await failure(pool, host)
    assert type(error) is kind
    words = reply.replace("\r\n550 ", " ").replace("550-", "550 ")
    assert f"{words} (said 127.0.0.1)" in str(error)
    # the connection is fit for the next mail
    host.replies.clear()
    await send(pool, host)
    assert [taken.connection for taken in host.taken] == [1]


async def test_a_recipient_who_does_not_exist_fails_at_once(host: SmtpHost, pool: SmtpPool) -> None:
    host.rcpt["customer@example.org"] = "550 5.1.1 No such user"
    error = await failure(pool, host)
    assert isinstance(error, DeliveryRefused)
    assert str(error) == (
        "The mail server refused the mail to customer@example.org: "
        "550 5.1.1 No such user (said 127.0.0.1)."
    )


async def test_some_refused_recipients_are_named_and_the_others_get_it(
    host: SmtpHost, pool: SmtpPool
) -> None:
    host.rcpt["gone@example.org"] = "550 5.1.1 No such user"
    refused = await send(pool, host, mail=mail("a@example.org", "gone@example.org"))
    assert refused == {"gone@example.org": "550 5.1.1 No such user (said 127.0.0.1)"}
    assert host.taken[0].recipients == ["a@example.org"]


async def test_nobody_gets_it_while_one_recipient_is_put_off(
    host: SmtpHost, pool: SmtpPool
) -> None:
    host.rcpt["slow@example.org"] = "450 4.2.0 Greylisted"
    both = mail("a@example.org", "slow@example.org")
    error = await failure(pool, host, mail=both, in_parts=False)
    assert isinstance(error, DeliveryDelayed)
    assert "slow@example.org: 450 4.2.0 Greylisted" in str(error)
    assert host.taken == []
    # after a while the others do not wait any more
    assert list(await send(pool, host, mail=both, in_parts=True)) == ["slow@example.org"]
    assert host.taken[0].recipients == ["a@example.org"]


async def test_one_refused_and_one_put_off_is_tried_again(host: SmtpHost, pool: SmtpPool) -> None:
    host.rcpt.update({"a@example.org": "550 5.1.1 No", "b@example.org": "450 4.2.0 Wait"})
    error = await failure(pool, host, mail=mail("a@example.org", "b@example.org"))
    assert isinstance(error, DeliveryDelayed)


async def test_a_connection_lost_in_the_data_sent_nothing(host: SmtpHost, pool: SmtpPool) -> None:
    host.drop = "in data"
    error = await failure(pool, host)
    # the end of the data may have been on its way when the server hung up: only a mail whose end
    # had not left counts as not sent
    assert isinstance(error, DeliveryUnknown)
    large = mail(content=b"Subject: x\r\n\r\n" + b"x" * 76 * 400_000)
    error = await failure(pool, host, mail=large)
    assert isinstance(error, DeliveryDelayed)
    assert "in the middle of the mail" in str(error)


async def test_a_connection_lost_before_the_answer_is_unknown(
    host: SmtpHost, pool: SmtpPool
) -> None:
    host.drop = "before answer"
    error = await failure(pool, host)
    assert isinstance(error, DeliveryUnknown)
    assert "may have been sent" in str(error)
    assert len(host.taken) == 1


async def test_a_connection_lost_after_the_answer_is_nothing(
    host: SmtpHost, pool: SmtpPool
) -> None:
    host.drop = "after answer"
    assert await send(pool, host) == {}
    assert await send(pool, host) == {}
    assert len(host.taken) == 2


async def test_a_server_that_does_not_answer_the_data_is_unknown(host: SmtpHost) -> None:
    pool = SmtpPool(Tokens(), answer_s=0.05)
    host.go.clear()
    error = await failure(pool, host)
    assert isinstance(error, DeliveryUnknown)
    await host.until(lambda: host.open == 0)


async def test_a_mail_larger_than_the_server_takes_is_not_begun(
    host: SmtpHost, pool: SmtpPool
) -> None:
    host.size_limit = 1_000_000
    error = await failure(pool, host, mail=mail(content=b"x" * 1_500_000))
    assert isinstance(error, DeliveryRefused)
    assert "has 1.5 MB with its files" in str(error)
    assert "takes 1.0 MB at most" in str(error)


async def test_letters_beyond_ascii_in_addresses_need_a_server_that_knows_them(
    host: SmtpHost, pool: SmtpPool
) -> None:
    error = await failure(pool, host, mail=mail("jürgen@example.org"))
    assert isinstance(error, DeliveryRefused)
    assert "addresses such as jürgen@example.org" in str(error)
    async with smtp_host(smtputf8=True) as modern:
        pool = SmtpPool(Tokens())
        await pool.send(
            inbox(), settings_for(modern), made(mail("jürgen@example.org")), in_parts=True
        )
        assert modern.taken[0].recipients == ["jürgen@example.org"]
        assert "SMTPUTF8" in modern.taken[0].options
        await pool.close()


async def test_nobody_there_is_tried_again(pool: SmtpPool, unused_tcp_port: int) -> None:
    error = await failure(pool, SmtpHost(port=unused_tcp_port))
    assert isinstance(error, DeliveryDelayed)
    assert f"127.0.0.1, port {unused_tcp_port}, cannot be reached" in str(error)
    assert "Check host, port and security" in error.remedy


async def test_who_waits_in_line_for_a_server_that_is_away_is_told_at_once(
    pool: SmtpPool, host: SmtpHost
) -> None:
    settings = settings_for(host, security="starttls", connections=1)
    sending = [
        asyncio.create_task(pool.send(inbox(), settings, made(mail()), in_parts=True))
        for _ in range(5)
    ]
    ended = await asyncio.gather(*sending, return_exceptions=True)
    assert [type(it) for it in ended] == [DeliveryDelayed] * 5
    assert len({str(it) for it in ended}) == 1
    assert host.connections == 1
    # who comes later tries for themselves
    with pytest.raises(DeliveryDelayed):
        await pool.send(inbox(), settings, made(mail()), in_parts=True)
    assert host.connections == 2


async def test_an_unknown_name_is_tried_again(pool: SmtpPool) -> None:
    settings = read({"address": "a@example.com", "smtp": {"host": "nowhere.invalid"}})
    with pytest.raises(DeliveryDelayed, match=r"nowhere\.invalid, port 465, cannot be reached"):
        await pool.send(inbox(), settings, made(mail()), in_parts=True)
