"""MongoDB: the client, the embedded server, indexes, migrations, one repository per aggregate.

A short map:

- :mod:`storage.stores`: :func:`open_stores` makes all repositories of a database (:class:`Stores`).
- :mod:`storage.client`, :mod:`storage.embedded`: the connection, and the server that Parley brings.
- :mod:`storage.conversations` with :mod:`storage.commit`, :mod:`storage.group_commit` and
  :mod:`storage.transactions`: where conversations change.
- :mod:`storage.journal`, :mod:`storage.outbox`: what came in and what is to go out.
- :mod:`storage.windows` and :mod:`storage.merging`: how sorted lists are read in a time that does
  not grow with them; on top of them :mod:`storage.lists`, :mod:`storage.timelines`,
  :mod:`storage.search`, :mod:`storage.contact_reads` and :mod:`storage.router_reads`.
- :mod:`storage.settings`, :mod:`storage.places`, :mod:`storage.access`: what a team sets up, its
  people, sign-ins, tokens, drafts and audit; :mod:`storage.files`: attachments.
- :mod:`storage.documents`: what each aggregate looks like as a document.
- :mod:`storage.schema` and :mod:`storage.migrations`: indexes and numbered changes.

Two rules of the house: every hot query is "equal fields, then one range" on one index, bounded by
that range; and nothing on any path uses findAndModify. Both have to do with what the embedded
server is good at, and MongoDB is good at them too.
"""

from storage.client import connect, open_database
from storage.embedded import EmbeddedMissing, EmbeddedServer, FolderInUse
from storage.secrets import Cipher, FernetCipher
from storage.stores import Stores, open_stores

__all__ = [
    "Cipher",
    "EmbeddedMissing",
    "EmbeddedServer",
    "FernetCipher",
    "FolderInUse",
    "Stores",
    "connect",
    "open_database",
    "open_stores",
]
