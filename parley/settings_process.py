"""What every process needs to run: where it keeps and listens, its keys, its role, its log."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import (
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    field_validator,
    model_validator,
)


class Role(StrEnum):
    """What one process does; `all` is every role in one process."""

    ALL = "all"
    WEB = "web"
    CONNECTORS = "connectors"
    WORKER = "worker"


class LogLevel(StrEnum):
    """The least severe message that is written."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogFormat(StrEnum):
    """`console` is for a person's eyes, `json` for a log collector: one object a line."""

    CONSOLE = "console"
    JSON = "json"


def _with_scheme(uri: SecretStr | None, *schemes: str) -> SecretStr | None:
    if uri and urlsplit(uri.get_secret_value()).scheme not in schemes:
        raise ValueError("should begin with " + " or ".join(f"{scheme}://" for scheme in schemes))
    return uri


class ProcessSettings(BaseModel):
    """The first part of `parley.settings.Settings`, which says where settings are taken from."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    data: Path = Field(
        Path("data"),
        description="Folder for the embedded database, the secret key and demo.json.",
        examples=["/var/lib/parley"],
    )
    host: str = Field(
        "127.0.0.1",
        description="Address to listen on; 0.0.0.0 listens on every one.",
        examples=["0.0.0.0"],  # noqa: S104 - an example for a person, not a binding
    )
    port: int = Field(
        8080,
        ge=1,
        le=65535,
        validation_alias=AliasChoices("PARLEY_PORT", "PORT"),
        description="Port to listen on.",
        examples=[8080],
    )
    public_url: str | None = Field(
        None,
        description="Address at which people reach Parley, for links, cookies and webhook "
        "signatures. Unset: http:// with host and port.",
        examples=["https://help.example.com"],
    )
    mongodb_uri: SecretStr | None = Field(
        None,
        validation_alias=AliasChoices("MONGODB_URI", "PARLEY_MONGODB_URI"),
        description="MongoDB server or replica set. Unset: the embedded server, in the data "
        "folder.",
        examples=["mongodb://user:password@db.example.com/?replicaSet=rs0"],
    )
    database: str = Field(
        "parley",
        pattern=r"^[A-Za-z0-9_-]{1,38}$",
        description="Name of the database.",
        examples=["parley"],
    )
    redis_url: SecretStr | None = Field(
        None,
        validation_alias=AliasChoices("REDIS_URL", "PARLEY_REDIS_URL"),
        description="Redis that several `web` processes share their sockets' rooms through. "
        "Unset: rooms live in the process.",
        examples=["redis://redis.example.com:6379/0"],
    )
    secret_key: SecretStr | None = Field(
        None,
        min_length=32,
        description="Signs file links and visitor tokens; at least 32 characters, the same in "
        "every process. Unset: made once and kept in the data folder.",
        examples=["the output of: openssl rand -base64 48"],
    )
    encryption_key: SecretStr | None = Field(
        None,
        min_length=32,
        description="Encrypts the inboxes' credentials at rest; at least 32 characters. Unset: "
        "derived from the secret key.",
        examples=["the output of: openssl rand -base64 48"],
    )
    role: Role = Field(
        Role.ALL, description="What this process does; see `parley serve --help`.", examples=["web"]
    )
    log_level: LogLevel = Field(
        LogLevel.INFO, description="Least severe message that is written.", examples=["debug"]
    )
    log_format: LogFormat = Field(
        LogFormat.CONSOLE,
        description="`console` for a terminal, `json` for a log collector.",
        examples=["json"],
    )

    @field_validator("public_url")
    @classmethod
    def _check_public_url(cls, given: str | None) -> str | None:
        if given is None:
            return None
        parts = urlsplit(given)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("should begin with http:// or https:// and name a host")
        if parts.path.strip("/") or parts.query or parts.fragment or parts.username:
            raise ValueError("should be a scheme and a host only, without path or user")
        return given.rstrip("/")

    @field_validator("mongodb_uri")
    @classmethod
    def _check_mongodb_uri(cls, given: SecretStr | None) -> SecretStr | None:
        return _with_scheme(given, "mongodb", "mongodb+srv")

    @field_validator("redis_url")
    @classmethod
    def _check_redis_url(cls, given: SecretStr | None) -> SecretStr | None:
        return _with_scheme(given, "redis", "rediss", "unix")

    @model_validator(mode="after")
    def _check_roles_apart(self) -> Self:
        if self.role is not Role.ALL and self.mongodb_uri is None:
            raise ValueError(
                f"role {self.role.value} runs apart from the others, and processes that run apart "
                "share a database: set MONGODB_URI, or use role all"
            )
        return self

    @property
    def base_url(self) -> str:
        """The address people reach us at, without a slash at the end."""
        if self.public_url:
            return self.public_url
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::", "") else self.host  # noqa: S104
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"
