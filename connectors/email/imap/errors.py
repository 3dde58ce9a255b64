"""What can go wrong on a line to a mail server, each with what to do about it."""

from __future__ import annotations

from conversations.errors import ParleyError


class LineError(ParleyError):
    """Base of all: the line does not work. ``lasting``: it will not before a person acts."""

    code = "imap_error"
    lasting = False


class HostUnknown(LineError):
    """There is no such host."""

    code = "imap_host_unknown"
    remedy = "Check the server's name in the inbox's settings."


class NotReached(LineError):
    """The host does not take the connection, or says nothing in time."""

    code = "imap_not_reached"
    remedy = "Check port and security, and that a firewall lets Parley out."


class TlsRefused(LineError):
    """There is no safe connection: no TLS there, or a certificate that proves nothing."""

    code = "imap_tls"
    remedy = "Check the server's name, its certificate, and whether the port fits the security."


class WrongCredentials(LineError):
    """The server knows us not, or not like this."""

    code = "imap_credentials"
    remedy = "Check user name and password; many providers want an app password or OAuth2."
    lasting = True


class FolderMissing(LineError):
    """The server has no such folder, or does not show it to us."""

    code = "imap_folder"
    remedy = "Check the names of the folders in the inbox's settings."


class ConnectionLost(LineError):
    """The line broke, or was silent for too long."""

    code = "imap_lost"
    remedy = "Parley connects again by itself."


class ServerRefused(LineError):
    """The server said no to something that should work."""

    code = "imap_refused"
    remedy = "If it goes on, ask the provider with the server's words."
