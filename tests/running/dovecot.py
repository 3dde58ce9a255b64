"""A real Dovecot on loopback: started with its own folder, fed with mail, stopped and killed."""

from __future__ import annotations

import getpass
import imaplib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import free_port

START_DEADLINE_S = 10.0
STOP_DEADLINE_S = 10.0
WITHOUT_IDLE = "IMAP4rev1 SASL-IR LITERAL+ ENABLE UIDPLUS MOVE NAMESPACE LIST-EXTENDED"
WITHOUT_MOVE = "IMAP4rev1 SASL-IR LITERAL+ ENABLE UIDPLUS IDLE NAMESPACE"
PLAIN_IMAP = "IMAP4rev1"
"""What `imap_capability` may be: the server says no more than this."""

_CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
default_internal_user = {internal}
default_login_user = {login}
default_internal_group = {group}
disable_plaintext_auth = no
auth_mechanisms = plain login{mechanisms}
auth_failure_delay = 0
mail_location = maildir:~/Maildir
mail_max_userip_connections = 100
first_valid_uid = 1
imap_idle_notify_interval = 2 mins
{capability}
{tls}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
{greeting}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
{oauth}
passdb {{
  driver = passwd-file
  args = scheme=plain username_format=%u {folder}/passwords
}}
userdb {{
  driver = static
  args = uid={mail_user} gid={mail_group} home={folder}/homes/%u
}}
"""

_OAUTH = """
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/oauth2.conf
}}
"""


@dataclass
class Dovecot:
    """One Dovecot. ``users`` are names with their passwords; ``introspection_url`` switches
    XOAUTH2 on, whose tokens are asked for there (RFC 7662); ``capability`` narrows what it can."""

    program: str
    folder: Path
    users: dict[str, str]
    capability: str = ""
    certificate: tuple[Path, Path] | None = None
    introspection_url: str = ""
    greeting_capability: str = ""
    port: int = field(default_factory=free_port)
    tls_port: int = 0
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Write its settings, start it, and wait until it answers."""
        if self.certificate is not None and not self.tls_port:
            self.tls_port = free_port()
        (self.folder / "homes").mkdir(exist_ok=True)
        for name in self.users:
            self._give(self._home(name))
        self.set_passwords(self.users)
        (self.folder / "dovecot.conf").write_text(self._config())
        with (self.folder / "stderr").open("wb") as errors:
            self.process = subprocess.Popen(
                [self.program, "-F", "-c", str(self.folder / "dovecot.conf")],
                stdout=subprocess.DEVNULL,
                stderr=errors,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_DEADLINE_S
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1) as line:
                    if line.recv(64).startswith(b"* OK"):
                        return
            except OSError:
                time.sleep(0.02)
        raise AssertionError(f"Dovecot did not start:\n{self.log()}")

    def stop(self) -> None:
        """Stop it as an administrator does: its clients are told."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it and everything it has begun, as a power cut would."""
        self._end(signal.SIGKILL)

    def set_passwords(self, users: Mapping[str, str]) -> None:
        """Change the passwords; it looks at the file again at the next login."""
        self.users = dict(users)
        lines = [f"{name}:{password}\n" for name, password in users.items()]
        (self.folder / "passwords").write_text("".join(lines))

    def deliver(self, user: str, raw: bytes, *, folder: str = "INBOX", at: float = 0) -> None:
        """Put a mail into a folder the way a delivery agent does: ``tmp``, then ``new``. ``at`` is
        when it arrived, in seconds since 1970 (its INTERNALDATE)."""
        box = self.maildir(user, folder)
        for part in ("", "tmp", "new", "cur"):
            self._give(box / part)
        name = f"{time.time_ns()}.{os.urandom(4).hex()}.test"
        waiting = box / "tmp" / name
        waiting.write_bytes(raw.replace(b"\r\n", b"\n"))
        if os.geteuid() == 0:
            shutil.chown(waiting, *_mail_owner())
        if at:
            os.utime(waiting, (at, at))
        waiting.rename(box / "new" / name)

    def maildir(self, user: str, folder: str = "INBOX") -> Path:
        """Where a folder's files are (Maildir++). Names in ASCII only."""
        box = self._home(user) / "Maildir"
        return box if folder == "INBOX" else box / ("." + folder.replace("/", "."))

    def forget_uids(self, user: str, folder: str = "INBOX") -> None:
        """Lose the list of UIDs: the folder gets a new UIDVALIDITY, and each mail a new UID."""
        box = self.maildir(user, folder)
        head = (box / "dovecot-uidlist").read_text().splitlines()[0]
        former = next(int(word[1:]) for word in head.split() if word.startswith("V"))
        for path in box.glob("dovecot*"):
            if path.is_file():
                path.unlink()
        (box / "dovecot-uidlist").write_text(f"3 V{former + 1} N1\n")
        if os.geteuid() == 0:
            shutil.chown(box / "dovecot-uidlist", *_mail_owner())

    @contextmanager
    def client(self, user: str) -> Iterator[imaplib.IMAP4]:
        """Another mail program of the same user, by Python's own imaplib."""
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=5) as client:
            # imaplib's login takes ASCII only
            words = f"\0{user}\0{self.users[user]}".encode()
            client.authenticate("PLAIN", lambda _: words)
            yield client

    def count(self, user: str, folder: str = "INBOX", criterion: str = "ALL") -> int:
        """How many mails of a folder match."""
        with self.client(user) as client:
            client.select(f'"{folder}"', readonly=True)
            return len(client.search(None, criterion)[1][0].split())

    def sessions(self, user: str) -> int:
        """How many sessions the user has now, by what Dovecot says in its log."""
        lines = self.log().splitlines()
        begun = sum(f"Login: user=<{user}>" in line for line in lines)
        ended = sum(f"imap({user})<" in line and "Info: Disconnected" in line for line in lines)
        return begun - ended

    def log(self) -> str:
        """What it wrote."""
        found = [self.folder / "stderr", self.folder / "dovecot.log"]
        return "".join(path.read_text(errors="replace") for path in found if path.exists())

    def _home(self, user: str) -> Path:
        return self.folder / "homes" / user

    def _give(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(folder, *_mail_owner())

    def _config(self) -> str:
        root = os.geteuid() == 0
        me = getpass.getuser()
        tls = "ssl = no"
        if self.certificate is not None:
            tls = f"ssl = yes\nssl_cert = <{self.certificate[0]}\nssl_key = <{self.certificate[1]}"
        if self.introspection_url:
            (self.folder / "oauth2.conf").write_text(
                f"introspection_url = {self.introspection_url}\nintrospection_mode = get\n"
                "username_attribute = username\nactive_attribute = active\nactive_value = true\n"
            )
        return _CONFIG.format(
            folder=self.folder,
            internal="dovecot" if root else me,
            login="dovenull" if root else me,
            group="dovecot" if root else str(os.getegid()),
            mechanisms=" xoauth2" if self.introspection_url else "",
            capability=f"imap_capability = {self.capability}" if self.capability else "",
            greeting=(
                f"protocol imap {{\n  imap_capability = {self.greeting_capability}\n}}"
                if self.greeting_capability
                else ""
            ),
            tls=tls,
            port=self.port,
            tls_port=self.tls_port,
            oauth=_OAUTH.format(folder=self.folder) if self.introspection_url else "",
            mail_user=_mail_owner()[0],
            mail_group=_mail_owner()[1],
        )

    def _end(self, number: signal.Signals) -> None:
        if self.process is None:
            return
        if self.process.poll() is None:
            # its children are of the same process group, and outlive a killed master for a while
            send = os.killpg if number is signal.SIGKILL else os.kill
            send(self.process.pid, number)
        try:
            self.process.wait(STOP_DEADLINE_S)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None


@contextmanager
def running_dovecot(
    program: str,
    users: Mapping[str, str],
    *,
    capability: str = "",
    certificate: tuple[Path, Path] | None = None,
    introspection_url: str = "",
    greeting_capability: str = "",
) -> Iterator[Dovecot]:
    """Run one for the time of the context.

    Its folder is none of pytest's: those are closed to the user that it reads mail as, and too
    long for the names of its sockets.
    """
    folder = Path(tempfile.mkdtemp(prefix="dove"))
    folder.chmod(0o755)
    dovecot = Dovecot(
        program,
        folder,
        dict(users),
        capability=capability,
        certificate=certificate,
        introspection_url=introspection_url,
        greeting_capability=greeting_capability,
    )
    try:
        dovecot.start()
        yield dovecot
    finally:
        dovecot.kill()
        shutil.rmtree(folder, ignore_errors=True)


def _mail_owner() -> tuple[str, str]:
    """Whose the mail is: Dovecot refuses to read any as root."""
    if os.geteuid() == 0:
        return "nobody", "nogroup"
    return pwd.getpwuid(os.geteuid()).pw_name, str(os.getegid())
