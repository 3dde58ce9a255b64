"""From settings to the engine that they ask for."""

from __future__ import annotations

from parley.settings import Settings, TaggingEngine
from sentiment.engines import EngineChoice, EngineKind


def engine_choice(settings: Settings) -> EngineChoice | None:
    """Return the engine that the settings choose, None if nothing is to be tagged."""
    if settings.tagging_engine is TaggingEngine.OFF:
        return None
    return EngineChoice(
        kind=EngineKind(settings.tagging_engine),
        models=settings.models_folder,
        model=settings.transformers_model,
        device=settings.transformers_device,
        batch=settings.transformers_batch,
        windows=settings.transformers_windows,
        labels=dict(settings.transformers_labels),
    )
