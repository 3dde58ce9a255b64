"""What topics are called."""

from sentiment.topics.naming import coverage, name_of, telling_phrases

PARCELS = [("late parcel", "morning"), ("parcel lost", "order"), ("where parcel", "depot")]
REFUNDS = [("refund missing", "order"), ("refund late", "morning"), ("money back", "refund")]


def test_phrases_that_are_in_one_cluster_alone_come_first() -> None:
    parcels, refunds = telling_phrases([PARCELS, REFUNDS])
    assert parcels[0] == "parcel"
    assert refunds[0] == "refund"
    assert "order" not in parcels and "morning" not in refunds


def test_words_that_always_come_together_stay_together() -> None:
    texts = [("gift card", "shop"), ("my gift card",), ("gift card invalid",)]
    assert telling_phrases([texts, [("shop", "hours")]])[0][0] == "gift card"


def test_no_word_is_said_twice() -> None:
    words = " ".join(telling_phrases([PARCELS, REFUNDS])[0]).split()
    assert len(words) == len(set(words))


def test_the_same_wording_a_hundred_times_counts_once() -> None:
    form = [("win holiday", "click")] * 100
    assert telling_phrases([PARCELS + form, REFUNDS])[0][0] == "parcel"


def test_a_cluster_without_phrases_has_none() -> None:
    assert telling_phrases([[(), ()], [("refund",)]])[0] == ()
    assert name_of(()) == ""


def test_a_name_has_two_to_four_words() -> None:
    assert name_of(("parcel", "tracking", "delivered", "depot")) == "Parcel, tracking, delivered"
    assert name_of(("reset link", "expired link now", "password")) == "Reset link"
    assert name_of(("reset link", "password", "log in")) == "Reset link, password"


def test_how_much_of_a_cluster_its_phrases_tell() -> None:
    assert coverage([("late parcel",), ("a parcel", "x"), ("hello",), ()], ("parcel lost",)) == 0.5
    assert coverage([], ("parcel",)) == 0.0
