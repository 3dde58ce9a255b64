from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from sandbox.agents.letters import letter
from sandbox.agents.phrases import Answers, choose, load_phrasebooks
from sandbox.mail.matters import Matter, load_matters
from sandbox.visitors import Turn, load_scenarios
from sandbox.visitors.scenario import ScenarioError

SCENARIOS = load_scenarios()
BOOKS = load_phrasebooks()
LANGUAGES = {"az", "de", "en", "fa", "tr"}
IDS = [f"{one.language}-{one.id}" for one in SCENARIOS]


def test_every_language_has_at_least_eight_matters() -> None:
    counted = Counter(one.language for one in SCENARIOS)
    assert set(counted) == LANGUAGES <= set(BOOKS)
    assert min(counted.values()) >= 8


@pytest.mark.parametrize("one", SCENARIOS, ids=IDS)
def test_a_scenario_can_be_played_to_its_end(one: object) -> None:
    (plan,) = [scenario for scenario in SCENARIOS if scenario is one]
    assert plan.people
    assert plan.unanswered
    assert plan.turns[0].say, "a visitor begins with a word"
    assert all(1 <= score <= 5 for score in plan.rating)
    for turn in plan.turns:
        assert turn.say or turn.page or turn.drop or turn.leave
        assert bool(turn.heard) == bool(turn.otherwise), "what is heard needs an otherwise"
    shop = Path(__file__).parents[3] / "sandbox" / "shop"
    pages = [plan.page, *(turn.page for turn in plan.turns if turn.page)]
    assert all((shop / page.split("?")[0]).is_file() for page in pages)


@pytest.mark.parametrize("one", SCENARIOS, ids=IDS)
def test_a_simulated_agent_understands_every_matter(one: object) -> None:
    """To the point and in the customer's language, also where no machine told the language."""
    (plan,) = [scenario for scenario in SCENARIOS if scenario is one]
    for opening in plan.turns[0].say:
        book = choose(BOOKS, None, opening)
        assert book.language == plan.language
        assert book.topic_of(opening).id != "other"


def test_an_agent_goes_on_step_by_step_and_says_goodbye() -> None:
    answers = Answers(BOOKS["en"], random.Random(1))
    assert "order number" in answers.to("Hi, where is my parcel? Thanks for helping.")
    assert "depot" in answers.to("GW-1")
    assert not answers.finished
    assert answers.to("Thank you!") in BOOKS["en"].farewell
    assert answers.finished


def test_an_agent_who_meets_a_customer_again_takes_a_thank_you_for_what_it_is() -> None:
    answers = Answers(BOOKS["tr"], random.Random(1), again=True)
    assert answers.to("Teşekkürler!") in BOOKS["tr"].farewell


def test_a_turn_reacts_to_what_it_heard() -> None:
    turn = Turn(heard=("number",), say=("GW-1",), otherwise=("Pardon?",))
    rng = random.Random(1)
    assert turn.words(rng, "Your NUMBER, please") == "GW-1"
    assert turn.words(rng, "Hello") == "Pardon?"


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        ("language = ", "not TOML"),
        ('language = "en"', "lacks 'scenario'"),
        (
            'language = "en"\npeople = ["A"]\nunanswered = ["?"]\n'
            '[[scenario]]\nid = "x"\nturns = [{ shout = ["A"] }]',
            "shout",
        ),
    ],
)
def test_a_wrong_script_says_what_is_wrong(tmp_path: Path, script: str, complaint: str) -> None:
    (tmp_path / "en.toml").write_text(script)
    with pytest.raises(ScenarioError, match=complaint):
        load_scenarios(tmp_path)


@pytest.mark.parametrize("matter", load_matters(), ids=lambda it: f"{it.customs.language}-{it.id}")
def test_a_simulated_agent_tells_a_mails_language(matter: Matter) -> None:
    assert choose(BOOKS, None, "\n".join(matter.say)).language == matter.customs.language


def test_an_agent_answers_a_mail_as_a_letter() -> None:
    plain, formatted = (
        letter("It is GW-1, in 2 days.", BOOKS["de"], name="A <b>", quote=2, rng=rng)
        for rng in (random.Random(1), random.Random(2))
    )
    if "html" in plain["mail"]:
        plain, formatted = formatted, plain
    assert plain["text"] == "Guten Tag A <b>,\n\nIt is GW-1, in 2 days.\n\nViele Grüße"
    assert plain["mail"] == {"quote": 2}
    again = letter("Guten Tag, was fehlt?", BOOKS["de"], name="A", quote=1, rng=random.Random())
    assert again["text"].count("Guten Tag") == 1
    assert "<p>Guten Tag A &lt;b&gt;,</p>" in formatted["mail"]["html"]
    assert "<b>GW-1</b>" in formatted["mail"]["html"]
