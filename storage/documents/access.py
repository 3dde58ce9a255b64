"""Sessions, tokens, drafts and audit records as documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conversations.access import ApiToken, AuditRecord, Draft, Session
from storage.client import Document
from storage.documents.fields import plain, without_none


def from_session(session: Session) -> Document:
    """A session as a document."""
    return {
        "_id": session.id,
        "user_id": session.user_id,
        "csrf": session.csrf,
        "created_at": session.created_at,
        "expires_at": session.expires_at,
        "address": session.address,
    }


def to_session(document: Mapping[str, Any]) -> Session:
    """A session from its document."""
    return Session(
        id=document["_id"],
        user_id=document["user_id"],
        csrf=document["csrf"],
        created_at=document["created_at"],
        expires_at=document["expires_at"],
        address=document["address"],
    )


def from_api_token(token: ApiToken) -> Document:
    """A token as a document."""
    return without_none(
        {
            "_id": token.id,
            "name": token.name,
            "user_id": token.user_id,
            "hash": token.hash,
            "scopes": list(token.scopes),
            "created_at": token.created_at,
            "last_used_at": token.last_used_at,
        }
    )


def to_api_token(document: Mapping[str, Any]) -> ApiToken:
    """A token from its document."""
    return ApiToken(
        id=document["_id"],
        name=document["name"],
        user_id=document["user_id"],
        hash=document["hash"],
        scopes=tuple(document["scopes"]),
        created_at=document["created_at"],
        last_used_at=document.get("last_used_at"),
    )


def from_draft(draft: Draft) -> Document:
    """A draft as a document, without its ``_id``."""
    return without_none(
        {
            "user_id": draft.user_id,
            "conversation_id": draft.conversation_id,
            "text": draft.text,
            "mode": draft.mode,
            "at": draft.at,
            "letter": plain(draft.letter) if draft.letter is not None else None,
            "files": list(draft.files) or None,
        }
    )


def to_draft(document: Mapping[str, Any]) -> Draft:
    """A draft from its document."""
    return Draft(
        user_id=document["user_id"],
        conversation_id=document["conversation_id"],
        text=document["text"],
        mode=document["mode"],
        at=document["at"],
        letter=dict(document["letter"]) if document.get("letter") is not None else None,
        files=tuple(document.get("files", ())),
    )


def from_audit_record(record: AuditRecord) -> Document:
    """An audit record as a document."""
    return without_none(
        {
            "_id": record.id,
            "at": record.at,
            "actor_id": record.actor_id,
            "actor_name": record.actor_name,
            "action": record.action,
            "object_kind": record.object_kind,
            "object_id": record.object_id,
            "details": plain(record.details),
            "address": record.address,
        }
    )


def to_audit_record(document: Mapping[str, Any]) -> AuditRecord:
    """An audit record from its document."""
    return AuditRecord(
        id=document["_id"],
        at=document["at"],
        actor_id=document.get("actor_id"),
        actor_name=document["actor_name"],
        action=document["action"],
        object_kind=document["object_kind"],
        object_id=document.get("object_id"),
        details=dict(document["details"]),
        address=document.get("address"),
    )
