"""Looking at a page as those must who see, hear or point differently: with axe."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

STILL = """async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    for (let quiet = 0; quiet < 2; quiet += 1) {
        await frame();
        const moving = document.getAnimations()
            .filter((one) => one.playState === "running")
            .filter((one) => one.effect.getComputedTiming().endTime !== Infinity);
        if (moving.length) quiet = -1;
        await Promise.allSettled(moving.map((one) => one.finished));
    }
}"""
"""Resolves after two frames in which nothing moved: what still moves has half of its colour."""
LOOKS = 3
"""A page at work is drawn anew while axe reads it; what is wrong with it is wrong at every look."""


def serious_findings(page: Page, within: str = "body") -> list[str]:
    """Return what axe finds serious or critical in a part of the page (a CSS selector), each with
    its rule and its element; empty if one look of three finds nothing.
    """
    found: list[str] = []
    for _ in range(LOOKS):
        page.evaluate(STILL)
        found = [
            f"{rule['id']}: {rule['nodes'][0]['html'][:160]}: {rule['nodes'][0]['failureSummary']}"
            for rule in Axe().run(page, context=within).response["violations"]
            if rule["impact"] in ("serious", "critical")
        ]
        if not found:
            break
    return found


def no_serious_finding(page: Page, what: str = "the page", within: str = "body") -> None:
    """Fail if axe finds something serious in what the page shows now."""
    found = serious_findings(page, within)
    assert not found, f"{what}: {found}"
