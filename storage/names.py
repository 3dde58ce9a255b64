"""The names of the collections, each in one place."""

CONVERSATIONS = "conversations"
ENTRIES = "entries"
CONTACTS = "contacts"
JOURNAL = "journal"
OUTBOX = "outbox"
SEATS = "seats"
DECISIONS = "decisions"

USERS = "users"
TEAMS = "teams"
QUEUES = "queues"
INBOXES = "inboxes"
CANNED_ANSWERS = "canned_answers"
WATCH_LISTS = "watch_lists"

SESSIONS = "sessions"
API_TOKENS = "api_tokens"
DRAFTS = "drafts"
AUDIT = "audit"

SEARCH_TERMS = "search_terms"
SEARCH_WORDS = "search_words"

COUNTERS = "counters"
LEASES = "leases"
MIGRATIONS = "migrations"
FILES = "files"
