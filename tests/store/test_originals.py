from __future__ import annotations

from dataclasses import replace

from kmn_automation.store import originals, pdfs
from kmn_automation.store.connect import Transaction
from kmn_automation.store.originals import Original, TemplateRow
from tests.store.samples import NOON, drafted, sha

TEMPLATE = TemplateRow(sha("template"), sha("docx of the template"), '{"title": "Brief"}')


def test_what_a_letter_was_made_from_comes_back(tx: Transaction) -> None:
    letter = drafted(tx).id
    assert not originals.knows_template(tx, TEMPLATE.sha256)
    originals.keep_template(tx, TEMPLATE)
    originals.keep_template(tx, replace(TEMPLATE, sidecar="another"))
    originals.keep(tx, letter, sha("made"), b"\x00data")

    assert originals.knows_template(tx, TEMPLATE.sha256)
    assert originals.of_letter(tx, letter) == Original(sha("made"), b"\x00data", TEMPLATE)


def test_an_older_letter_has_no_original(tx: Transaction) -> None:
    assert originals.of_letter(tx, drafted(tx).id) is None


def test_a_document_keeps_its_first_pdf(tx: Transaction) -> None:
    pdfs.keep(tx, sha("a"), sha("a.pdf"), NOON)
    pdfs.keep(tx, sha("a"), sha("other.pdf"), NOON)
    pdfs.keep(tx, sha("b"), "", NOON)

    assert pdfs.of_documents(tx, [sha("a"), sha("b"), sha("c")]) == {sha("a"): sha("a.pdf"), sha("b"): ""}
