"""Every setting of Parley in one typed class, and where each comes from.

A setting is taken from, first found first: the command line, the environment, `parley.toml`
(or the file that `PARLEY_CONFIG` names), the default. `parley.settings_loading.load` is the door
that callers use: it turns whatever is wrong into one `SettingsError` that a person can act on.
"""

from __future__ import annotations

import os
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AliasChoices, Field, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from parley.settings_process import LogFormat, LogLevel, ProcessSettings, Role

__all__ = [
    "CONFIG_VARIABLE",
    "DEFAULT_CONFIG",
    "LogFormat",
    "LogLevel",
    "Role",
    "Settings",
    "TaggingEngine",
    "config_path",
    "variable",
]

CONFIG_VARIABLE = "PARLEY_CONFIG"
DEFAULT_CONFIG = "parley.toml"
PREFIX = "PARLEY_"


class TaggingEngine(StrEnum):
    """What tags messages with language, sentiment and keywords."""

    BUILTIN = "builtin"
    TRANSFORMERS = "transformers"
    LEXICON = "lexicon"
    OFF = "off"


def config_path() -> Path:
    """Return the settings file in force; it need not exist unless `PARLEY_CONFIG` names it."""
    return Path(os.environ.get(CONFIG_VARIABLE) or DEFAULT_CONFIG)


def variable(field: str) -> str:
    """Return the environment variable of a setting: `port` is `PARLEY_PORT`."""
    alias = Settings.model_fields[field].validation_alias
    if isinstance(alias, AliasChoices):
        return str(alias.choices[0])
    return PREFIX + field.upper()


def _split_at_commas(given: object) -> object:
    if isinstance(given, str):
        return [part.strip() for part in given.split(",") if part.strip()]
    return given


def _split_into_pairs(given: object) -> object:
    """Read `a=b,c=d`; a label may hold an equals sign, what it means does not."""
    parts = _split_at_commas(given)
    if not isinstance(parts, list):
        return parts
    pairs = [str(part).rpartition("=") for part in parts]
    if not all(label and equals for label, equals, _ in pairs):
        raise ValueError("should be labels with what they mean, such as LABEL_0=negative")
    return {label.strip(): meaning.strip() for label, _, meaning in pairs}


class Settings(ProcessSettings, BaseSettings):
    """All settings. Times are in seconds unless a name ends in `_h` (hours); sizes in bytes."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        populate_by_name=True,
        hide_input_in_errors=True,
    )

    session_lifetime_h: float = Field(
        12, gt=0, le=24 * 90, description="Hours until a sign-in ends.", examples=[12]
    )
    offer_timeout_s: float = Field(
        20,
        ge=1,
        le=600,
        description="Seconds an agent has to accept an offer before it goes to the next.",
        examples=[20],
    )
    call_offer_timeout_s: float = Field(
        20,
        ge=1,
        le=600,
        description="The same for a call, whose caller listens to music meanwhile.",
        examples=[15],
    )
    offers_at_once: int = Field(
        3,
        ge=1,
        le=50,
        description="Offers that stand at one agent at the same time; a call rings beside them.",
        examples=[3],
    )
    vanish_grace_s: float = Field(
        30,
        ge=0,
        le=3600,
        description="Seconds after an agent's last socket is gone until the agent's offers and "
        "conversations return to the queue.",
        examples=[30],
    )
    heartbeat_s: float = Field(
        10,
        ge=1,
        le=120,
        description="Seconds between two signs of life of a socket; as long again without an "
        "answer and it counts as gone.",
        examples=[10],
    )
    attachment_max_bytes: int = Field(
        20 * 1024 * 1024,
        ge=1024,
        le=1024**3,
        description="Largest file that is taken, in bytes.",
        examples=[20971520],
    )
    visitor_messages_per_minute: int = Field(
        30,
        ge=2,
        le=6000,
        description="Messages that one web visitor may send in a minute in the long run; half as "
        "many at once.",
        examples=[30],
    )
    calls_out_per_hour: int = Field(
        60,
        ge=0,
        le=10_000,
        description="Numbers that one user may have called in an hour: dialled, called back, "
        "consulted or added.",
        examples=[60],
    )
    trusted_proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = Field(
        (),
        description="Addresses or networks of the reverse proxies whose X-Forwarded headers are "
        "believed, separated by commas. Unset: none.",
        examples=["10.0.0.0/8"],
    )
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Host names that are answered, separated by commas. Unset: any.",
        examples=["help.example.com"],
    )
    tagging_engine: TaggingEngine = Field(
        TaggingEngine.BUILTIN,
        description="What reads the sentiment of messages: `builtin`, the model that comes with "
        "Parley; `transformers`, a model of your choice; `lexicon`, word lists; `off` for no tags.",
        examples=["lexicon"],
    )
    models_folder: Path | None = Field(
        None,
        description="Folder in which the built-in model is put together, 100 MB. Unset: "
        "the user's cache folder.",
        examples=["/var/cache/parley/models"],
    )
    transformers_model: str | None = Field(
        None,
        min_length=1,
        description="Model for the engine `transformers`: a folder, or an id on the hub.",
        examples=["cardiffnlp/twitter-xlm-roberta-base-sentiment", "/var/lib/parley/model"],
    )
    transformers_device: str = Field(
        "cpu",
        pattern=r"^[a-z]+(:\d+)?$",
        description="Where that model runs, in torch's words: `cpu`, `cuda`, `cuda:1`, `mps`.",
        examples=["cuda"],
    )
    transformers_batch: int = Field(
        32,
        ge=1,
        le=1024,
        description="How many texts go through that model at once.",
        examples=[32],
    )
    transformers_windows: int = Field(
        8,
        ge=1,
        le=100,
        description="How many stretches of a text that is too long for that model are read; with "
        "1 it is cut off.",
        examples=[8],
    )
    transformers_labels: Annotated[
        dict[str, Literal["negative", "neutral", "positive"]], NoDecode
    ] = Field(
        {},
        description="What that model's labels mean, where their names do not say it, separated by "
        "commas.",
        examples=["joy=positive,anger=negative,surprise=neutral"],
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order the sources: given values, environment, settings file."""
        file = TomlConfigSettingsSource(settings_cls, config_path())
        return (init_settings, env_settings, file)

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _split_hosts(cls, given: object) -> object:
        return _split_at_commas(given)

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _read_networks(cls, given: object) -> object:
        parts = _split_at_commas(given)
        if isinstance(parts, list):
            return tuple(ip_network(part, strict=False) for part in parts)
        return parts

    @field_validator("transformers_labels", mode="before")
    @classmethod
    def _read_labels(cls, given: object) -> object:
        return _split_into_pairs(given)

    @model_validator(mode="after")
    def _check_model(self) -> Self:
        if self.tagging_engine is TaggingEngine.TRANSFORMERS and self.transformers_model is None:
            raise ValueError(
                "the tagging engine transformers needs a model: set PARLEY_TRANSFORMERS_MODEL to a "
                "folder or an id, or leave PARLEY_TAGGING_ENGINE out"
            )
        return self
