"""How the built-in model was made: run `make train` to make it again.

Only this folder needs torch; nothing else of Parley imports it.
"""
