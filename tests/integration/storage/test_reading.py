"""Timelines, search, contacts and files."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from conversations.entries import Entry, Kind
from conversations.errors import Conflict, Invalid, NotFound, VersionConflict
from conversations.people import SYSTEM_SCOPE, Scope
from storage import Stores
from storage.files import sniff
from storage.secrets import FernetCipher, SecretUnreadable
from storage.terms import terms_of
from tests.integration.storage.conftest import House

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64


async def test_a_timeline_is_paged_in_both_directions(house: House) -> None:
    for number in range(25):
        conversation = await house.say("ada", f"text {number}")
    timelines = house.stores.timelines
    newest = await timelines.page(conversation.id, limit=10)
    assert [it.seq for it in newest.items] == list(range(17, 27))
    assert newest.has_more
    earlier = await timelines.page(conversation.id, before=17, limit=10)
    assert [it.seq for it in earlier.items] == list(range(7, 17))
    first = await timelines.page(conversation.id, before=7, limit=10)
    assert [it.seq for it in first.items] == list(range(1, 7))
    assert not first.has_more
    later = await timelines.page(conversation.id, after=20, limit=4)
    assert [it.seq for it in later.items] == [21, 22, 23, 24]
    assert later.has_more
    assert not (await timelines.page(conversation.id, after=24, limit=4)).has_more
    assert (await timelines.page(conversation.id, after=99)).items == ()


async def test_what_is_stored_is_what_was_decided(house: House) -> None:
    conversation = await house.say("ada", "hello there")
    entry = await house.stores.conversations.entry(conversation.id, 2)
    assert entry is not None
    assert (entry.text, entry.author.name, entry.kind) == ("hello there", "Visitor ada", "message")
    assert entry.at == house.clock.now()
    found = await house.stores.conversations.entry_by_external_id(
        house.inbox.id, entry.external_id or ""
    )
    assert found == entry


async def test_a_contacts_timeline_runs_over_conversations_in_scope(house: House) -> None:
    for day in range(4):
        conversation = await house.say("ada", f"day {day}")
        house.clock.advance(86_400)
    contact_id = conversation.contact.id
    everything = await walk_back(house, contact_id, SYSTEM_SCOPE)
    assert [it.text for it in everything if it.kind is Kind.MESSAGE] == [
        f"day {day}" for day in range(4)
    ]
    mine = Scope(user_id="u", queue_ids=frozenset({house.queue.id}))
    assert await walk_back(house, contact_id, mine) == everything
    assert await walk_back(house, contact_id, Scope(user_id="u")) == []


async def walk_back(house: House, contact_id: str, scope: Scope) -> list[Entry]:
    found: list[Entry] = []
    before: str | None = None
    while True:
        page = await house.stores.timelines.of_contact(contact_id, scope, before=before, limit=2)
        found = [*page.items, *found]
        before = page.next
        if before is None:
            return found


async def test_words_are_found_however_they_are_typed(house: House) -> None:
    texts = {
        "de": "Die Rechnung für Straße 5 fehlt",
        "tr": "İADE etmek istiyorum, kargom gelmedi",
        "fa": "سفارش من نمی‌رسد",
        "en": "The parcel is late again",
        "late": "late late fee",
    }
    for visitor, text in texts.items():
        await house.say(visitor, text)
        house.clock.advance(60)
    await index_all(house)
    scope = Scope(user_id="u", queue_ids=frozenset({house.queue.id}))

    async def found(words: str, who: Scope = scope) -> list[str]:
        page = await house.stores.search.messages(words, who)
        return [hit.entry.text for hit in page.items if hit.entry]

    assert await found("rechnung strasse") == [texts["de"]]
    assert await found("fur") == [texts["de"]]
    assert await found("iade") == [texts["tr"]]
    assert await found("نمي‌رسد") == [texts["fa"]]
    assert await found("نمیر") == [texts["fa"]]
    assert await found("late ") == [texts["late"], texts["en"]]
    assert await found("late par") == [texts["en"]]
    assert await found("late parcel ") == [texts["en"]]
    assert await found("nothing such") == []
    assert await found("") == []
    assert await found("late", Scope(user_id="stranger")) == []


async def test_search_pages_and_knows_each_conversation_once(house: House) -> None:
    for number in range(23):
        await house.say(f"v{number}", "where is my parcel")
        await house.say(f"v{number}", "my parcel please")
        house.clock.advance(7)
    await index_all(house)
    seen: list[str] = []
    cursor: str | None = None
    for _ in range(40):
        page = await house.stores.search.messages("parcel ", SYSTEM_SCOPE, cursor=cursor, limit=5)
        seen += [hit.conversation.id for hit in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert len(set(seen)) == 23


async def index_all(house: House) -> None:
    left = await house.stores.timelines.unsearched(house.clock.now() + timedelta(seconds=1), 500)
    assert await house.stores.search.index_entries(left) == len(left) > 0
    await house.stores.search.index_entries(left)
    later = house.clock.now() + timedelta(seconds=1)
    assert await house.stores.timelines.unsearched(later, 500) == []


def test_terms_are_folded() -> None:
    assert terms_of("İstanbul'da IŞIK ışık") == ["istanbul", "da", "isik"]
    assert terms_of("كتاب ۱۲۳ 123") == ["کتاب", "123"]
    assert terms_of("Ürün çağrı, əla") == ["urun", "cagri", "ela"]


async def test_contacts_are_found_by_beginnings_within_scope(house: House) -> None:
    for name in ("Ada Lovelace", "Adam Smith", "Grace Hopper"):
        payload = {"visitor": name, "name": name, "text": "x", "sent_at": house.clock.now()}
        await house.intake.accept(house.inbox, name, payload)
        house.clock.advance(1)
    reads = house.stores.contact_reads
    mine = Scope(user_id="u", queue_ids=frozenset({house.queue.id}))
    assert [it.name for it in (await reads.page("ada", mine)).items] == [
        "Adam Smith",
        "Ada Lovelace",
    ]
    assert [it.name for it in (await reads.page("love ada", mine)).items] == ["Ada Lovelace"]
    first = await reads.page("", mine, limit=2)
    rest = await reads.page("", mine, cursor=first.next, limit=2)
    assert [it.name for it in (*first.items, *rest.items)] == [
        "Grace Hopper",
        "Adam Smith",
        "Ada Lovelace",
    ]
    ada = rest.items[0]
    assert await reads.get_in_scope(ada.id, mine) == ada
    nobody = Scope(user_id="stranger")
    assert (await reads.page("ada", nobody)).items == ()
    with pytest.raises(NotFound):
        await reads.get_in_scope(ada.id, nobody)
    await reads.update(ada)
    with pytest.raises(VersionConflict):
        await reads.update(ada)


async def chunks(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


async def test_files_keep_their_content_and_get_their_true_type(stores: Stores) -> None:
    content = chunks(PNG, b"x" * 300_000, b"y" * 300_000)
    saved = await stores.files.save(
        "../../etc/pic.jpg", content, max_bytes=10**6, owner={"visitor": "v"}
    )
    assert (saved.name, saved.content_type, saved.size) == ("pic.jpg", "image/png", 600_072)
    assert await stores.files.describe(saved.id) == saved
    assert await stores.files.owner(saved.id) == {"visitor": "v"}
    read = b"".join([part async for part in stores.files.read(saved.id)])
    assert read == PNG + b"x" * 300_000 + b"y" * 300_000
    await stores.files.remove(saved.id)
    with pytest.raises(NotFound):
        await stores.files.describe(saved.id)
    with pytest.raises(NotFound):
        _ = [part async for part in stores.files.read(saved.id)]


async def test_a_file_beyond_the_limit_leaves_nothing(stores: Stores) -> None:
    with pytest.raises(Invalid):
        await stores.files.save(
            "big", chunks(b"x" * 400_000, b"y" * 400_000), max_bytes=500_000, owner={}
        )
    assert await stores.db["files.chunks"].count_documents({}) == 0
    assert await stores.db["files.files"].count_documents({}) == 0


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (PNG, "image/png"),
        (b"%PDF-1.7 ...", "application/pdf"),
        (b"hello \xc3\xa4", "text/plain"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/>", "application/octet-stream"),
        (b"  <!DOCTYPE html><p>", "application/octet-stream"),
        (b"GIF89a<script>alert(1)</script>", "application/octet-stream"),
        (b"\x00\x01\x02", "application/octet-stream"),
        (b"\xff\xfe\xfa", "application/octet-stream"),
    ],
)
def test_types_come_from_the_content(head: bytes, kind: str) -> None:
    assert sniff(head) == kind


async def test_secrets_are_sealed_at_rest(house: House) -> None:
    document = await house.stores.db["inboxes"].find_one({"_id": house.inbox.id})
    assert document is not None
    assert "s3cret" not in str(document)
    assert (await house.stores.inboxes.get(house.inbox.id)).secrets == {"identity_secret": "s3cret"}
    with pytest.raises(SecretUnreadable):
        FernetCipher(b"o" * 32).unseal(document["secrets"]["identity_secret"])


async def test_settings_are_versioned_and_unique(house: House) -> None:
    queues = house.stores.queues
    changed = await queues.update(house.queue)
    assert changed.version == house.queue.version + 1
    with pytest.raises(VersionConflict):
        await queues.update(house.queue)
    with pytest.raises(Conflict):
        await queues.add(changed)
    await queues.remove(changed.id)
    with pytest.raises(NotFound):
        await queues.get(changed.id)
    with pytest.raises(NotFound):
        await house.stores.places.queue(changed.id)
