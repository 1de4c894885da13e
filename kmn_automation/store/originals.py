"""What letters were made from: template, data, and the document as the program made it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import sqlalchemy as sa

from kmn_automation.store.connect import Transaction
from kmn_automation.store.dialect import insert
from kmn_automation.store.rows import first
from kmn_automation.store.tables import letter_originals, letter_templates, letters


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A template by the hash that letters name; its Word file is a blob, its sidecar JSON."""

    sha256: str
    docx_sha256: str
    sidecar: str


@dataclass(frozen=True, slots=True)
class Original:
    """A letter as the program made it; `context` is the data in the packed form of the letters' own room."""

    docx_sha256: str
    context: bytes
    template: TemplateRow


def knows_template(tx: Transaction, sha256: str) -> bool:
    """Whether that template is kept."""
    return (
        tx.execute(sa.select(letter_templates.c.sha256).where(letter_templates.c.sha256 == sha256)).first()
        is not None
    )


def keep_template(tx: Transaction, row: TemplateRow) -> None:
    """Keeps it; one that is there stays."""
    tx.execute(insert(tx, letter_templates).on_conflict_do_nothing(index_elements=["sha256"]), asdict(row))


def keep(tx: Transaction, letter_id: int, docx_sha256: str, context: bytes) -> None:
    """Keeps what a letter was made from; written once, never changed."""
    row = {"letter_id": letter_id, "docx_sha256": docx_sha256, "context": context}
    tx.execute(sa.insert(letter_originals), row)


def of_letter(tx: Transaction, letter_id: int) -> Original | None:
    """What that letter was made from; None for one that is older than this table."""
    mine = letter_originals.c.letter_id == letter_id
    row = tx.execute(sa.select(letter_originals).where(mine)).mappings().first()
    if row is None:
        return None
    used = sa.select(letter_templates).join(letters, letters.c.template_sha256 == letter_templates.c.sha256)
    template = first(tx, TemplateRow, used.where(letters.c.id == letter_id))
    return Original(row["docx_sha256"], row["context"], template) if template else None
