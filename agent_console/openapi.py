"""The OpenAPI 3.1 document, made of the route table and the very models that validate."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import JsonSchemaMode

from agent_console.routing import Door, Route
from agent_console.wire.scalars import Problem

Schema = dict[str, Any]  # JSON Schema is open-ended

REFERENCE = "#/components/schemas/{model}"
VERSION = "1"
_PARAMETER = re.compile(r"\{(\w+)\}")


def document(routes: Iterable[Route], url: str) -> Schema:
    """The whole document."""
    table = list(routes)
    inputs: list[tuple[Any, JsonSchemaMode, TypeAdapter[Any]]] = []
    for route in table:
        if route.body is not None:
            inputs.append(((route.name, "body"), "validation", route.body))
        if route.query is not None:
            inputs.append(((route.name, "query"), "validation", route.query))
        if isinstance(route.answer, type) and issubclass(route.answer, BaseModel):
            inputs.append(((route.name, "answer"), "serialization", TypeAdapter(route.answer)))
        if route.accepted is not None:
            adapter = TypeAdapter[Any](route.accepted)
            inputs.append(((route.name, "accepted"), "serialization", adapter))
    inputs.append((("", "problem"), "serialization", TypeAdapter(Problem)))
    schemas, definitions = TypeAdapter.json_schemas(inputs, ref_template=REFERENCE)
    found = {key: schema for (key, _), schema in schemas.items()}
    components: Schema = dict(definitions.get("$defs", {}))
    paths: Schema = {}
    for route in table:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(
            route, found, components
        )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Parley",
            "version": VERSION,
            "description": (
                "Conversations, contacts and the team of a contact center. Errors are RFC 9457 "
                "problem documents; lists page by cursor; every POST that creates takes an "
                "Idempotency-Key. Browsers send their session cookie and X-CSRF-Token, programs a "
                "bearer token."
            ),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": url}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "__Host-parley"},
                "token": {"type": "http", "scheme": "bearer"},
            },
        },
    }


def _operation(route: Route, found: dict[Any, Schema], components: Schema) -> Schema:
    operation: Schema = {
        "operationId": f"{route.handler.__module__.rsplit('.', 1)[-1]}.{route.handler.__name__}",
        "summary": route.summary,
        "tags": [route.tag],
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            for name in _PARAMETER.findall(route.path)
        ],
        "responses": {
            str(route.status): _answer(route, found),
            "default": {
                "description": "A problem",
                "content": {"application/problem+json": {"schema": found["", "problem"]}},
            },
        },
    }
    if route.accepted is not None:
        operation["responses"]["202"] = {
            "description": "It will be done later",
            "content": {"application/json": {"schema": found[route.name, "accepted"]}},
        }
    if route.query is not None:
        operation["parameters"] += _query(found[route.name, "query"], components)
    if route.body is not None:
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": found[route.name, "body"]}},
        }
    if route.path.endswith("/files") and route.method == "POST":
        operation["requestBody"] = _FILE
    if route.method == "POST" and route.needs is not Door.PUBLIC:
        operation["parameters"].append(_KEY)
    if route.needs is not Door.PUBLIC:
        operation["security"] = [{"session": []}]
        if not route.browser_only:
            operation["security"].append({"token": []})
        if not isinstance(route.needs, Door):
            operation["description"] = f"Needs the permission `{route.needs}`."
    return operation


_KEY: Schema = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A UUID: the same call with the same key counts once.",
    "schema": {"type": "string", "maxLength": 200},
}
_FILE: Schema = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {"file": {"type": "string", "format": "binary"}},
            }
        }
    },
}


def _answer(route: Route, found: dict[Any, Schema]) -> Schema:
    if route.status == 204:
        return {"description": "Done"}
    schema = found.get((route.name, "answer"))
    if schema is None:
        return {"description": "The content itself"}
    return {"description": "Done", "content": {"application/json": {"schema": schema}}}


def _query(schema: Schema, components: Schema) -> list[Schema]:
    """Each field of a query model as a parameter of its own."""
    if "$ref" in schema:
        schema = components[schema["$ref"].rsplit("/", 1)[-1]]
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": it}
        for name, it in schema.get("properties", {}).items()
    ]
