"""Which file wins: the office's own or the shipped one. Whole file by relative name, nothing is merged."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path

import kmn_automation
from kmn_automation.app.disk_words import why
from kmn_automation.model.error import Misconfigured

EDITABLE = ("inbox_rules.yaml", "workflows", "funding_rules", "templates")
CASES = "tests/rules/cases"


def shipped_root() -> Path:
    """Where the defaults lie: inside an installed wheel, else at the top of the checkout."""
    package = Path(kmn_automation.__file__).parent
    packed = package / "_defaults"
    return packed if packed.is_dir() else package.parent


def shipped_cases(shipped: Path) -> dict[str, str]:
    """File name → text of the cases of the rules; they come with the program, an office has none of its own."""
    return {path.name: path.read_text("utf-8") for path in sorted((shipped / CASES).glob("*.yaml"))}


@dataclass(frozen=True, slots=True)
class SiteFile:
    """One editable file and where it comes from."""

    name: str
    path: Path
    own: bool

    @property
    def sha256(self) -> str:
        """Hash of the content that is in force."""
        return hashlib.sha256(self.read()).hexdigest()

    def read(self) -> bytes:
        """The content.

        Raises:
            Misconfigured: no right to read it, or a link to nothing.
        """
        try:
            return self.path.read_bytes()
        except OSError as error:
            what = f"Die Datei lässt sich nicht lesen: {why(error)}."
            do = "Bitte Zugriffsrechte und Laufwerk prüfen."
            raise Misconfigured(what, where=str(self.path), do=do) from error


@dataclass(frozen=True)
class FileSet:
    """Files of one moment: relative name → bytes, sorted by name."""

    files: Mapping[str, bytes]

    @cached_property
    def listing(self) -> bytes:
        """Name and SHA-256 of each file as JSON."""
        hashes = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(self.files.items())}
        return json.dumps(hashes, indent=1).encode()

    @cached_property
    def sha256(self) -> str:
        """Hash of the listing, so of every name and every byte."""
        return hashlib.sha256(self.listing).hexdigest()

    def take(self, pattern: str) -> FileSet:
        """The files that fit."""
        return FileSet({name: data for name, data in self.files.items() if fnmatch(name, pattern)})

    def data(self, pattern: str) -> dict[str, bytes]:
        """Relative name → bytes of the files that fit."""
        return dict(self.take(pattern).files)

    def texts(self, pattern: str) -> dict[str, str]:
        """Relative name → text of the files that fit, as Windows and others save it.

        Raises:
            Misconfigured: with line and column of the first character that is not UTF-8.
        """
        return {name: text_of(name, data) for name, data in self.data(pattern).items()}


def text_of(name: str, data: bytes) -> str:
    """The text of a file, without byte order mark, lines ended as on Unix; raises as `FileSet.texts`."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].splitlines(keepends=True) or [b""]
        line, column = len(before), len(before[-1]) + 1
        if before[-1].endswith(b"\n"):
            line, column = line + 1, 1
        what = "Die Datei ist nicht als UTF-8 gespeichert."
        do = "Bitte im Editor die Kodierung „UTF-8“ wählen und neu speichern."
        raise Misconfigured(what, where=f"{name}:{line}:{column}", do=do) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


@dataclass(frozen=True, slots=True)
class Site:
    """The editable files of one office: those of its home folder before the shipped ones."""

    home: Path
    shipped: Path

    def files(self, pattern: str) -> dict[str, SiteFile]:
        """Relative name → file for a pattern such as `funding_rules/checks/*.yaml`."""
        found: dict[str, SiteFile] = {}
        for root, own in ((self.shipped, False), (self.home, True)):
            for path in _below(root):
                name = path.relative_to(root).as_posix()
                if fnmatch(name, pattern):
                    found[name] = SiteFile(name, path, own)
        return dict(sorted(found.items()))

    def take(self, pattern: str) -> FileSet:
        """What the files hold at this moment."""
        return FileSet({name: file.read() for name, file in self.files(pattern).items()})

    def texts(self, pattern: str) -> dict[str, str]:
        """Relative name → text of the files; raises as `FileSet.texts`."""
        return self.take(pattern).texts(pattern)

    def data(self, pattern: str) -> dict[str, bytes]:
        """Relative name → bytes of the files."""
        return dict(self.take(pattern).files)


def _below(root: Path) -> list[Path]:
    """The editable files under a root, also links to nothing, without hidden ones and Word's lock files."""
    found: list[Path] = []
    for name in EDITABLE:
        top = root / name
        found += [top] if top.is_file() or top.is_symlink() else sorted(top.rglob("*"))
    seen = [path for path in found if path.name[:1] not in {".", "~"}]
    return [path for path in seen if path.is_file() or not path.exists()]
