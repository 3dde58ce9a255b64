"""Handing mails over to a server (SMTP, RFC 5321; submission, RFC 6409)."""
