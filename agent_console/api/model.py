"""What tags messages, and what it learns from corrections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from agent_console.routing import Call, Routes
from agent_console.wire.model import HeadBody, ModelShape, TuneShape, tune_shape
from conversations.errors import Invalid
from conversations.model_heads import FEWEST_CORRECTIONS, TaggingState, Tune, TuneState
from conversations.people import Permission

routes = Routes("intelligence")

SILENT_AFTER = timedelta(seconds=90)
"""The tagging process tells how it is twice a minute."""


@routes("GET", "/intelligence/model", Permission.SETTINGS_SEE)
async def show_model(call: Call) -> ModelShape:
    """The engine in force, how it is, and its tunings"""
    return await _shown(call)


@routes("POST", "/intelligence/tunes", Permission.SETTINGS_EDIT, status=201)
async def order_tune(call: Call) -> TuneShape:
    """Have the built-in model learn from the team's corrections; it changes only if better"""
    me = call.caller.user
    tune = Tune(id=call.fresh_id(), by_id=me.id, by_name=me.name, at=call.services.clock.now())
    stored = await call.services.tunes.add(tune)
    if stored == tune:
        await call.console.tell("tune", stored.id)
        await call.console.record(call.caller, "tune_ordered", "tune", stored.id)
    return tune_shape(stored, usable=stored.version in await _usable(call, [stored]))


@routes("PUT", "/intelligence/model/head", Permission.SETTINGS_EDIT)
async def put_head_in_force(call: Call, body: HeadBody) -> ModelShape:
    """Go back to an earlier head of the built-in model; 0 is the one that comes with Parley"""
    services = call.services
    models = await services.tunes.models_of([body.version])
    model = models.get(body.version, services.builtin_model)
    if model != services.builtin_model:
        raise Invalid(
            f"Head {body.version} was tuned for the model {model} and not for "
            f"{services.builtin_model}, which is in use now.",
            remedy="Tune the model again: no correction is lost.",
        )
    await services.tunes.put_in_force(body.version)
    await call.console.tell("model_head", str(body.version))
    await call.console.record(
        call.caller, "model_head_chosen", "model_head", None, name=str(body.version)
    )
    return await _shown(call)


async def _shown(call: Call) -> ModelShape:
    services = call.services
    state = _heard(await services.tunes.tagging_state(), call)
    tunes = await services.tunes.latest()
    learned = next((it for it in tunes if it.state is TuneState.DONE), None)
    usable = await _usable(call, tunes)
    total = await services.correction_counts.count()
    return ModelShape(
        engine=state.engine if state else None,
        ready=state is not None and state.ready,
        problem=_problem(state, services.settings.tagging_engine),
        intents=state is not None and state.ready and state.meanings,
        intents_problem=state.meanings_problem or None if state else None,
        corrections=total,
        corrections_since_tune=(
            await services.correction_counts.count(learned.at) if learned else total
        ),
        needed=FEWEST_CORRECTIONS,
        head=await services.tunes.version(),
        tunes=[tune_shape(it, usable=it.version in usable) for it in tunes],
    )


async def _usable(call: Call, tunes: Sequence[Tune]) -> set[int | None]:
    """Return the versions of those of their heads that the model in use can read by."""
    versions = [it.version for it in tunes if it.version is not None]
    models = await call.services.tunes.models_of(versions) if versions else {}
    return {it for it, model in models.items() if model == call.services.builtin_model}


def _heard(state: TaggingState | None, call: Call) -> TaggingState | None:
    if state is None or call.services.clock.now() - state.at > SILENT_AFTER:
        return None
    return state


def _problem(state: TaggingState | None, engine: str) -> str | None:
    if engine == "off":
        return "Tagging is switched off. Set PARLEY_TAGGING_ENGINE to switch it on."
    if state is None:
        return "No process that tags has been heard of lately. Start one with the role worker."
    return state.problem or None
