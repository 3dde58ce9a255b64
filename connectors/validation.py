"""Reading an inbox's settings into a connector's own model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from conversations.errors import Invalid

_Model = TypeVar("_Model", bound=BaseModel)


def validated(model: type[_Model], settings: Mapping[str, Any], called: str) -> _Model:
    """The settings as ``model``; what is not set has its default.

    Raises Invalid, which says of each field what is wrong (its ``fields`` begin with ``settings.``,
    for that is where an inbox has them) and repeats nothing of what was given;
    ``called`` is what people call the settings ("mail settings").
    """
    try:
        return model.model_validate(dict(settings))
    except ValidationError as error:
        wrong = {
            ".".join(str(part) for part in item["loc"]): item["msg"]
            for item in error.errors(include_url=False, include_input=False, include_context=False)
        }
        found = "; ".join(f"{field}: {message}" for field, message in wrong.items())
        fields = {f"settings.{field}": message for field, message in wrong.items() if field}
        raise Invalid(f"The {called} are not right: {found}", fields=fields) from None
