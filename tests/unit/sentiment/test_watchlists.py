import pytest

from sentiment.watchlists import WatchList, WatchMatcher

CHURN = WatchList("w1", "Churn", ("iptal", "cancel", "kündig", "لغو", "расторг"))
LEGAL = WatchList("w2", "Legal", ("avukat", "lawyer", "consumer court", "cancel", "#scam"))
MATCHER = WatchMatcher([CHURN, LEGAL])


def found(text: str) -> list[tuple[str, str]]:
    """Term and the matched part of the text as written."""
    return [(hit.term, text[hit.start : hit.end]) for hit in MATCHER.find(text)]


@pytest.mark.parametrize(
    ("text", "term", "written"),
    [
        ("Avukatımla görüşeceğim", "avukat", "Avukat"),
        ("aboneliğimi İPTAL edin", "iptal", "İPTAL"),
        ("IPTAL", "iptal", "IPTAL"),
        ("Ich will kündigen", "kündig", "kündig"),
        ("Ich will KU\u0308NDIGEN", "kündig", "KU\u0308NDIG"),
        ("سفارش را لغوش کنید", "لغو", "لغو"),
        ("я расторгну договор", "расторг", "расторг"),
        ("Consumer\n  COURT", "consumer court", "Consumer\n  COURT"),
        ("a #SCAM!", "#scam", "#SCAM"),
        ("can\u00adcel", "cancel", "can\u00adcel"),
    ],
)
def test_finds_a_term_and_where_it_stands(text: str, term: str, written: str) -> None:
    assert (term, written) in found(text)


def test_a_term_starts_a_word() -> None:
    assert found("the cancellation was uncancelled") == [("cancel", "cancel")] * 2
    assert found("outlawyered") == []


def test_a_term_in_two_lists_is_found_for_both() -> None:
    hits = MATCHER.find("cancel")
    assert [(hit.list_id, hit.list_name) for hit in hits] == [("w1", "Churn"), ("w2", "Legal")]


def test_hits_stand_in_order_of_place() -> None:
    hits = MATCHER.find("lawyer, iptal, cancel")
    assert [hit.start for hit in hits] == sorted(hit.start for hit in hits)


def test_overlapping_terms_are_all_found() -> None:
    matcher = WatchMatcher([WatchList("w", "W", ("refund", "refund request"))])
    assert {hit.term for hit in matcher.find("a refund request")} == {"refund", "refund request"}


def test_no_lists_and_empty_terms_find_nothing() -> None:
    assert WatchMatcher().find("anything") == ()
    assert WatchMatcher([WatchList("w", "W", ("", "  "))]).find("anything") == ()
