"""The PDF of a document: made once, before its release, so that a release of the document covers it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import sqlalchemy as sa

from kmn_automation.store.connect import Transaction
from kmn_automation.store.dialect import insert
from kmn_automation.store.tables import letter_pdfs


def keep(tx: Transaction, docx_sha256: str, pdf_sha256: str, at: dt.datetime) -> None:
    """Keeps the PDF of that document, empty where none could be made; the first one stays."""
    row = {"docx_sha256": docx_sha256, "pdf_sha256": pdf_sha256, "at": at}
    tx.execute(insert(tx, letter_pdfs).on_conflict_do_nothing(index_elements=["docx_sha256"]), row)


def of_documents(tx: Transaction, docx_sha256s: Collection[str]) -> dict[str, str]:
    """Hash of the document → hash of its PDF, empty where none could be made; one that was not tried is left out."""
    query = sa.select(letter_pdfs.c.docx_sha256, letter_pdfs.c.pdf_sha256)
    return dict(tx.execute(query.where(letter_pdfs.c.docx_sha256.in_(docx_sha256s))).all())
