"""Numbered steps, one module each: ``mNNNN_title`` with ``async def migrate(db)``.

A step that was released is never changed; a later one corrects it. Steps are repeatable, for a
process may die between a step and its mark.
"""
