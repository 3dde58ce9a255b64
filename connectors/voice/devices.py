"""What is dialled for a participant."""

from __future__ import annotations

from connectors.ports import Phones
from conversations.calls.leg import Leg
from conversations.errors import ParleyError
from conversations.phones import Device, Phone, client_name


class NoDevice(ParleyError):
    """There is nothing to dial."""

    code = "no_device"


async def device_of(leg: Leg, phones: Phones) -> str:
    """What Twilio calls for a line: ``client:…``, ``sip:…`` or a number. Raises NoDevice."""
    if leg.user_id is None:
        if not leg.address:
            raise NoDevice("There is no number to call.", remedy="Ask for a number.")
        return leg.address
    return address_of(leg.user_id, leg.name, await phones.phone_of(leg.user_id))


def address_of(user_id: str, name: str, phone: Phone) -> str:
    """What Twilio calls for one of the team. Raises NoDevice if their telephone has no address."""
    if phone.device is Device.BROWSER:
        return f"client:{client_name(user_id)}"
    address = phone.address.strip()
    if not address:
        raise NoDevice(
            f"The telephone of {name} has no address.",
            remedy="Enter it under “My telephone” in the profile, or take calls in the browser.",
        )
    if phone.device is Device.SIP and not address.startswith(("sip:", "sips:")):
        return f"sip:{address}"
    return address
