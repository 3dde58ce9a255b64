"""What a process makes of texts: their tags, and what all tags together tell.

What the tagger finds is stored here, made good after an outage, done again when the teams teach it
something else, and added up into insights, topics and their growth.
"""
