"""What `parley doctor` looks at, one finding each, with the remedy where something is amiss."""

from __future__ import annotations

import asyncio
import shutil
import socket
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from ipaddress import ip_address

from redis.asyncio import Redis
from redis.exceptions import RedisError

from conversations.errors import ParleyError
from parley.analysis.tagging_engine import engine_choice
from parley.database import opened
from parley.settings import Role, Settings
from sentiment.engines import look
from sentiment.errors import EngineError
from storage.embedded import FolderInUse
from storage.probe import ProbeFailed, probe

ENOUGH_SPACE = 1024**3
REDIS_TIMEOUT_S = 5.0


class Verdict(StrEnum):
    """`WARN` works, but not as it should for real use; with `FAIL` Parley does not run."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's."""

    verdict: Verdict
    subject: str
    detail: str
    remedy: str = ""

    def __str__(self) -> str:
        """Render as one line."""
        line = f"{self.verdict.value:<5} {self.subject}: {self.detail}"
        return f"{line} → {self.remedy}" if self.remedy else line


Check = Callable[[Settings], Awaitable[Finding]]


async def data_folder(settings: Settings) -> Finding:
    """The data folder can be written and has room."""
    folder = settings.data

    def free_after_writing() -> int:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder):
            return shutil.disk_usage(folder).free

    try:
        free = await asyncio.to_thread(free_after_writing)
    except OSError as error:
        return Finding(
            Verdict.FAIL,
            "data folder",
            f"{folder} cannot be written ({error.strerror})",
            "give it to the user that runs Parley, or set PARLEY_DATA to another folder",
        )
    if free < ENOUGH_SPACE:
        detail = f"{folder} has {free // 1024**2} MiB left"
        return Finding(Verdict.WARN, "data folder", detail, "make room, or set PARLEY_DATA")
    return Finding(Verdict.OK, "data folder", str(folder))


async def address(settings: Settings) -> Finding:
    """The host and port can be listened on."""
    where = f"{settings.host}:{settings.port}"
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probing:
        probing.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probing.bind((settings.host, settings.port))
        except OSError as error:
            return Finding(
                Verdict.FAIL,
                "address",
                f"{where} cannot be listened on ({error.strerror})",
                "stop what listens there, or set PORT to another port",
            )
    return Finding(Verdict.OK, "address", f"{where} is free")


async def public_url(settings: Settings) -> Finding:
    """Cookies and webhooks of a public site need https."""
    if settings.base_url.startswith("https://") or _is_loopback(settings.host):
        return Finding(Verdict.OK, "public URL", settings.base_url)
    return Finding(
        Verdict.WARN,
        "public URL",
        f"{settings.base_url} is not https, and {settings.host} is reached from outside",
        "put a proxy with a certificate before it and set PARLEY_PUBLIC_URL",
    )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def secret_key(settings: Settings) -> Finding:
    """Processes that run apart sign with the same key."""
    if settings.secret_key is not None:
        return Finding(Verdict.OK, "secret key", "set")
    if settings.role is Role.ALL:
        return Finding(Verdict.OK, "secret key", "kept in the data folder")
    return Finding(
        Verdict.FAIL,
        "secret key",
        "not set, so every process would make its own",
        "set PARLEY_SECRET_KEY to the same value everywhere",
    )


async def web_build(_settings: Settings) -> Finding:
    """The console and the widget are built."""
    dist = files("agent_console") / "web" / "dist"

    def not_there() -> list[str]:
        built = ("console/index.html", "widget/widget.js")
        return [name for name in built if not dist.joinpath(name).is_file()]

    lacking = await asyncio.to_thread(not_there)
    if lacking:
        detail = f"{' and '.join(lacking)} not there"
        return Finding(Verdict.FAIL, "web app", detail, "run `make web`")
    return Finding(Verdict.OK, "web app", "console and widget are built")


async def tagging(settings: Settings) -> Finding:
    """The engine that reads texts is there."""

    def found() -> str:
        choice = engine_choice(settings)
        return "off" if choice is None else look(choice)

    try:
        return Finding(Verdict.OK, "tagging", await asyncio.to_thread(found))
    except EngineError as error:
        # Parley runs without it: the word lists stand in, or texts wait for their tags
        return Finding(Verdict.WARN, "tagging", str(error).rstrip("."), error.remedy.rstrip("."))


async def redis(settings: Settings) -> Finding:
    """Redis answers, where it is used."""
    if settings.redis_url is None:
        if settings.role is Role.WEB:
            return Finding(
                Verdict.WARN,
                "redis",
                "not set: this has to be the only web process",
                "set REDIS_URL in every web process",
            )
        return Finding(Verdict.OK, "redis", "not used")
    client = Redis.from_url(
        settings.redis_url.get_secret_value(),
        socket_connect_timeout=REDIS_TIMEOUT_S,
        socket_timeout=REDIS_TIMEOUT_S,
    )
    try:
        await client.ping()
    except (RedisError, OSError) as error:
        return Finding(Verdict.FAIL, "redis", str(error), "start it, or correct REDIS_URL")
    finally:
        await client.aclose()
    return Finding(Verdict.OK, "redis", "answers")


async def database(settings: Settings) -> Finding:
    """The database answers, writes durably and has transactions."""
    kind = "MongoDB" if settings.mongodb_uri else "embedded"
    try:
        async with opened(settings, lock_wait_s=0) as opening:
            facts = await probe(opening.client, opening.database)
    except FolderInUse:
        return Finding(Verdict.OK, "database", "embedded, in use by a running Parley")
    except ParleyError as error:
        return Finding(Verdict.FAIL, "database", str(error), error.remedy or "")
    except ProbeFailed as error:
        return Finding(Verdict.FAIL, "database", str(error), "start it, or correct MONGODB_URI")
    except OSError as error:
        detail = f"the embedded one cannot be started ({error})"
        return Finding(Verdict.FAIL, "database", detail, "correct PARLEY_DATA, or set MONGODB_URI")
    if facts.write_error:
        return Finding(
            Verdict.FAIL,
            "database",
            f"{kind} {facts.version} refuses a majority write with the journal "
            f"({facts.write_error})",
            "give the user of MONGODB_URI the role readWrite, and the server a journal",
        )
    if facts.transaction_error:
        return Finding(
            Verdict.FAIL,
            "database",
            f"{kind} {facts.version} has no transactions ({facts.transaction_error})",
            "run MongoDB as a replica set; one member is enough",
        )
    return Finding(
        Verdict.OK, "database", f"{kind} {facts.version}, durable writes and transactions"
    )


ALL: tuple[Check, ...] = (
    data_folder,
    secret_key,
    database,
    redis,
    web_build,
    tagging,
    address,
    public_url,
)
