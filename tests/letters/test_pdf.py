from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import threading
import time
import unicodedata
from pathlib import Path
from typing import NamedTuple

import pytest

from kmn_automation.letters.pdf import BATCH, Converted, LibreOffice, convert_letters, to_pdf
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
    for name, letter in letters.items():
        done = subprocess.run(["pdfinfo", "-"], input=letter.pdf, capture_output=True, check=True)  # noqa: S607 - the system's own
        said = dict(re.findall(r"^([A-Z][^:]+): +(.*)$", done.stdout.decode(), re.MULTILINE))
        assert (said["Tagged"], said["JavaScript"], said["Encrypted"]) == ("yes", "no", "no"), name
        assert said["Title"] == LIBRARY.sidecar(name.split()[0]).title, name
        assert said["Page size"].endswith("(A4)"), name
        assert b"/Lang(de-DE)" in letter.pdf, name
        assert b"<pdfaid:part>2</pdfaid:part>" in letter.pdf, name
        assert b"<pdfaid:conformance>B</pdfaid:conformance>" in letter.pdf, name
        assert b"<pdfuaid:part>1</pdfuaid:part>" in letter.pdf, name


@pytest.mark.server
def test_every_font_of_a_letter_is_in_the_pdf(letters: dict[str, Letter]) -> None:
    pdf = letters["bewertung_mit_hinweisen hard 3"].pdf
    done = subprocess.run(["pdffonts", "-"], input=pdf, capture_output=True, check=True)  # noqa: S607 - the system's own
    fonts = done.stdout.decode().splitlines()[2:]
    assert len(fonts) >= 2
    assert all(re.search(r" yes (?:yes|no) +(?:yes|no) +\d+ +0$", each) for each in fonts), fonts


def test_without_libreoffice_the_message_names_the_package() -> None:
    with pytest.raises(Misconfigured, match="libreoffice-writer-nogui"):
        to_pdf(ONE, LibreOffice("no-such-office"))


def test_nothing_to_convert_starts_nothing() -> None:
    assert to_pdf({}, LibreOffice("false")) == {}


@pytest.mark.parametrize("program", ["true", "false"])
def test_an_office_that_makes_no_file_is_tried_later(program: str) -> None:
    with pytest.raises(TryLater, match=r"es fehlen: a\.docx"):
        to_pdf(ONE, LibreOffice(program))


def office(folder: Path, script: str) -> str:
    """A program that stands for LibreOffice: `out` is the folder for its files, `files` are the letters."""
    path = folder / "office"
    words = 'while [ "$1" != --outdir ]; do shift; done; out="$2"; shift 2\n'
    path.write_text(
        f'#!/bin/sh\n{words}make() {{ printf \'%%PDF-1.7 %s\\n%%%%EOF\\n\' "$(basename $1)" > "$out/$(basename $1 .docx).pdf"; }}\n{script}'
    )
    path.chmod(0o755)
    return str(path)


def test_an_office_that_hangs_is_ended_and_given_up_in_bounded_time(tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    hanging = office(tmp_path, f"echo >> {calls}; tail -f /dev/null\n")

    converted = convert_letters(dict.fromkeys("abcdef", b"x"), LibreOffice(hanging, 0.3))

    assert converted == Converted({}, tuple("abcdef"))
    assert len(calls.read_text().splitlines()) == 3


def test_a_letter_at_which_the_office_hangs_costs_only_itself(tmp_path: Path) -> None:
    bad = office(tmp_path, 'for each in "$@"; do grep -q evil $each && tail -f /dev/null; make $each; done\n')
    files = {"a": b"good", "b": b"evil", "c": b"good", "d": b"good"}

    converted = convert_letters(files, LibreOffice(bad, 0.5))

    assert (sorted(converted.pdfs), converted.failed) == (["a", "c", "d"], ("b",))


def test_a_file_that_is_cut_off_is_made_again(tmp_path: Path) -> None:
    first = tmp_path / "first"
    cutting = office(
        tmp_path, f"if [ -e {first} ]; then make $1; else touch {first}; printf %PDF > $out/00000.pdf; fi\n"
    )

    assert to_pdf(ONE, LibreOffice(cutting)) == {"a.docx": b"%PDF-1.7 00000.docx\n%%EOF\n"}


def test_many_letters_are_spread_over_several_calls(tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    counting = office(tmp_path, f'echo $# >> {calls}; for each in "$@"; do make $each; done\n')

    pdfs = to_pdf({str(number): b"x" for number in range(BATCH + 5)}, LibreOffice(counting))

    assert list(pdfs) == [str(number) for number in range(BATCH + 5)]
    assert calls.read_text().split() == [str(BATCH), "5"]


def test_what_was_not_tried_when_somebody_says_stop_has_not_failed(tmp_path: Path) -> None:
    slow = office(tmp_path, "make $1; tail -f /dev/null\n")
    told = iter([False, False, True, True, True, True])

    converted = convert_letters(dict.fromkeys("abc", b"x"), LibreOffice(slow, stop=lambda: next(told)))

    assert (sorted(converted.pdfs), converted.failed) == (["a"], ())


@pytest.mark.server
def test_a_libreoffice_that_stops_is_killed_and_the_letters_are_tried_once_more() -> None:
    stopped: list[int] = []
    stopper = threading.Thread(target=stop_first_office, args=(stopped,))
    stopper.start()

    converted = convert_letters(dict.fromkeys("abc", ONE["a.docx"]), LibreOffice(silence=10))

    stopper.join()
    assert (sorted(converted.pdfs), converted.failed) == (["a", "b", "c"], ())
    assert len(stopped) == 1
    assert has_ended(stopped[0]), "the stopped program still lives"


def has_ended(pid: int) -> bool:
    """Whether the process is gone within seconds; one that nobody has asked about yet (Z) is."""
    patience, end = threading.Event(), time.monotonic() + 10
    while time.monotonic() < end:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state in {"Z", "X"}:
            return True
        patience.wait(0.05)
    return False


def stop_first_office(stopped: list[int]) -> None:
    """SIGSTOP for the first soffice.bin below this process, as soon as it is there."""
    patience, end = threading.Event(), time.monotonic() + 30
    while not stopped and time.monotonic() < end:
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                words = (entry / "cmdline").read_bytes()
                if b"soffice.bin" in words and b"kmn-pdf-" in words and is_below(int(entry.name)):
                    os.kill(int(entry.name), signal.SIGSTOP)
                    stopped.append(int(entry.name))
        patience.wait(0.02)


def is_below(pid: int) -> bool:
    while pid > 1:
        pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        if pid == os.getpid():
            return True
    return False
