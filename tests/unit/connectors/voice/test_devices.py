"""What is dialled for whom, what statuses mean, and errands as alarms keep them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from connectors.voice.devices import NoDevice, address_of, device_of
from connectors.voice.errands import FETCH, THEIRS, Errand
from connectors.voice.states import is_over, line_state
from conversations.calls.leg import Leg, LegEnd, LegState, Party
from conversations.errors import UnknownEvent
from conversations.phones import Device, Phone

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Book:
    def __init__(self, phone: Phone) -> None:
        self.phone = phone

    async def phone_of(self, user_id: str) -> Phone:
        return self.phone


def leg(user_id: str | None = None, address: str = "") -> Leg:
    return Leg(id="l", party=Party.AGENT, name="Ana", user_id=user_id, address=address, since=NOW)


@pytest.mark.parametrize(
    ("phone", "dialled"),
    [
        (Phone(), "client:agent_a_b"),
        (Phone(device=Device.PHONE, address="+493023125001"), "+493023125001"),
        (Phone(device=Device.SIP, address="sip:ana@pbx.example"), "sip:ana@pbx.example"),
        (Phone(device=Device.SIP, address="ana@pbx.example"), "sip:ana@pbx.example"),
    ],
)
async def test_one_of_the_team(phone: Phone, dialled: str) -> None:
    assert await device_of(leg("a-b"), Book(phone)) == dialled
    assert address_of("a-b", "Ana", phone) == dialled


async def test_somebody_outside_has_a_number() -> None:
    assert await device_of(leg(address="+4930123456"), Book(Phone())) == "+4930123456"
    with pytest.raises(NoDevice):
        await device_of(leg(), Book(Phone()))


def test_a_telephone_without_an_address() -> None:
    with pytest.raises(NoDevice, match="Ana") as caught:
        address_of("a", "Ana", Phone(device=Device.PHONE))
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("status", "state", "end"),
    [
        ("queued", LegState.DIALLING, None),
        ("initiated", LegState.DIALLING, None),
        ("ringing", LegState.RINGING, None),
        ("in-progress", LegState.IN, None),
        ("answered", LegState.IN, None),
        ("completed", LegState.OUT, LegEnd.HUNG_UP),
        ("busy", LegState.OUT, LegEnd.BUSY),
        ("no-answer", LegState.OUT, LegEnd.NO_ANSWER),
        ("failed", LegState.OUT, LegEnd.FAILED),
        ("canceled", LegState.OUT, LegEnd.NO_ANSWER),
    ],
)
def test_statuses(status: str, state: LegState, end: LegEnd | None) -> None:
    assert line_state(status) == (state, end)
    assert is_over(status) is (state is LegState.OUT)


def test_an_unknown_status_is_named() -> None:
    with pytest.raises(UnknownEvent, match="levitating"):
        line_state("levitating")
    assert not is_over("levitating")


def test_an_errand_survives_as_a_key() -> None:
    errand = Errand(
        what=FETCH, inbox_id="i", conversation_id="c", seq=7, kind="voicemail", sid="RE1"
    )
    assert Errand.of(errand.key) == errand
    assert Errand.of(errand.then(THEIRS).key).what == THEIRS
    assert errand.then(FETCH, "RE2").sid == "RE2"
    with pytest.raises(ValueError, match="unpack"):
        Errand.of("nonsense")
