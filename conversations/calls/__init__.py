"""Calls: what a call is, what happens to it, and what people ask of it. No I/O."""
