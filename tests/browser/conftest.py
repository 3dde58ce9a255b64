"""A demo without simulated people, behind a proxy that can be cut, and Chromium to look at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.actors import Agent
from tests.conftest import RequirePeer, free_port
from tests.running.cut_proxy import CutProxy
from tests.running.parley_process import ParleyProcess

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser(require_peer: RequirePeer) -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    executable = require_peer("chromium")
    expect.set_options(timeout=15_000)  # several tests share the machine
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@contextmanager
def running_network() -> Iterator[CutProxy]:
    """The way between the browsers and a Parley."""
    proxy = CutProxy(free_port(), free_port())
    proxy.start()
    yield proxy
    proxy.stop()


@contextmanager
def running_demo(network: CutProxy, data: Path) -> Iterator[ParleyProcess]:
    """A demo with nobody in it but the tests."""
    process = ParleyProcess(
        command=("demo", "--rate", "0", "--past", "0", "--quiet", "--seed", "7"),
        data=data,
        port=network.target_port,
        environment={"PARLEY_PUBLIC_URL": network.url},
    )
    process.start()
    yield process
    process.stop()


@pytest.fixture(scope="session")
def network() -> Iterator[CutProxy]:
    """The network of the demo that most files share."""
    with running_network() as proxy:
        yield proxy


@pytest.fixture(scope="session")
def parley(network: CutProxy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ParleyProcess]:
    """The demo that most files share."""
    with running_demo(network, tmp_path_factory.mktemp("demo") / "data") as process:
        yield process


NewPage = Callable[..., Page]


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Open a page in a browser context of its own; an error in any page fails the test."""
    errors: list[str] = []
    with ExitStack() as stack:

        def open_page(**options: object) -> Page:
            context: BrowserContext = browser.new_context(**options)  # type: ignore[arg-type] # passed through
            stack.callback(context.close)
            page = context.new_page()
            page.on("pageerror", lambda error: errors.append(str(error)))
            page.set_default_timeout(15_000)
            return page

        yield open_page
    assert not errors, f"errors in a page: {errors}"


@pytest.fixture
def admin(new_page: NewPage, parley: ParleyProcess, network: CutProxy) -> Page:
    """An admin's console, at the list of inboxes."""
    page = new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    login = next(user for user in parley.demo["users"] if user["role"] == "admin")
    Agent(page, network.url).sign_in(login["email"], login["password"])
    page.goto(f"{network.url}/settings/inboxes")
    return page
