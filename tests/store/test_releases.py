from __future__ import annotations

from kmn_automation.model.letter import LetterState
from kmn_automation.store import approvals, batches, copies, edits, letters
from kmn_automation.store.approvals import NewRequest
from kmn_automation.store.batches import NewBatch
from kmn_automation.store.connect import Transaction
from kmn_automation.store.copies import Copy
from kmn_automation.store.edits import Edit
from kmn_automation.store.letters import Move
from tests.store.samples import MINUTE, NOON, drafted, sha


def request(tx: Transaction, letter_id: int, *, confirm: bool = False) -> int:
    new = NewRequest((letter_id,), "a@kmn.test", sha("docx"), NOON, NOON + 60 * MINUTE, confirm)
    found = approvals.find(tx, approvals.ask(tx, new))
    assert found is not None
    assert found.confirm is confirm
    return found.id


def test_a_batch_is_found_by_its_token_with_its_requests_in_order_and_decided_once(tx: Transaction) -> None:
    letter = drafted(tx)
    ids = [request(tx, letter.id), request(tx, letter.id, confirm=True), request(tx, letter.id)]
    ids = [ids[1], ids[2], ids[0]]
    token = batches.add(tx, NewBatch(ids, "a@kmn.test", sha("all"), NOON, NOON + MINUTE))

    batch = batches.find(tx, f" {token.lower()} ")

    assert batch is not None
    assert list(batch.request_ids) == ids
    assert (batch.person, batch.docx_sha256, batch.decision) == ("a@kmn.test", sha("all"), "")
    assert batches.find(tx, "A" * 32) is None
    assert batches.decide(tx, batch.id, decision="FREIGABE", at=NOON)
    assert not batches.decide(tx, batch.id, decision="ABLEHNUNG", at=NOON)


def test_the_versions_of_a_letter_stay_in_order(tx: Transaction) -> None:
    letter = drafted(tx)
    first = Edit(
        letter_id=letter.id,
        mail_id=None,
        person="a@kmn.test",
        edited_at=NOON,
        before_sha256=letter.docx_sha256,
        came_sha256=sha("came"),
        after_sha256=sha("after"),
        changes=[{"wo": "Text, Absatz 1", "alt": "ä", "neu": "ö"}],
        drifts=[],
        text="ö",
    )
    edits.add(tx, first)
    edits.add(tx, first)

    assert edits.of_letter(tx, letter.id) == [first, first]
    assert edits.of_letter(tx, letter.id + 1) == []


def test_a_letter_takes_another_document_only_while_it_waits_and_from_the_one_it_has(tx: Transaction) -> None:
    letter = drafted(tx)
    old, new = letter.docx_sha256, sha("new")
    assert letters.is_document(tx, old)
    assert not letters.revise(tx, letter.id, old, new), "nobody was asked yet"
    letters.move(tx, letter.id, Move(LetterState.ENTWORFEN, LetterState.FREIGABE_ERBETEN, NOON))

    assert not letters.revise(tx, letter.id, new, new)
    assert letters.revise(tx, letter.id, old, new)

    assert letters.get(tx, letter.id).docx_sha256 == new
    assert letters.is_document(tx, new)
    assert not letters.is_document(tx, old)
    assert not letters.had_letter(tx, letter.traeger_id, LetterState.UEBERGEBEN)
    assert letters.had_letter(tx, letter.traeger_id, LetterState.FREIGABE_ERBETEN)


def test_a_copy_is_open_until_it_is_put_away(tx: Transaction) -> None:
    letter = drafted(tx)
    number = request(tx, letter.id)
    copies.add(tx, Copy(number, "abc@kmn.test", sha("copy"), "Freigabe/Anna"))

    assert copies.find(tx, "abc@kmn.test") == Copy(number, "abc@kmn.test", sha("copy"), "Freigabe/Anna")
    assert copies.find(tx, "xyz@kmn.test") is None
    assert copies.filed(tx, number, at=NOON)
    assert [each.filed_at for each in copies.open_copies(tx)] == [NOON]
    assert copies.close(tx, number, at=NOON)
    assert copies.open_copies(tx) == []
    assert not copies.close(tx, number + 1, at=NOON)
