"""A lexicon-based sentiment engine: hand-written word lists and a few rules per language.

It needs no model, scores thousands of texts a second, and can say why. It does not understand
sarcasm or anything that takes knowledge of the world.
"""
