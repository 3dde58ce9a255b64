"""Measurements of Parley, each against something in the same run; see README.md."""
