"""Which file wins: the office's own or the shipped one. Whole file by relative name, nothing is merged."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import kmn_automation

EDITABLE = ("inbox_rules.yaml", "workflows", "funding_rules", "templates")


def shipped_root() -> Path:
    """Where the defaults lie: inside an installed wheel, else at the top of the checkout."""
    package = Path(kmn_automation.__file__).parent
    packed = package / "_defaults"
    return packed if packed.is_dir() else package.parent


@dataclass(frozen=True, slots=True)
class SiteFile:
    """One editable file and where it comes from."""

    name: str
    path: Path
    own: bool

    @property
    def sha256(self) -> str:
        """Hash of the content that is in force."""
        return hashlib.sha256(self.path.read_bytes()).hexdigest()


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

    def texts(self, pattern: str) -> dict[str, str]:
        """Relative name → text of the files in force."""
        return {name: file.path.read_text("utf-8") for name, file in self.files(pattern).items()}

    def data(self, pattern: str) -> dict[str, bytes]:
        """Relative name → bytes of the files in force."""
        return {name: file.path.read_bytes() for name, file in self.files(pattern).items()}


def _below(root: Path) -> list[Path]:
    """The editable files under a root, without hidden ones and Word's lock files."""
    found: list[Path] = []
    for name in EDITABLE:
        top = root / name
        found += [top] if top.is_file() else sorted(top.rglob("*"))
    return [path for path in found if path.is_file() and path.name[:1] not in {".", "~"}]
