"""A model of the team's own choice, run by the library `transformers`."""
