"""An office with an invented register whose mailbox is a folder; commands run in this process, as typed."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kmn_automation.app.home import SETTINGS_TEXT
from kmn_automation.app.wiring import Workplace
from kmn_automation.cli.main import run_command
from kmn_automation.forms.exchange import scalar_to_json
from kmn_automation.model.register import Bescheid, Contact, Coordinator, Register
from kmn_automation.model.report import Scalar
from kmn_automation.simulation.eml import Person, report_mail
from kmn_automation.simulation.eml_programs import Enclosure, Program
from kmn_automation.simulation.figures import invent_report
from kmn_automation.simulation.network import invent_network
from kmn_automation.store import register as register_store

SENT = dt.datetime(2026, 5, 4, 7, 0, tzinfo=dt.UTC)
DAY = "2026-05-04"
CLOSED_PORT = 9


@dataclass(frozen=True)
class Answer:
    """What a command gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 whatever the command prints
        return json.loads(self.out)


class Typist:
    """Types commands and reads what they print."""

    def __call__(self, *words: object) -> Answer:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run_command([str(each) for each in words])
        assert "Traceback" not in out.getvalue() + err.getvalue()
        return Answer(code, out.getvalue(), err.getvalue())


@dataclass(frozen=True)
class SmallOffice:
    """The home folder, the folder that is its mailbox, its register, and a person who types."""

    home: Path
    post: Path
    register: Register
    type_in: Typist

    def kmn(self, *words: object) -> Answer:
        return self.type_in(*words, "--home", self.home)

    @property
    def bescheid(self) -> Bescheid:
        return self.register.bescheide[0]

    @property
    def reporter(self) -> Contact:
        return next(
            c for c in self.register.contacts if c.traeger_id == self.bescheid.traeger_id and c.may_report
        )

    @property
    def releaser(self) -> Coordinator:
        traeger = self.register.find_traeger(self.bescheid.traeger_id)
        assert traeger
        return self.register.responsible(traeger.regionalverbund, SENT.date())[0]

    def figures(self) -> tuple[dict[str, Scalar], dict[str, list[dict[str, Scalar]]]]:
        traeger = self.register.find_traeger(self.bescheid.traeger_id)
        assert traeger
        plan = self.register.plan_of(self.bescheid)
        values, tables = invent_report(self.bescheid, traeger, plan, random.Random(1), 12)
        return dict(values), {name: [dict(line) for line in lines] for name, lines in tables.items()}

    def values_file(self, change: Callable[[dict[str, Any]], None] | None = None) -> Path:
        """The figures of a clean report as `--values` takes them; `change` spoils them first."""
        values, tables = self.figures()
        found: dict[str, Any] = {key: scalar_to_json(value) for key, value in values.items()}
        found |= {
            name: [{key: scalar_to_json(value) for key, value in line.items()} for line in lines]
            for name, lines in tables.items()
        }
        if change:
            change(found)
        path = self.home / "werte.json"
        path.write_text(json.dumps(found))
        return path

    def workbook(self, change: Callable[[dict[str, Any]], None] | None = None) -> Path:
        """A filled form, written by the command."""
        path = self.home / "bericht.xlsx"
        mark, year = self.bescheid.geschaeftszeichen, self.bescheid.foerderjahr
        values = self.values_file(change)
        written = self.kmn("form", "write", mark, "--year", year, "-o", path, "--values", values)
        assert (written.code, written.err) == (0, "")
        return path

    def lay_in(self, workbook: Path, name: str = "1.eml") -> None:
        """A mail with that file lies in the inbox, proven by our own server."""
        sender = self.reporter
        files = (Enclosure("Bericht.xlsx", workbook.read_bytes()),)
        raw = report_mail(Person(sender.name, sender.email), "kmn@kmn.example", files, SENT, Program.OUTLOOK)
        domain = sender.email.partition("@")[2]
        proof = f"Authentication-Results: mx.kmn.example; dmarc=pass header.from={domain}\r\n"
        (self.post / name).write_bytes(proof.encode() + raw)


def open_small_office(
    folder: Path, type_in: Typist, settings: Mapping[str, str] | None = None, port: int = CLOSED_PORT
) -> SmallOffice:
    """An office in that folder; `settings` replaces lines of its settings, `port` is that of its relay."""
    home, post = folder / "buero", folder / "post"
    home.mkdir()
    post.mkdir()
    text = SETTINGS_TEXT
    for old, new in {**_local(post, port), **(settings or {})}.items():
        assert old in text
        text = text.replace(old, new)
    (home / "kmn.toml").write_text(text)
    register = invented_register()
    place = Workplace.at(home)
    with place.store.begin() as tx:
        register_store.replace(tx, register, at=SENT, source_sha256="0" * 64, actor="test")
    place.close()
    return SmallOffice(home, post, register, type_in)


def invented_register() -> Register:
    """Six Träger whose proofs are not late on any real day."""
    register = invent_network(7, 6, 2025)
    in_time = [replace(each, nachweis_bis=dt.date(2039, 12, 30)) for each in register.bescheide]
    return replace(register, bescheide=tuple(in_time))


def _local(post: Path, port: int) -> dict[str, str]:
    return {
        '# folder = "/pfad/zu/eml"': f'folder = "{post}"',
        'host = "imap.kmn.example"': 'host = ""',
        'host = "smtp.kmn.example"\nport = 465\nsecurity = "tls"\nuser = "kmn@kmn.example"': (
            f'host = "127.0.0.1"\nport = {port}\nsecurity = "keine"'
        ),
        "workers = 2": "workers = 1",
    }
