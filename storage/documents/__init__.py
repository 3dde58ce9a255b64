"""What each aggregate looks like in MongoDB: one pair of functions each, there and back.

Field names are the domain's. What is left out is None or the default. Beside the aggregate's own
fields stand the keys that indexes need (see :mod:`storage.documents.keys`).
"""
