"""Fetching mail by IMAP (RFC 3501): sessions, folders, workers, and the daily comparison."""
