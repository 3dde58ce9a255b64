"""How much one agent is given at once."""

import pytest

from conversations.channels import WEIGHT, Channel, fits, most_beside

CALL, CHAT, TEXT, MAIL = (
    WEIGHT[it] for it in (Channel.VOICE, Channel.WEBCHAT, Channel.SMS, Channel.EMAIL)
)


@pytest.mark.parametrize(
    ("weight", "most"), [(CHAT, 3), (TEXT, 6), (MAIL, 10)], ids=["chats", "texts", "mails"]
)
def test_an_agent_is_full_of(weight: int, most: int) -> None:
    assert fits(weight, (most - 1) * weight, 60)
    assert not fits(weight, most * weight, 60)


@pytest.mark.parametrize("capacity", [1, 30, 60, 120])
def test_a_call_is_taken_beside_light_work_and_beside_nothing_else(capacity: int) -> None:
    for light in (0, MAIL, TEXT, 2 * MAIL, TEXT + MAIL, 3 * MAIL):
        assert fits(CALL, light, capacity), light
    for more in (CHAT, 2 * TEXT, 4 * MAIL, CALL):
        assert not fits(CALL, more, capacity), more


@pytest.mark.parametrize("weight", [CALL, CHAT, TEXT, MAIL])
def test_who_has_no_capacity_gets_nothing(weight: int) -> None:
    assert most_beside(weight, 0) < 0
    assert not fits(weight, 0, 0)


@pytest.mark.parametrize("light", [0, MAIL, 3 * MAIL])
@pytest.mark.parametrize("weight", [CALL, CHAT, TEXT, MAIL])
def test_nothing_is_added_while_a_full_agent_is_on_a_call(weight: int, light: int) -> None:
    assert not fits(weight, CALL + light, 60)
