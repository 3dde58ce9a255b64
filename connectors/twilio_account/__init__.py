"""A Twilio account: signing in, calling its API, knowing its webhooks and its errors. What texts
and calls have in common; it is no channel itself."""
