"""Finds a model: a folder, the hub's cache on this machine, or the hub.

The library itself asks an unreachable hub for each of a model's files, five times over with growing
pauses: half a minute and more. So the cache is looked at first, and the hub is asked once, briefly,
before the library is let loose on it.
"""

import os
import re
import threading
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from ssl import SSLCertVerificationError

from sentiment.errors import EngineError

SETTING = "PARLEY_TRANSFORMERS_MODEL"
WEIGHTS = (
    "model.safetensors",
    "model.safetensors.index.json",
    "pytorch_model.bin",
    "pytorch_model.bin.index.json",
)
TOKENIZERS = (
    "tokenizer.json",
    "vocab.txt",
    "vocab.json",
    "sentencepiece.bpe.model",
    "spiece.model",
    "tokenizer.model",
)
HUB_ANSWERS_S = 4.0
"""How long the hub may take to answer, in seconds, the look-up of its name included."""

_ID = re.compile(r"[A-Za-z0-9][\w.-]*(?:/[A-Za-z0-9][\w.-]*)?")


@dataclass(frozen=True, slots=True)
class Place:
    """What to give to the library: a folder or an id, and whether the hub may be asked."""

    source: str
    local: bool


def locate(model: str) -> Place:
    """Find out where a model is to be loaded from.

    Raises:
        EngineError: If there is no such folder, or nothing in it that could be loaded; if the id is
            none; if the model is not on this machine and the hub cannot be reached or has none.
    """
    folder = Path(model).expanduser()
    if folder.exists():
        _check_folder(folder)
        return Place(str(folder), local=True)
    if not _ID.fullmatch(model):
        raise EngineError(
            f"There is no folder {model}.",
            f"Set {SETTING} to a folder with a model, or to the id of one on the hub.",
        )
    if _is_cached(model):
        return Place(model, local=True)
    _ask_hub(model)
    return Place(model, local=False)


def unreachable(model: str, reason: str) -> EngineError:
    """Return what to say when a model is not here and cannot be fetched."""
    return EngineError(
        f"The model {model} is neither a folder nor in the cache of this machine, and the hub "
        f"cannot be reached ({reason}).",
        f"Fetch it where there is a network, with `hf download {model} --local-dir FOLDER`, and "
        f"set {SETTING} to that folder.",
    )


def _check_folder(folder: Path) -> None:
    remedy = f"Set {SETTING} to a folder that holds a whole model, as `save_pretrained` writes it."
    if not folder.is_dir():
        raise EngineError(f"{folder} is a file, not a model's folder.", remedy)
    try:
        there = {path.name for path in folder.iterdir()}
    except OSError as error:
        raise EngineError(f"{folder} cannot be read: {error.strerror}.", remedy) from None
    lacking = [
        what
        for what, names in (
            ("config.json", ("config.json",)),
            ("weights (model.safetensors)", WEIGHTS),
            ("a tokenizer (tokenizer.json)", TOKENIZERS),
        )
        if there.isdisjoint(names)
    ]
    if lacking:
        raise EngineError(f"{folder} holds no model: it lacks {', '.join(lacking)}.", remedy)


def _is_cached(model: str) -> bool:
    from huggingface_hub import try_to_load_from_cache

    return any(isinstance(try_to_load_from_cache(model, name), str) for name in WEIGHTS)


def _ask_hub(model: str) -> None:
    from huggingface_hub import constants, get_token

    if constants.HF_HUB_OFFLINE:
        raise unreachable(model, "HF_HUB_OFFLINE is set")
    endpoint = os.environ.get("HF_ENDPOINT") or constants.ENDPOINT
    said: list[int | str] = []
    asking = threading.Thread(
        target=lambda: said.append(_status(f"{endpoint}/{model}/resolve/main/config.json")),
        name="asking the hub",
        daemon=True,  # a name server that does not answer holds it for long
    )
    asking.start()
    asking.join(HUB_ANSWERS_S)
    answer = said[0] if said else f"no answer within {HUB_ANSWERS_S:.0f} s"
    if isinstance(answer, str):
        raise unreachable(model, answer)
    if answer in (401, 403, 404) and get_token() is None:
        raise EngineError(
            f"The hub has no model {model}, or shows it only to those who sign in.",
            f"Correct {SETTING}, or set HF_TOKEN to a token that may read it.",
        )


def _status(url: str) -> int | str:
    """Return the hub's HTTP status, or in words why there is none."""
    request = urllib.request.Request(url, method="HEAD")  # noqa: S310 - the hub's address
    try:
        with urllib.request.urlopen(request, timeout=HUB_ANSWERS_S) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code if error.code < 500 else f"it answers {error.code}"
    except urllib.error.URLError as error:
        if isinstance(error.reason, SSLCertVerificationError):
            return 200  # there, with a certificate that the library may know better than we do
        return str(getattr(error.reason, "strerror", None) or error.reason)
    except (OSError, ValueError) as error:
        return str(error)
