"""Which files are versions of which letter: `einladung.docx`, and from a later day on `einladung.ab-2026-07-01.docx`.

A later version without a sidecar of its own goes with that of the version before it.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from kmn_automation.letters.defect import Defect, as_defects
from kmn_automation.letters.sidecar import Sidecar, read_sidecar
from kmn_automation.model.error import Misconfigured

DOCX, YAML = ".docx", ".yaml"
_STEM = re.compile(r"(?P<kind>[^.]+)(?:\.ab-(?P<day>\d{4}-\d{2}-\d{2}))?")
_NAMES = "So heißen Fassungen: einladung.docx, später einladung.ab-2026-07-01.docx."
_DAWN = dt.date.min


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a letter: the names of its files, and its sidecar with the day from which it counts."""

    kind: str
    docx: str
    yaml: str
    sidecar: Sidecar


@dataclass(slots=True)
class _Pair:
    kind: str
    day: dt.date
    """From the name; the earliest of all days where the name has none."""
    docx: str = ""
    yaml: str = ""


def kind_of(name: str) -> str:
    """The letter that a file of that name is a version of; empty if the name does not say."""
    match = _STEM.fullmatch(PurePosixPath(name).stem)
    return match["kind"] if match else ""


def find_versions(files: Mapping[str, bytes]) -> tuple[list[Version], list[Defect]]:
    """The versions among the files by kind, the oldest first, and what is wrong with names and sidecars."""
    defects: list[Defect] = []
    by_kind: dict[str, list[_Pair]] = {}
    for pair in _pairs(files, defects):
        by_kind.setdefault(pair.kind, []).append(pair)
    found = [version for _, pairs in sorted(by_kind.items()) for version in _of_kind(pairs, files, defects)]
    return found, defects


def _pairs(names: Iterable[str], defects: list[Defect]) -> list[_Pair]:
    pairs: dict[str, _Pair] = {}
    for name in sorted(names):
        path = PurePosixPath(name)
        if path.name.startswith(("~$", ".")):
            continue  # Word's lock file beside an open document
        if path.suffix not in {DOCX, YAML}:
            defects.append(Defect(name, "Hier liegen nur .docx und .yaml.", "Bitte die Datei entfernen."))
            continue
        match = _STEM.fullmatch(path.stem)
        day = _day(match["day"]) if match else None
        if match is None or day is None:
            defects.append(Defect(name, "Aus dem Dateinamen geht die Fassung nicht hervor.", _NAMES))
            continue
        pair = pairs.setdefault(path.stem, _Pair(match["kind"], day))
        if path.suffix == DOCX:
            pair.docx = name
        else:
            pair.yaml = name
    return list(pairs.values())


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else _DAWN
    except ValueError:
        return None


def _of_kind(pairs: list[_Pair], files: Mapping[str, bytes], defects: list[Defect]) -> list[Version]:
    versions: list[Version] = []
    before: tuple[str, Sidecar] | None = None
    for pair in sorted(pairs, key=lambda each: each.day):
        if not pair.docx:
            stem = pair.yaml.removesuffix(YAML)
            defects.append(_lonely(pair.yaml, f"{stem}{DOCX}"))
            continue
        own = _own_sidecar(pair, files, defects) if pair.yaml else before
        if own is None:
            if not pair.yaml:
                defects.append(_lonely(pair.docx, f"{pair.kind}{YAML}"))
            continue
        before = own
        name, sidecar = own
        if pair.day != _DAWN:
            sidecar = sidecar.model_copy(update={"valid_from": pair.day})
        versions.append(Version(pair.kind, pair.docx, name, sidecar))
    versions.sort(key=lambda each: each.sidecar.valid_from)
    defects += _disagreements(versions)
    return versions


def _own_sidecar(
    pair: _Pair, files: Mapping[str, bytes], defects: list[Defect]
) -> tuple[str, Sidecar] | None:
    try:
        sidecar = read_sidecar(files[pair.yaml], pair.yaml)
    except Misconfigured as error:
        defects += as_defects(error, pair.yaml)
        return None
    if pair.day not in {_DAWN, sidecar.valid_from}:
        what = f"valid_from ist {sidecar.valid_from}, im Dateinamen steht {pair.day}."
        defects.append(Defect(pair.yaml, what, "Bitte denselben Tag eintragen."))
        return None
    return pair.yaml, sidecar


def _disagreements(versions: list[Version]) -> Iterable[Defect]:
    for older, newer in itertools.pairwise(versions):
        if older.sidecar.valid_from == newer.sidecar.valid_from:
            what = f"„{older.docx}“ gilt ab demselben Tag."
            yield Defect(newer.docx, what, "Bitte den Tag im Dateinamen einer der beiden ändern.")
        if older.sidecar.addressee is not newer.sidecar.addressee:
            what = f"addressee ist {newer.sidecar.addressee.value}, in „{older.docx}“ {older.sidecar.addressee.value}."
            yield Defect(newer.yaml, what, "Ein Schreiben an jemand anderen braucht einen eigenen Namen.")


def _lonely(there: str, missing: str) -> Defect:
    return Defect(
        there, f"Zu dieser Datei fehlt „{missing}“.", "Bitte auch diese hier ablegen oder jene entfernen."
    )
