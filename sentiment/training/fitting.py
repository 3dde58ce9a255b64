"""Teaches the upper layers the mood of texts, and to keep the meaning that the encoder has."""

import logging
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from sentiment.training.example import Example
from sentiment.training.network import LABELS, Upper
from sentiment.training.reading import Reading

log = logging.getLogger(__name__)

_BATCH = 32
_SHUFFLED_TOGETHER = 20  # batches; texts of like length within them share a batch
_REPORT_EVERY = 100  # steps


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train.

    Attributes:
        epochs: Times that each text is seen.
        rate: Highest learning rate of the layers.
        head_rate: How many times as fast the heads learn.
        warm_up: Part of the steps over which the rate rises.
        meaning: Weight of the meaning's loss beside the mood's.
        smoothing: How much of each label is spread over the others.
        settling: Part of the steps, at the end, over which the weights are averaged: the mean of
            many good places is a better one, and learns no sentence by heart.
        seed: Of everything that is drawn.
    """

    epochs: int = 3
    rate: float = 8e-5
    head_rate: float = 5.0
    warm_up: float = 0.1
    meaning: float = 2.0
    smoothing: float = 0.05
    settling: float = 0.4
    seed: int = 0


def fit(
    upper: Upper,
    lessons: Sequence[tuple[Example, Reading]],
    recipe: Recipe,
    told: Callable[[str], None] = log.info,
) -> None:
    """Train in place. `told` hears how far it is."""
    torch.manual_seed(recipe.seed)
    drawn = random.Random(recipe.seed)
    answers = [LABELS.index(example.label) for example, _ in lessons]
    mood_loss = nn.CrossEntropyLoss(
        weight=rare_weighs_more(answers), label_smoothing=recipe.smoothing
    )
    optimiser = torch.optim.AdamW(
        [
            {"params": upper.layers.parameters(), "lr": recipe.rate},
            {"params": _heads(upper), "lr": recipe.rate * recipe.head_rate},
        ],
        weight_decay=0.01,
    )
    total = recipe.epochs * len(list(_batches(lessons, random.Random(0))))
    settled = torch.optim.swa_utils.AveragedModel(upper)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser,
        lambda step: (
            min(1, (step + 1) / (recipe.warm_up * total)) * max(0.02, (total - step) / total)
        ),
    )
    upper.train()
    step, running = 0, (0.0, 0.0)
    for _ in range(recipe.epochs):
        for batch in _batches(lessons, drawn):
            states, lengths, meant = _stack([lessons[it][1] for it in batch])
            logits, meaning = upper(states, lengths)
            mood = mood_loss(logits, torch.tensor([answers[it] for it in batch]))
            off = (1 - (meaning * meant).sum(1)).mean()
            optimiser.zero_grad()
            (mood + recipe.meaning * off).backward()
            nn.utils.clip_grad_norm_(upper.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            step += 1
            if step > total * (1 - recipe.settling):
                settled.update_parameters(upper)
            running = _smooth(running, (mood.item(), off.item()), step)
            if step % _REPORT_EVERY == 0:
                told(f"step {step} of {total}: mood {running[0]:.3f}, meaning {running[1]:.4f}")
    upper.load_state_dict(settled.module.state_dict())
    upper.eval()


def _heads(upper: Upper) -> list[nn.Parameter]:
    return [
        parameter
        for head in (upper.pooler, upper.classifier, upper.meaning)
        for parameter in head.parameters()
    ]


def rare_weighs_more(answers: Sequence[int]) -> Tensor:
    """Return the labels' weights: the root of how much rarer than a third each is."""
    counts = Counter(answers)
    share = torch.tensor([counts[it] for it in range(len(LABELS))]) / len(answers)
    return (1 / (len(LABELS) * share)) ** 0.5


def _batches(
    lessons: Sequence[tuple[Example, Reading]], drawn: random.Random
) -> Iterator[list[int]]:
    order = list(range(len(lessons)))
    drawn.shuffle(order)
    batches = []
    together = _BATCH * _SHUFFLED_TOGETHER
    for begin in range(0, len(order), together):
        near = sorted(order[begin : begin + together], key=lambda it: len(lessons[it][1].states))
        batches += [near[first : first + _BATCH] for first in range(0, len(near), _BATCH)]
    drawn.shuffle(batches)
    yield from batches


def _stack(readings: Sequence[Reading]) -> tuple[Tensor, Tensor, Tensor]:
    lengths = torch.tensor([len(reading.states) for reading in readings])
    states = torch.zeros(len(readings), int(lengths.max()), readings[0].states.shape[1])
    for place, reading in enumerate(readings):
        states[place, : len(reading.states)] = torch.from_numpy(reading.states).float()
    meant = torch.stack([torch.from_numpy(reading.meaning).float() for reading in readings])
    return states, lengths, nn.functional.normalize(meant, dim=1)


def _smooth(
    running: tuple[float, float], new: tuple[float, float], step: int
) -> tuple[float, float]:
    share = max(0.02, 1 / step)
    return (
        running[0] + share * (new[0] - running[0]),
        running[1] + share * (new[1] - running[1]),
    )
