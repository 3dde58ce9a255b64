"""A whole Parley answers webhooks, and counts them."""

from __future__ import annotations

import pytest

from tests.running.http import reading_session
from tests.running.parley_process import ParleyProcess

pytestmark = pytest.mark.timeout(60)


async def test_a_forged_webhook_is_refused_and_counted(parley: ParleyProcess) -> None:
    form = {"MessageSid": "SM" + "0" * 32, "Body": "Hello"}
    async with reading_session() as session:
        for path in ("/hooks/sms/nobody", "/hooks/sms/nobody/status?c=1&s=1"):
            headers = {"X-Twilio-Signature": "forged"}
            async with session.post(parley.url + path, data=form, headers=headers) as answer:
                assert (answer.status, await answer.text()) == (403, "")
        async with session.get(f"{parley.url}/metrics") as answer:
            figures = await answer.text()
    assert 'parley_webhooks_total{channel="sms",outcome="refused"} 2.0' in figures
