"""Several versions of a letter lie side by side; each counts from its day on."""

from __future__ import annotations

import datetime as dt

import pytest

from kmn_automation.letters.defect import Unusable
from kmn_automation.letters.held import LetterHeld
from kmn_automation.letters.library import Library
from tests.letters import cast
from tests.letters.altered import DOCX, YAML, changed
from tests.letters.cast import FILES

LATER = "erinnerung_2.ab-2026-07-01.docx"
NEW_WORDS = "Bitte legen Sie den vollständigen"


def versions(name: str = LATER, yaml: bytes | None = None) -> dict[str, bytes]:
    new = changed(NEW_WORDS, "Wir erwarten den vollständigen")
    files = {DOCX: FILES[DOCX], YAML: FILES[YAML], name: new[DOCX]}
    return files if yaml is None else {**files, name.replace(".docx", ".yaml"): yaml}


def refusal(files: dict[str, bytes]) -> str:
    with pytest.raises(Unusable) as refused:
        Library.load(files)
    return str(refused.value)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (dt.date(2024, 1, 1), "Bitte legen Sie"),
        (dt.date(2026, 6, 30), "Bitte legen Sie"),
        (dt.date(2026, 7, 1), "Wir erwarten"),
        (dt.date(2030, 1, 1), "Wir erwarten"),
    ],
)
def test_the_version_of_the_day_is_used(day: dt.date, words: str) -> None:
    rendered = Library.load(versions()).on(day).render("erinnerung_2", cast.reminder())
    assert words in rendered.text
    assert rendered.template_file == (LATER if words == "Wir erwarten" else DOCX)


def test_a_later_version_without_sidecar_goes_with_the_one_before() -> None:
    older, newer = Library.load(versions()).versions("erinnerung_2")
    assert (older.valid_from, newer.valid_from) == (dt.date(2024, 1, 1), dt.date(2026, 7, 1))
    assert newer.sidecar == older.sidecar.model_copy(update={"valid_from": newer.valid_from})
    assert newer.sha256 != older.sha256


def test_a_sidecar_of_a_version_counts_for_those_behind_it_too() -> None:
    yaml = FILES[YAML].replace(b"valid_from: 2024-01-01", b"valid_from: 2026-07-01")
    yaml = yaml.replace(b"title: Zweite Erinnerung", b"title: Letzte Erinnerung")
    third = "erinnerung_2.ab-2027-01-01.docx"
    files = {**versions(yaml=yaml), third: FILES[DOCX]}
    titles = [each.sidecar.title[:16] for each in Library.load(files).versions("erinnerung_2")]
    assert titles == ["Zweite Erinnerun", "Letzte Erinnerun", "Letzte Erinnerun"]


def test_before_its_first_day_a_letter_is_held() -> None:
    library = Library.load(versions()).on(dt.date(2023, 12, 31))
    with pytest.raises(LetterHeld, match=r"Die Vorlage „erinnerung_2“ gilt erst ab 01\.01\.2024\."):
        library.render("erinnerung_2", cast.reminder())


@pytest.mark.parametrize(
    ("files", "wanted"),
    [
        (versions("erinnerung_2.ab-2026-13-01.docx"), "2026-13-01.docx: Aus dem Dateinamen geht die Fassung nicht hervor. So heißen"),
        (versions("erinnerung_2.neu.docx"), "erinnerung_2.neu.docx: Aus dem Dateinamen geht die Fassung nicht hervor."),
        (versions(yaml=FILES[YAML]), "valid_from ist 2024-01-01, im Dateinamen steht 2026-07-01. Bitte denselben Tag"),
        (versions("erinnerung_2.ab-2024-01-01.docx"), "„erinnerung_2.docx“ gilt ab demselben Tag."),
        (
            versions(yaml=FILES[YAML].replace(b"2024-01-01", b"2026-07-01").replace(b"addressee: traeger", b"addressee: ls")),
            "erinnerung_2.ab-2026-07-01.yaml: addressee ist ls, in „erinnerung_2.docx“ traeger.",
        ),
        ({LATER: FILES[DOCX]}, "Zu dieser Datei fehlt „erinnerung_2.yaml“."),
        ({YAML: FILES[YAML]}, "Zu dieser Datei fehlt „erinnerung_2.docx“."),
        (versions(yaml=b"title: ["), "kein gültiges YAML"),
    ],
)  # fmt: skip
def test_versions_that_do_not_fit_together_are_refused(files: dict[str, bytes], wanted: str) -> None:
    assert wanted in refusal(files)


def test_a_letter_may_begin_with_a_dated_version() -> None:
    files = {
        LATER: FILES[DOCX],
        LATER.replace(".docx", ".yaml"): FILES[YAML].replace(b"2024-01-01", b"2026-07-01"),
    }
    assert [each.file for each in Library.load(files).versions("erinnerung_2")] == [LATER]
