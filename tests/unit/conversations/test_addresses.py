"""Mail addresses have one form, however they are typed."""

from __future__ import annotations

import idna
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.addresses import normal_address, normal_sender


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" Somebody@Example.ORG ", "somebody@example.org"),
        ("a@bücher.example", "a@xn--bcher-kva.example"),
        ("a@XN--bcher-kva.example", "a@xn--bcher-kva.example"),
        ("a@My-Shop.example", "a@my-shop.example"),
        ("a@localhost", "a@localhost"),
        ("o'neil+tag@mail.example.org.", "o'neil+tag@mail.example.org"),
        ("ömer@example.org", "ömer@example.org"),
    ],
)
def test_addresses_are_stored_in_one_form(typed: str, stored: str) -> None:
    assert normal_address(typed) == stored
    assert normal_address(stored) == stored


@pytest.mark.parametrize(
    "typed",
    [
        *("", "x", "@example.org", "a@", "a b@example.org", "a@b@c", "A <a@example.org>", "a@.."),
        *("a@-b.example", "a@b-.example", "a@ab--c.example", "a@b..example"),
        f"a@{'b' * 64}.example",
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"is no mail address|has a domain"):
        normal_address(typed)


def test_everybody_of_a_domain_is_a_sender() -> None:
    assert normal_sender(" @Example.ORG") == "@example.org"
    assert normal_sender("A@Example.ORG") == "a@example.org"
    with pytest.raises(ValueError, match="is no mail address"):
        normal_sender("@")


@given(st.from_regex(r"[a-z0-9-]{1,8}(\.[a-z0-9-]{1,8}){0,2}", fullmatch=True))
def test_the_short_way_takes_and_makes_what_idna_does(domain: str) -> None:
    try:
        wanted = idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        with pytest.raises(ValueError, match="has a domain"):
            normal_address(f"a@{domain}")
    else:
        assert normal_address(f"a@{domain}") == f"a@{wanted}"
