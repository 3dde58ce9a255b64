"""Text in, tags out: language, sentiment, keywords, and watch-list hits of customer messages.

This room works off the path of acknowledgement and imports nothing else of Parley. Everything that
reads data does so when it is constructed, never while a message is being tagged.
"""
