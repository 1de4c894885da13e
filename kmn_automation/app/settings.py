"""`kmn.toml`: one typed record; secrets come only from the environment or from files."""

from __future__ import annotations

import datetime as dt
import os
import tomllib
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from kmn_automation.ground.yaml_source import suggest
from kmn_automation.model.error import Misconfigured

FILE_NAME = "kmn.toml"
_DATED = r"[^,]*[^, ] +\d{4}-\d\d-\d\d"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Mode(StrEnum):
    """Whether mails really go to their recipients. A new installation starts in the trial mode."""

    PROBE = "Probe"
    BETRIEB = "Betrieb"


class Security(StrEnum):
    """How a connection is protected; `keine` is allowed on this machine only."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "keine"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OfficeSettings(_Section):
    """Who we are, as letters print it."""

    name: str
    strasse: str
    plz: str
    ort: str
    telefon: str = ""
    email: str
    archive: str
    """Mailbox that gets a copy of every outgoing mail as second recipient of the same hand-over."""


class LandesamtSettings(_Section):
    """The Bewilligungsbehörde; drafts for it go to its address after release by two persons."""

    name: str
    strasse: str
    plz: str
    ort: str
    email: str


class Server(_Section):
    """One mail server and the account on it."""

    host: str
    port: int
    security: Security = Security.TLS
    user: str = ""
    ca_file: str = ""


class MailboxSettings(Server):
    """The IMAP account of the office, or a folder of .eml files instead."""

    host: str = ""
    port: int = 993
    folder: str = ""
    authserv_id: str
    """Name that our own receiving server writes into Authentication-Results; no other header is believed."""


class RunSettings(_Section):
    """How the work is carried."""

    mode: Mode = Mode.PROBE
    probe_recipient: str = ""
    database: str = ""
    workers: Annotated[int, Field(ge=1, le=16)] = 2
    fetch_minutes: Annotated[int, Field(ge=1, le=60)] = 5
    daily_at: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "06:00"
    expires: Annotated[str, Field(pattern=rf"^$|^{_DATED}(, *{_DATED})*$")] = ""
    withdrawal_minutes: Annotated[int, Field(ge=0, le=1440)] = 15
    letters_per_hour: Annotated[int, Field(ge=1)] = 200
    release_by_folder: bool = False
    log_level: Literal["debug", "info", "warning"] = "info"

    @field_validator("expires")
    @classmethod
    def _has_real_days(cls, text: str) -> str:
        dated_things(text)
        return text


def dated_things(text: str) -> tuple[tuple[str, dt.date], ...]:
    """What `expires` names: thing and last day.

    Raises:
        ValueError: a day that the calendar does not have.
    """
    pairs = (each.strip().rpartition(" ") for each in text.split(",") if each.strip())
    return tuple((name.strip(), dt.date.fromisoformat(day)) for name, _, day in pairs)


class Settings(_Section):
    """Everything an office sets; `home` is the folder that the file lies in."""

    office: OfficeSettings
    landesamt: LandesamtSettings
    mailbox: MailboxSettings
    smtp: Server
    run: RunSettings = RunSettings()
    home: Path = Field(default=Path(), exclude=True)

    @property
    def database_url(self) -> str:
        """The URL of the database; a SQLite file in the home folder unless another one is set."""
        return self.run.database or f"sqlite:///{self.home / 'kmn.db'}"

    @property
    def blob_folder(self) -> Path:
        """Where every byte received or sent is kept by its hash."""
        return self.home / "blobs"


def load_settings(home: Path) -> Settings:
    """The settings of an office.

    Raises:
        Misconfigured: file missing, broken, unknown key (with the nearest name), value out of range.
    """
    path = home / FILE_NAME
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        do = f"Legen Sie eine an mit:  kmn init {home}"
        raise Misconfigured("Hier gibt es keine Einstellungsdatei.", where=str(path), do=do) from None
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured(f"Die Datei ist kein gültiges TOML ({error}).", where=str(path)) from None
    try:
        settings = Settings.model_validate({**data, "home": home.resolve()})
    except ValidationError as error:
        raise Misconfigured(_complaints(path, error)) from None
    _check_security(path, settings)
    return settings


def read_secret(home: Path, name: str) -> str:
    """A password from `KMN_<NAME>`, from the file named by `KMN_<NAME>_FILE`, or from `HOME/secrets/<name>`.

    Raises:
        Misconfigured: there is none, or its file can be read by others.
    """
    if secret := os.environ.get(f"KMN_{name.upper()}"):
        return secret
    path = Path(os.environ.get(f"KMN_{name.upper()}_FILE") or home / "secrets" / name)
    try:
        readable_by_others = path.stat().st_mode & 0o077
        secret = path.read_text("utf-8").strip()
    except OSError:
        do = f"Legen Sie die Datei an (Rechte 0600) oder setzen Sie KMN_{name.upper()}."
        raise Misconfigured("Das Kennwort fehlt.", where=str(path), do=do) from None
    if readable_by_others:
        do = f"Bitte:  chmod 600 {path}"
        raise Misconfigured("Die Datei mit dem Kennwort darf nur ihr Besitzer lesen.", where=str(path), do=do)
    return secret


def _check_security(path: Path, settings: Settings) -> None:
    for name, server in (("mailbox", settings.mailbox), ("smtp", settings.smtp)):
        if server.security is Security.NONE and server.host not in LOOPBACK and server.host:
            what = f"[{name}] security = „keine“ ist nur auf diesem Rechner (127.0.0.1) erlaubt."
            raise Misconfigured(what, where=str(path), do="Bitte „tls“ oder „starttls“ eintragen.")
    if not settings.mailbox.host and not settings.mailbox.folder:
        what = "[mailbox] nennt weder host noch folder."
        raise Misconfigured(what, where=str(path), do="Bitte das Postfach eintragen.")
    if settings.run.mode is Mode.PROBE and not settings.run.probe_recipient:
        what = "[run] mode = „Probe“ braucht probe_recipient: dorthin gehen alle Mails."
        raise Misconfigured(what, where=str(path), do="Bitte eine Adresse des Büros eintragen.")


def _complaints(path: Path, error: ValidationError) -> str:
    return "\n".join(
        f"{path}: {_sentence(tuple(map(str, e['loc'])), e['type'], e['msg'])}" for e in error.errors()
    )


def _sentence(place: tuple[str, ...], kind: str, message: str) -> str:
    name = ".".join(place)
    if kind == "extra_forbidden":
        return f"Die Einstellung „{name}“ gibt es nicht. {suggest(place[-1], _known(place))}".rstrip()
    if kind == "missing":
        return f"Die Einstellung „{name}“ fehlt."
    return f"„{name}“ hat einen unpassenden Wert ({message})."


def _known(place: tuple[str, ...]) -> list[str]:
    if len(place) == 1:
        return list(Settings.model_fields)
    section = Settings.model_fields[place[0]].annotation
    return list(section.model_fields) if isinstance(section, type) and issubclass(section, BaseModel) else []
