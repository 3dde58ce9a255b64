"""The domain: contacts, conversations, timeline entries, commands, events and the ports they need.

Nothing here does I/O. Whatever must be stored, sent or shown is described as data and handed to
a port (see :mod:`conversations.ports`).
"""
