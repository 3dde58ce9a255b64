"""The shapes on the wire: strict models for what comes in, plain models for what goes out.

Nothing from outside reaches a filter but what one of these models let through, and they let
through scalars and lists of scalars only.
"""
