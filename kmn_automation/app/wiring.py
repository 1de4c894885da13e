"""The one place that builds everything from the settings; a tool is loaded when it is first asked for."""

from __future__ import annotations

import datetime as dt
import os
import socket
from collections.abc import Collection
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from kmn_automation.app.clock import Clock, system_clock
from kmn_automation.app.kept_files import KeptFiles, Kind
from kmn_automation.app.rule_files import PREFIX, read_forms, read_rulebook
from kmn_automation.app.settings import Mode, Security, Settings, dated_things, load_settings, read_secret
from kmn_automation.app.site import FileSet, Site, shipped_root, text_of
from kmn_automation.forms.workbook import FormWriter
from kmn_automation.letters.facts import Authority, Office
from kmn_automation.letters.library import Library
from kmn_automation.mail.folder import FolderSource
from kmn_automation.mail.imap import ImapSource
from kmn_automation.mail.imap_login import ImapAccount
from kmn_automation.mail.imap_login import Security as ImapSecurity
from kmn_automation.mail.inbox_rules import InboxRules
from kmn_automation.mail.smtp import SmtpSession
from kmn_automation.mail.smtp_line import Security as LineSecurity
from kmn_automation.mail.smtp_line import SmtpServer
from kmn_automation.mail.source import MailSource
from kmn_automation.mail.texts import MailTexts
from kmn_automation.model.form import Form
from kmn_automation.model.register import Register
from kmn_automation.planning.workflow import Workflow
from kmn_automation.planning.workflow_file import load_workflows
from kmn_automation.rules.excel_rules import live_book
from kmn_automation.rules.rulebook import Rulebook
from kmn_automation.steps.desk import Desk, House, Tools
from kmn_automation.store import register as register_store
from kmn_automation.store.connect import Store, open_store

_LINE_SECURITY = {
    Security.TLS: LineSecurity.TLS,
    Security.STARTTLS: LineSecurity.STARTTLS,
    Security.NONE: LineSecurity.PLAIN,
}

_IMAP_SECURITY = {
    Security.TLS: ImapSecurity.TLS,
    Security.STARTTLS: ImapSecurity.STARTTLS,
    Security.NONE: ImapSecurity.PLAIN_LOOPBACK,
}


_DEPTH = 3
"""`templates/docx/NAME`"""
_PARTS = {
    Kind.RULES: ("forms", "rulebook", "writers"),
    Kind.LETTERS: ("library",),
    Kind.TEXTS: ("texts",),
    Kind.INBOX: ("inbox_rules",),
    Kind.WORKFLOWS: ("workflows",),
}


class Toolbox:
    """The loaded files of a site as they are: rules, forms, letters, mail texts, inbox rules, workflows."""

    def __init__(self, site: Site | FileSet) -> None:
        self.site = site

    @cached_property
    def rule_texts(self) -> dict[str, str]:
        """`funding_rules/…` → text of all rule files and forms in force."""
        return self.site.texts(f"{PREFIX}*.y*ml")

    @cached_property
    def forms(self) -> dict[str, Form]:
        """Form version → form."""
        return read_forms(self.rule_texts)

    @cached_property
    def writers(self) -> dict[str, FormWriter]:
        """Form version → writer of its workbook."""
        return {
            version: FormWriter(form, live_book(self.rulebook, form)) for version, form in self.forms.items()
        }

    @cached_property
    def rulebook(self) -> Rulebook:
        """The law, dated."""
        return read_rulebook(self.rule_texts, self.forms)

    @cached_property
    def letter_files(self) -> dict[str, bytes]:
        """File name → bytes of all templates of letters and their sidecars."""
        return _by_name(self.site.data(Kind.LETTERS.pattern))

    @cached_property
    def library(self) -> Library:
        """The letters."""
        return Library.load(self.letter_files)

    @cached_property
    def texts(self) -> MailTexts:
        """The mails."""
        files = _by_name(self.site.data("templates/mail/*.txt"))
        return MailTexts.load({name: text_of(name, data) for name, data in files.items()})

    @cached_property
    def inbox_rules(self) -> InboxRules:
        """Which mail is what."""
        name = Kind.INBOX.pattern
        return InboxRules.load(self.site.texts(name)[name], name)

    @cached_property
    def workflows(self) -> tuple[Workflow, ...]:
        """What is due when."""
        return load_workflows(self.site.texts("workflows/*.yaml"))

    def all(self) -> Tools:
        """Everything, loaded and checked."""
        return Tools(**{part: getattr(self, part) for parts in _PARTS.values() for part in parts})

    @cached_property
    def _kept(self) -> KeptFiles[dict[str, Any]]:
        return KeptFiles(self.site, _load)

    def in_force(self, store: Store, now: dt.datetime) -> Tools:
        """Everything for a pass at that moment; where the present files of a kind are wrong, its last good ones.

        Raises:
            KmnError: the present files of a kind do not load and no good ones are kept.
        """
        found = [self._kept.in_force(kind, store, now) for kind in Kind]
        loaded = {part: tool for parts, _ in found for part, tool in parts.items()}
        return Tools(**loaded, warnings=tuple(refusal.sentence for _, refusal in found if refusal))


def _load(kind: Kind, files: FileSet) -> dict[str, Any]:
    box = Toolbox(files)
    return {part: getattr(box, part) for part in _PARTS[kind]}


class Workplace:
    """One office on this machine: its settings, its store, its servers."""

    is_trial = False
    """Whether nothing of it leaves, so that it may work on a copy."""

    def __init__(self, settings: Settings, clock: Clock = system_clock) -> None:
        self.settings = settings
        self.clock = clock
        self.toolbox = Toolbox(Site(settings.home, shipped_root()))

    @classmethod
    def at(cls, home: Path, clock: Clock = system_clock) -> Workplace:
        """The office whose home folder that is."""
        return cls(load_settings(home), clock)

    @cached_property
    def store(self) -> Store:
        """The database and the blobs."""
        return open_store(self.settings.database_url, self.settings.blob_folder)

    def close(self) -> None:
        """Gives the database back, where it was opened."""
        if "store" in self.__dict__:
            self.store.close()

    @property
    def owner(self) -> str:
        """The name of this process in claims and leases."""
        return f"{socket.gethostname()}:{os.getpid()}"

    @cached_property
    def house(self) -> House:
        """The office's own addresses and limits."""
        office, run, ls = self.settings.office, self.settings.run, self.settings.landesamt
        return House(
            office=Office(
                name=office.name,
                strasse=office.strasse,
                plz=office.plz,
                ort=office.ort,
                telefon=office.telefon,
                email=office.email,
                behoerde=Authority(ls.name, ls.strasse, ls.plz, ls.ort),
            ),
            email=office.email,
            archive=office.archive,
            landesamt=ls.email,
            authserv_id=self.settings.mailbox.authserv_id,
            probe_recipient=run.probe_recipient if run.mode is Mode.PROBE else "",
            withdrawal=dt.timedelta(minutes=run.withdrawal_minutes),
            letters_per_hour=run.letters_per_hour,
            release_by_folder=run.release_by_folder,
            expiries=dated_things(run.expires),
            canary=not self.settings.mailbox.folder and self._comes_home,
        )

    @property
    def _comes_home(self) -> bool:
        """Whether a mail to the office arrives there: in the trial mode all go to another address."""
        run = self.settings.run
        return run.mode is not Mode.PROBE or run.probe_recipient == self.settings.office.email

    def load_register(self) -> Register:
        """The register as it is now."""
        with self.store.read() as tx:
            return register_store.load(tx)

    def desk(self) -> Desk:
        """Everything a pass needs, at the register and the files of this moment; raises as `Toolbox.in_force`."""
        tools = self.toolbox.in_force(self.store, self.clock())
        return Desk(self.store, self.load_register(), tools, self.house, self.clock, self.owner)

    def mailbox(self) -> MailSource:
        """The office's inbox: IMAP, or a folder of .eml files."""
        box = self.settings.mailbox
        if box.folder:
            return FolderSource(Path(box.folder))
        return ImapSource(self._imap(box.user, "imap"))

    def archive(self) -> MailSource | None:
        """The archive mailbox on the same server; None where mails come from a folder."""
        box = self.settings.mailbox
        if box.folder:
            return None
        return ImapSource(self._imap(self.settings.office.archive, "archive"))

    def post(self, allowed: Collection[str]) -> AbstractContextManager[SmtpSession]:
        """A line to the relay for these recipients only."""
        smtp = self.settings.smtp
        return SmtpSession(
            SmtpServer(
                host=smtp.host,
                port=smtp.port,
                security=_LINE_SECURITY[smtp.security],
                user=smtp.user,
                password=read_secret(self.settings.home, "smtp") if smtp.user else "",
                authority=smtp.ca_file,
                hello=self.house.domain,
            ),
            allowed,
        )

    def _imap(self, user: str, secret: str) -> ImapAccount:
        box = self.settings.mailbox
        return ImapAccount(
            host=box.host,
            port=box.port,
            user=user,
            password=read_secret(self.settings.home, secret),
            security=_IMAP_SECURITY[box.security],
            ca_file=box.ca_file,
        )


def _by_name(files: dict[str, bytes]) -> dict[str, bytes]:
    """Without folders below: what an office puts aside there does not count."""
    paths = {PurePosixPath(name): data for name, data in files.items()}
    return {path.name: data for path, data in paths.items() if len(path.parts) == _DEPTH}
