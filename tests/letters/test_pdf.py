from __future__ import annotations

import shutil
import subprocess
import unicodedata
from pathlib import Path
from typing import NamedTuple

import pytest

from kmn_automation.letters.pdf import to_pdf
from kmn_automation.model.error import Misconfigured, TryLater
from tests.conftest import unavailable
from tests.letters import cast

LIBRARY = cast.library()
ONE = {"a.docx": cast.FILES["einladung.docx"]}
MISSING = "LibreOffice or pdftotext is missing: apt-get install libreoffice-writer-nogui poppler-utils"


@pytest.fixture(autouse=True, scope="module")
def office_programs() -> None:
    if not (shutil.which("soffice") and shutil.which("pdftotext")):
        unavailable(MISSING)


def squeezed(text: str) -> str:
    """Without white space and soft hyphens, composed: what a page break or a line end cannot change."""
    bare = "".join(text.replace("\u00ad", "").replace("☐", "").split())  # the box comes from another font
    return unicodedata.normalize("NFC", bare).replace("-", "")


BODY = ("-r", "72", "-x", "0", "-y", "57", "-W", "596", "-H", "722")  # without header and footer of the sheet


def read_pdf(pdf: bytes, *area: str) -> str:
    done = subprocess.run(["pdftotext", "-raw", *area, "-", "-"], input=pdf, capture_output=True, check=True)  # noqa: S607 - the system's own
    return done.stdout.decode()


class Letter(NamedTuple):
    pdf: bytes
    shown: str
    """What pdftotext reads on its pages."""
    text: str
    """What it must show."""


@pytest.fixture(scope="module")
def letters() -> dict[str, Letter]:
    """Every letter for everybody of the cast, with no, few and many findings."""
    made = {
        f"{kind} {who} {count}": LIBRARY.render(kind, cast.context_for(kind, recipient, count))
        for kind in LIBRARY.kinds
        for who, recipient in cast.RECIPIENTS.items()
        for count in (
            (200,) if who == "long" and kind in cast.COUNTED else (0, 3) if kind in cast.COUNTED else (3,)
        )
    }
    pdfs = to_pdf({name: rendered.docx for name, rendered in made.items()})
    return {name: Letter(pdfs[name], read_pdf(pdfs[name]), rendered.text) for name, rendered in made.items()}


@pytest.mark.server
def test_every_paragraph_of_every_letter_is_on_its_pages(letters: dict[str, Letter]) -> None:
    assert len(letters) == 77
    for name, letter in letters.items():
        shown = squeezed(letter.shown) + squeezed(read_pdf(letter.pdf, *BODY))
        for line in letter.text.split("\n"):
            for piece in line.split("\t"):
                if "Seite 1" not in piece and "· Schreiben vom" not in piece:  # counted; from page 2 on
                    assert squeezed(piece) in shown, f"{name}: {piece}"


@pytest.mark.server
def test_every_required_sentence_is_on_the_pages(letters: dict[str, Letter]) -> None:
    for name, letter in letters.items():
        shown = squeezed(letter.shown)
        for sentence in LIBRARY.sidecar(name.split()[0]).required_sentences:
            assert squeezed(sentence) in shown, f"{name}: {sentence}"


@pytest.mark.server
def test_the_name_of_the_traeger_is_on_the_page_as_it_is_registered(
    letters: dict[str, Letter],
) -> None:
    shown = letters["erinnerung_2 hard 3"].shown
    assert "Müller & Söhne <e.V.>" in shown
    assert "Sehr geehrter Herr {{7*7}} Ng," in shown


@pytest.mark.server
def test_the_address_stands_where_din_5008_form_b_wants_it(letters: dict[str, Letter]) -> None:
    left, top = place_of("Beratungsverein", letters["einladung ordinary 3"].pdf)
    assert 24 <= left <= 26
    assert 62 <= top <= 66, "the address begins 62.7 mm below the edge"
    left, top = place_of("Unser", letters["einladung ordinary 3"].pdf)
    assert 124 <= left <= 126
    assert 48 <= top <= 52, "the information block begins at 50 mm"
    left, top = place_of("Einladung", letters["einladung ordinary 3"].pdf)
    assert 96 <= top <= 102, "the subject begins 8.46 mm below the address field"


def place_of(word: str, pdf: bytes) -> tuple[float, float]:
    """Millimetres from the left and the upper edge of the first page."""
    done = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True)  # noqa: S607 - the system's own
    line = next(each for each in done.stdout.decode().splitlines() if f">{word}</word>" in each)
    x, y = (float(line.split(f'{name}="')[1].split('"')[0]) for name in ("xMin", "yMin"))
    return x * 25.4 / 72, y * 25.4 / 72


@pytest.mark.server
def test_the_pdf_is_tagged_and_has_title_and_language(letters: dict[str, Letter]) -> None:
    pdf = letters["einladung ordinary 3"].pdf
    assert b"/MarkInfo<</Marked true>>" in pdf
    assert b"/Lang(de-DE)" in pdf
    assert b"pdfaid:part>2<" in pdf


def test_without_libreoffice_the_message_names_the_package() -> None:
    with pytest.raises(Misconfigured, match="libreoffice-writer-nogui"):
        to_pdf(ONE, program="no-such-office")


def test_nothing_to_convert_starts_nothing() -> None:
    assert to_pdf({}, program="true") == {}


def test_an_office_that_fails_is_tried_later() -> None:
    with pytest.raises(TryLater, match="abgebrochen"):
        to_pdf(ONE, program="false")


def test_an_office_that_makes_no_file_is_tried_later() -> None:
    with pytest.raises(TryLater, match=r"es fehlen: a\.docx"):
        to_pdf(ONE, program="true")


def test_an_office_that_hangs_is_ended(tmp_path: Path) -> None:
    hanging = tmp_path / "hanging-office"
    hanging.write_text("#!/bin/sh\ntail -f /dev/null\n")
    hanging.chmod(0o755)
    with pytest.raises(TryLater, match=r"nach 0\.2 Sekunden nicht fertig"):
        to_pdf(ONE, program=str(hanging), seconds=0.2)
