"""Fits the head once more, on what the finished network gives.

The weights are a mean over the way and rounded to bytes; the head was learnt before both. It is
fitted with the same loss, and held near the one that was learnt.
"""

from collections.abc import Sequence

import torch
from torch import nn

from sentiment.builtin.change import Head
from sentiment.builtin.engine import BuiltInEngine
from sentiment.port import Text
from sentiment.training.example import Example
from sentiment.training.fitting import Recipe, rare_weighs_more
from sentiment.training.network import LABELS

_NEAR = 1e-3
"""What the squared distance from the learnt weights costs."""
_STEPS = 60


def fitted_head(engine: BuiltInEngine, lessons: Sequence[Example], recipe: Recipe) -> Head:
    """Return the head that reads best what `engine` makes of the lessons."""
    places: dict[Text, int] = {}
    for lesson in lessons:
        places.setdefault(Text(lesson.text, lesson.language), len(places))
    read = torch.from_numpy(engine.features_many(list(places)))
    features = read[[places[Text(it.text, it.language)] for it in lessons]]
    answers = [LABELS.index(it.label) for it in lessons]
    loss = nn.CrossEntropyLoss(rare_weighs_more(answers), label_smoothing=recipe.smoothing)
    learnt = torch.from_numpy(engine.head.weights)
    weights = learnt.clone().requires_grad_()
    bias = torch.from_numpy(engine.head.bias).clone().requires_grad_()
    optimiser = torch.optim.LBFGS([weights, bias], max_iter=_STEPS)

    def step() -> float:
        optimiser.zero_grad()
        missed = loss(features @ weights + bias, torch.tensor(answers))
        total = missed + _NEAR * ((weights - learnt) ** 2).sum()
        total.backward()
        return float(total)

    optimiser.step(step)
    return Head(weights.detach().numpy(), bias.detach().numpy())
