"""One part of a mail: the standard library's message whose every access survives the wild."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any

from connectors.email.parsing import parameters, transfer, words


class _WildPolicy(EmailPolicy):
    """Headers are decoded text in one line. The library's own header objects raise on what they
    do not understand, and need quadratic time for long lists."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        return words.decoded(value)


POLICY = _WildPolicy(utf8=True)


class Part(EmailMessage):
    """A part that knows where it stands in ``source``: its header block and its body.

    Bodies are decoded when they are asked for, so a tree costs no more than the source itself.
    """

    def __init__(self) -> None:
        super().__init__(policy=POLICY)
        self.source = b""
        self.start = self.body = self.end = 0
        self.children: list[Part] = []
        self._parsed: dict[str, tuple[str, dict[str, str]]] = {}
        self._unclean: dict[str, dict[str, str]] = {}

    def adopt(self, children: list[Part]) -> None:
        """Make these the parts of this part."""
        self.children = children

    def is_multipart(self) -> bool:
        """Whether this part has parts, as found, not as declared."""
        return bool(self.children)

    def raw(self, name: str) -> str:
        """The first header of this name as it came, eight-bit bytes as surrogates; or empty."""
        return next((value for key, value in self.raw_items() if key.lower() == name), "")

    def parameters(self, name: str) -> tuple[str, dict[str, str]]:
        """The word and the parameters of Content-Type or Content-Disposition."""
        if name not in self._parsed:
            kind, found = parameters.read(words.unfolded(self.raw(name)))
            self._unclean[name] = found
            clean = {key: words.one_line(value) for key, value in found.items()}
            self._parsed[name] = kind, clean
        return self._parsed[name]

    def unclean(self, name: str, parameter: str) -> str:
        """A parameter with the characters in it that :meth:`parameters` takes out."""
        self.parameters(name)
        return self._unclean[name].get(parameter, "")

    def get_content_type(self) -> str:
        """The declared type, or what RFC 2045, 5.2 says where none is declared or it is broken."""
        kind = self.parameters("content-type")[0]
        if not kind:
            return self.get_default_type()
        major, _, minor = (piece.strip() for piece in kind.partition("/"))
        if not major or not minor or "/" in minor or " " in kind.strip():
            return "text/plain" if major in ("text", "plain") else "application/octet-stream"
        return f"{major}/{minor}"

    def get_content_maintype(self) -> str:
        """The part before the slash."""
        return self.get_content_type().partition("/")[0]

    def get_content_subtype(self) -> str:
        """The part after the slash."""
        return self.get_content_type().partition("/")[2]

    def get_content_disposition(self) -> str | None:
        """``inline``, ``attachment``, another word, or None."""
        return self.parameters("content-disposition")[0] or None

    def get_content_charset(self, failobj: Any = None) -> Any:
        """The declared charset, lower-cased."""
        return self.parameters("content-type")[1].get("charset", "").lower() or failobj

    def get_boundary(self, failobj: Any = None) -> Any:
        """The declared boundary."""
        return self.unclean("content-type", "boundary") or failobj

    def get_filename(self, failobj: Any = None) -> Any:
        """The declared name of the file, as it came."""
        name = self.parameters("content-disposition")[1].get("filename", "")
        return name or self.parameters("content-type")[1].get("name") or failobj

    def get_param(
        self, param: str, failobj: Any = None, header: str = "content-type", unquote: bool = True
    ) -> Any:
        """A parameter of a header, decoded."""
        return self.parameters(header.lower())[1].get(param.lower(), failobj)

    def is_attachment(self) -> bool:
        """Whether the part says that it is a file."""
        return self.get_content_disposition() == "attachment"

    def content(self) -> tuple[bytes, str]:
        """The body decoded from its transfer encoding, and what is doubtful about it."""
        encoding = words.decoded(self.raw("content-transfer-encoding"))
        return transfer.decode(memoryview(self.source)[self.body : self.end], encoding)

    def get_payload(self, i: int | None = None, decode: bool = False) -> Any:
        """As the library's: parts of a multipart, else bytes (``decode``) or undecoded text."""
        if self.children:
            return None if decode else self.children if i is None else self.children[i]
        if decode:
            return self.content()[0]
        return self.source[self.body : self.end].decode("ascii", "surrogateescape")
