"""Holding requests and answers to an OpenAPI 3.0 description.

Stricter than the standard: a parameter, a field of a form or a property that the description does
not know is a violation, not something to be passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator, FormatChecker

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
METHODS = ("get", "post", "put", "patch", "delete")

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Operation:
    """One method of one path, and the values that its path has."""

    about: Mapping[str, Any]
    shared: Sequence[Mapping[str, Any]]
    values: Mapping[str, str]

    def parameters(self, place: str) -> dict[str, Mapping[str, Any]]:
        """Its parameters in `path` or `query`, by name."""
        every = [*self.shared, *self.about.get("parameters", ())]
        return {one["name"]: one for one in every if one["in"] == place}


class Description:
    """A description, looked up by method and path."""

    def __init__(self, spec: Mapping[str, Any]) -> None:
        self._schemas = {
            name: _plain(schema) for name, schema in spec["components"]["schemas"].items()
        }
        self._paths = [(_pattern(path), item) for path, item in spec["paths"].items()]

    def operation(self, method: str, path: str) -> Operation | None:
        for pattern, item in self._paths:
            found = pattern.fullmatch(path)
            if found and method.lower() in item:
                return Operation(
                    item[method.lower()], item.get("parameters", ()), found.groupdict()
                )
        return None

    def request(self, method: str, path: str, query: Pairs, form: Pairs | None) -> list[str]:
        """What is wrong with a request; `form` is None if it has no body."""
        operation = self.operation(method, path)
        if operation is None:
            return [f"there is no {method} {path}"]
        found = list(self._parameters(operation, "path", list(operation.values.items())))
        found += self._parameters(operation, "query", query)
        content = operation.about.get("requestBody", {}).get("content", {})
        if form is not None and FORM in content:
            found += self._form(content[FORM]["schema"], form)
        elif form:
            found.append("it has a form where none is taken")
        return found

    def answer(self, method: str, path: str, status: int, kind: str, body: Any) -> list[str]:
        """What is wrong with the answer to a request that the description knows."""
        operation = self.operation(method, path)
        responses = operation.about["responses"] if operation else {}
        response = responses.get(str(status)) or responses.get(f"{status // 100}XX")
        if response is None:
            return [f"{status} is none of {', '.join(responses)}"]
        content = response.get("content", {})
        if not content:
            return [] if body is None else ["it has a body where none is told"]
        if kind not in content:
            return [f"it is {kind}, not {', '.join(content)}"]
        return list(self._errors(content[kind]["schema"], body, ANSWERS))

    def _parameters(self, operation: Operation, place: str, given: Pairs) -> Iterator[str]:
        known = operation.parameters(place)
        names = {name for name, _ in given}
        yield from (f"{place} has {name}, which is unknown" for name in names - known.keys())
        for name, parameter in known.items():
            if parameter.get("required") and name not in names:
                yield f"{place} lacks {name}"
        for name, value in given:
            if name in known:
                schema = known[name]["schema"]
                read = self._read(schema, [value])
                yield from (f"{name}: {error}" for error in self._errors(schema, read, REQUESTS))

    def _form(self, schema: Mapping[str, Any], given: Pairs) -> Iterator[str]:
        values: dict[str, list[str]] = {}
        for name, value in given:
            values.setdefault(name, []).append(value)
        known = self._resolved(schema)["properties"]
        yield from (f"the form has {name}, which is unknown" for name in values.keys() - known)
        read = {
            name: self._read(known[name], value) for name, value in values.items() if name in known
        }
        yield from self._errors(schema, read, REQUESTS)

    def _read(self, schema: Mapping[str, Any], values: list[str]) -> Any:
        """A form's or address's words as what the schema says they are; unreadable ones stay."""
        kind = self._resolved(schema).get("type")
        if kind == "array":
            return values
        if len(values) > 1:
            return values  # fails by its type
        (value,) = values
        if kind == "integer" and re.fullmatch(r"-?\d+", value):
            return int(value)
        if kind == "number" and re.fullmatch(r"-?\d+(\.\d+)?", value):
            return float(value)
        if kind == "boolean" and value in ("true", "false"):
            return value == "true"
        return value

    def _resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        if "$ref" in schema:
            found: Mapping[str, Any] = self._schemas[schema["$ref"].rpartition("/")[2]]
            return found
        return schema

    def _errors(
        self, schema: Mapping[str, Any], value: Any, formats: FormatChecker
    ) -> Iterator[str]:
        whole = {**_plain(schema), "components": {"schemas": self._schemas}}
        validator = Draft202012Validator(whole, format_checker=formats)
        for error in validator.iter_errors(value):
            yield f"{error.json_path}: {error.message}"


def _pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", path)
    fixed, names = parts[::2], parts[1::2]
    text = re.escape(fixed[0])
    for name, after in zip(names, fixed[1:], strict=True):
        text += f"(?P<{name}>[^/]+?)" + re.escape(after)
    return re.compile(text)


def _plain(schema: Any) -> Any:
    """As JSON Schema: OpenAPI 3.0 writes `nullable`, and leaves unknown properties open."""
    if isinstance(schema, list):
        return [_plain(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {key: _plain(value) for key, value in schema.items() if key != "nullable"}
    if "properties" in schema and isinstance(schema["properties"], dict):
        plain.setdefault("additionalProperties", False)
    if schema.get("nullable") is not True:
        return plain
    if isinstance(plain.get("enum"), list):
        plain["enum"] = [*plain["enum"], None]
    if isinstance(plain.get("type"), str):
        plain["type"] = [plain["type"], "null"]
    return plain


def _checker(uri: Iterable[str]) -> FormatChecker:
    checker = FormatChecker(formats=())
    schemes = tuple(uri)

    @checker.checks("date-time-rfc-2822", raises=(ValueError, TypeError))
    def _rfc2822(value: object) -> bool:
        return not isinstance(value, str) or parsedate_to_datetime(value).tzinfo is not None

    @checker.checks("date-time", raises=ValueError)
    def _iso8601(value: object) -> bool:
        return not isinstance(value, str) or bool(datetime.fromisoformat(value))

    @checker.checks("phone-number")
    def _phone(value: object) -> bool:
        return not isinstance(value, str) or bool(re.fullmatch(r"\+[1-9]\d{6,14}", value))

    @checker.checks("uri", raises=ValueError)
    def _uri(value: object) -> bool:
        return not isinstance(value, str) or not value or urlsplit(value).scheme in schemes

    return checker


REQUESTS = _checker(("http", "https"))
ANSWERS = _checker(("", "http", "https"))
"""An answer's addresses may be relative to the provider's own."""
