"""Four weeks of a shop's conversations as `/api/v1/intelligence` tells them: enough to look at."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, Route

DAY = timedelta(days=1)
TOPICS = (
    ("Parcel did not arrive", ("parcel late", "tracking stands still", "not delivered"), 0.22),
    ("Refund takes long", ("money back", "refund pending"), 0.17),
    ("Card was declined", ("card declined", "payment failed"), 0.13),
    ("Wrong size", ("too small", "exchange for a larger one"), 0.11),
    ("Cannot sign in", ("password link", "locked out"), 0.08),
    ("Broken on arrival", ("broken handle", "scratched"), 0.06),
)
WORDS = (
    "My parcel should have been here on Monday and the tracking has not moved since.",
    "Seit zwei Wochen warte ich auf mein Geld, und niemand antwortet mir.",
    "سفارش من هنوز نرسیده است، لطفاً پیگیری کنید.",
    "The kettle came with a broken handle. Can you send another one?",
)
CONTACTS = ("A customer", "Eine Kundin", "یک مشتری", "Bir müşteri")
LABELS = ("negative", "neutral", "positive")


class InsightStage:
    """Answers what the pages ask for, and keeps what they change. ``asked`` are the addresses."""

    def __init__(self, *, engine_state: str = "ready", scale: int = 40) -> None:
        self.asked: list[str] = []
        self.changes: list[dict[str, object]] = []
        self.state = engine_state
        self.scale = scale
        self.fails = False
        self.names = [name for name, _, _ in TOPICS]
        self.hidden: set[int] = set()
        self.alerts = [_alert(n) for n in range(3)]

    def play(self, page: Page) -> None:
        """Answer this page's requests from now on."""
        page.route("**/api/v1/intelligence/**", self._answer)
        page.route("**/api/v1/alerts**", self._alerts)
        page.route("**/api/v1/alerts/**", self._alerts)

    def _answer(self, route: Route) -> None:
        url = urlsplit(route.request.url)
        path = url.path.removeprefix("/api/v1/intelligence/")
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        self.asked.append(f"{path}?{url.query}")
        if self.fails:
            _tell(route, {"title": "Out of order", "status": 503}, 503)
        elif path == "overview":
            _tell(route, self.overview(*_period(asked)))
        elif path == "model":
            _tell(route, {"engine": "built-in", "ready": True, "problem": None})
        elif path == "topics":
            _tell(route, self._topics())
        elif path == "conversations":
            _tell(route, {"items": _rows(asked), "cursor": None})
        elif route.request.method == "PATCH":
            self._change(route, int(path.rpartition("-")[2]))
        else:
            _tell(route, self.topic(int(path.rpartition("-")[2]), *_period(asked)))

    def _alerts(self, route: Route) -> None:
        if route.request.method == "POST":
            done = urlsplit(route.request.url).path.split("/")[-2]
            self.alerts = [it for it in self.alerts if it["id"] != done]
            _tell(route, {})
        else:
            _tell(route, {"items": self.alerts, "cursor": None})

    def _change(self, route: Route, n: int) -> None:
        body = json.loads(route.request.post_data or "{}")
        self.changes.append(body)
        self.names[n] = body.get("name", self.names[n])
        if "hidden" in body:
            (self.hidden.add if body["hidden"] else self.hidden.discard)(n)
        _tell(route, {**self._known(n), "version": body["version"] + 1})

    def overview(self, first: date, until: date) -> dict[str, object]:
        """The overview of a period; the same days have the same figures."""
        days = _days(first, until, self.scale)
        total = _sum(days)
        shown = (
            [] if self.state != "ready" else [n for n in range(len(TOPICS)) if n not in self.hidden]
        )
        rows = [self._row(n, total) for n in shown]
        return {
            "from": first.isoformat(),
            "to": until.isoformat(),
            "compared_from": (first - (until - first)).isoformat(),
            "compared_to": first.isoformat(),
            "conversations": total,
            "before": int(total * 0.89),
            "sentiment": {
                **{label: _sum(days, label) for label in LABELS},
                "mean": -0.08 if total else None,
                "before_mean": -0.02 if total else None,
            },
            "worsened": total // 21,
            "worsened_before": total // 28,
            "days": days,
            "channels": _parts(total, "channel", ("webchat", "email", "sms", "voice")),
            "languages": _parts(total, "language", ("en", "de", "fa", "tr", "und")),
            "topics": rows,
            "topics_state": self.state,
            "other": total // 5,
            "keywords": [
                {"phrase": phrase, "conversations": total // (n + 6), "before": total // (n + 7)}
                | {"mean": 0.3 - 0.1 * n}
                for n, (_, phrases, _) in enumerate(TOPICS)
                for phrase in phrases[:1]
            ],
            "watch": [{"id": "w1", "name": "Legal", "conversations": 7, "before": 3}],
            "intents": [{"id": "i1", "name": "Cancel a contract", "conversations": 0, "before": 4}],
        }

    def overview_of_week(self) -> list[dict[str, object]]:
        """The days of the last seven."""
        today = datetime.now(UTC).date()
        return _days(today - 6 * DAY, today + DAY, self.scale)

    def topic(self, n: int, first: date, until: date) -> dict[str, object]:
        """One topic in a period."""
        days = _days(first, until, max(4, self.scale // 5))
        total = _sum(days)
        return {
            **self._row(n, total * 6),
            "conversations": total,
            "from": first.isoformat(),
            "to": until.isoformat(),
            "compared_from": (first - (until - first)).isoformat(),
            "compared_to": first.isoformat(),
            "days": days,
            "channels": _parts(total, "channel", ("webchat", "email")),
            "languages": _parts(total, "language", ("en", "de", "fa")),
            "examples": _rows({})[:4],
            "alerts": [it for it in self.alerts if it["kind"] == "topic_growth"],
            "named_by": None,
            "hidden": n in self.hidden,
            "version": 1 + len(self.changes),
        }

    def _row(self, n: int, total: int) -> dict[str, object]:
        share = TOPICS[n][2]
        return {
            **self._known(n),
            "conversations": int(total * share),
            "before": int(total * share * (0.5 if n == 0 else 1.05)),
            "share": share,
            "mean": (-0.42, -0.3, -0.1, 0.05, 0.2, -0.55)[n],
            "before_mean": (-0.3, -0.3, -0.2, 0.0, 0.25, -0.4)[n],
            "growing": n == 0,
            "weeks": [
                10 + (week * week // 4 if n == 0 else (week * 7 * (n + 3)) % 9)
                for week in range(12)
            ],
        }

    def _known(self, n: int) -> dict[str, object]:
        return {
            "id": f"topic-{n}",
            "name": self.names[n],
            "phrases": list(TOPICS[n][1]),
            "hidden": n in self.hidden,
            "version": 1 + len(self.changes),
        }

    def _topics(self) -> dict[str, object]:
        return {
            "items": [self._known(n) for n in range(len(TOPICS))],
            "search": {
                "state": self.state,
                "step": "idle",
                "found_at": datetime.now(UTC).isoformat(),
                "done": 0,
                "total": 0,
                "problem": "",
            },
        }


def _tell(route: Route, body: object, status: int = 200) -> None:
    route.fulfill(status=status, content_type="application/json", body=json.dumps(body))


def _period(asked: dict[str, str]) -> tuple[date, date]:
    return date.fromisoformat(asked["from"]), date.fromisoformat(asked["to"])


def _days(first: date, until: date, scale: int) -> list[dict[str, object]]:
    days: list[dict[str, object]] = []
    for n in range((until - first).days):
        day = first + n * DAY
        chance = Random(day.toordinal())
        share = 0.35 if day.weekday() > 4 else 1.0
        counts = {label: int(scale * share * chance.uniform(0.2, 0.5)) for label in LABELS}
        total = sum(counts.values())
        mean = round((counts["positive"] - counts["negative"]) / total, 3) if total else None
        days.append({"day": day.isoformat(), "conversations": total, **counts, "mean": mean})
    return days


def _sum(days: list[dict[str, object]], name: str = "conversations") -> int:
    return sum(int(str(day[name])) for day in days)


def _parts(total: int, what: str, names: tuple[str, ...]) -> list[dict[str, object]]:
    return [
        {what: name, "conversations": total // (n + 2), "mean": round(0.3 - 0.2 * n, 2)}
        for n, name in enumerate(names)
        if total
    ]


def _rows(asked: dict[str, str]) -> list[dict[str, object]]:
    at = datetime.combine(datetime.now(UTC).date(), time(9), UTC)
    return [
        {
            "conversation": f"c-{n}",
            "number": 4100 + n,
            "contact": {"id": f"k-{n}", "name": CONTACTS[n % 4]},
            "at": (at - n * timedelta(hours=7)).isoformat(),
            "channel": asked.get("channel", ("webchat", "email", "sms", "webchat")[n % 4]),
            "language": ("en", "de", "fa", "tr")[n % 4],
            "label": asked.get("label", LABELS[n % 3]),
            "score": (-0.61, 0.02, 0.4)[n % 3],
            "start": (0.1, 0.02, 0.4)[n % 3],
            "end": (-0.82, 0.02, 0.4)[n % 3],
            "text": WORDS[n % 4],
            "topic": {"id": f"topic-{n % 6}", "name": TOPICS[n % 6][0]},
        }
        for n in range(8)
    ]


def _alert(n: int) -> dict[str, object]:
    kind = ("mood_worsened", "watch", "topic_growth")[n]
    topic = kind == "topic_growth"
    return {
        "id": f"alert-{n}",
        "kind": kind,
        "at": (datetime.now(UTC) - n * timedelta(hours=3)).isoformat(),
        "conversation": None if topic else {"id": f"c-{n}", "name": CONTACTS[n]},
        "number": None if topic else 4100 + n,
        "seq": None if topic else 5,
        "sentence": "" if topic else WORDS[n],
        "watch_list": {"id": "w1", "name": "Legal"} if kind == "watch" else None,
        "topic": {"id": "topic-0", "name": TOPICS[0][0]} if topic else None,
        "done_at": None,
        "done_by": None,
    }
