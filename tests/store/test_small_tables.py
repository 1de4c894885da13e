from __future__ import annotations

import datetime as dt
from dataclasses import replace

from kmn_automation.model.letter import LetterState
from kmn_automation.store import facts, leases, letters, mails, outbox, tasks
from kmn_automation.store.connect import Transaction
from kmn_automation.store.letters import Move
from kmn_automation.store.mails import MailResult
from kmn_automation.store.outbox import OutboxState, Settling
from kmn_automation.store.sums import UNFINISHED, day_sums
from kmn_automation.store.tasks import NewTask
from tests.store.samples import MINUTE, NOON, drafted, new_outgoing, stored_mail

DAY = dt.timedelta(days=1)


def test_a_lease_is_for_one_until_it_runs_out(tx: Transaction) -> None:
    until = NOON + MINUTE

    assert leases.take(tx, "fetch", owner="a", now=NOON, until=until)
    assert not leases.take(tx, "fetch", owner="b", now=NOON, until=until)
    assert leases.take(tx, "other", owner="b", now=NOON, until=until)
    assert leases.take(tx, "fetch", owner="a", now=NOON, until=until + MINUTE)
    assert not leases.take(tx, "fetch", owner="b", now=until, until=until + MINUTE)
    assert leases.take(tx, "fetch", owner="b", now=until + MINUTE, until=until + 2 * MINUTE)


def test_a_lease_that_is_given_back_is_free_but_only_by_its_owner(tx: Transaction) -> None:
    leases.take(tx, "fetch", owner="a", now=NOON, until=NOON + MINUTE)

    assert not leases.release(tx, "fetch", owner="b")
    assert leases.release(tx, "fetch", owner="a")
    assert leases.take(tx, "fetch", owner="b", now=NOON, until=NOON + MINUTE)


def test_a_task_is_there_once_and_closed_once(tx: Transaction) -> None:
    mail_id = stored_mail(tx)
    task_id = tasks.add(tx, NewTask("mail:1", "Bitte ansehen", NOON, mail_id=mail_id))

    assert task_id is not None
    assert tasks.add(tx, NewTask("mail:1", "Noch einmal", NOON)) is None
    (row,) = tasks.open_tasks(tx)
    assert (row.title, row.mail_id, row.letter_id, row.closed_at) == ("Bitte ansehen", mail_id, None, None)
    assert tasks.close(tx, "mail:1", at=NOON, by="a@amt.example")
    assert not tasks.close(tx, "mail:1", at=NOON, by="b@amt.example")
    assert tasks.add(tx, NewTask("mail:1", "Wieder", NOON)) is None
    assert tasks.open_tasks(tx) == []


def test_open_tasks_are_the_oldest_first(tx: Transaction) -> None:
    tasks.add(tx, NewTask("b", "b", NOON))
    tasks.add(tx, NewTask("a", "a", NOON - MINUTE))

    assert [row.key for row in tasks.open_tasks(tx)] == ["a", "b"]


def test_the_sums_of_a_day_match(tx: Transaction) -> None:
    yesterday = stored_mail(tx, "gestern", 1, NOON - MINUTE)
    answered, looked_at, waiting = (stored_mail(tx, name, uid, NOON) for uid, name in enumerate("abc", 2))
    stored_mail(tx, "morgen", 9, NOON + DAY)
    for mail_id, outcome in ((yesterday, "beantwortet"), (answered, "beantwortet"), (looked_at, "zu prüfen")):
        mails.finish(tx, mail_id, MailResult("a@traeger.example", "", "r", outcome, "F"))
    mails.filed(tx, answered)
    for key in ("empfang", "antwort"):
        item_id = outbox.add(tx, replace(new_outgoing(key), mail_id=answered))
        assert item_id is not None
        outbox.claim(tx, item_id, owner="a", now=NOON)
        end = OutboxState.UEBERGEBEN if key == "empfang" else OutboxState.UNGEKLAERT
        outbox.settle(tx, item_id, Settling(OutboxState.IN_UEBERGABE, end, NOON))
    first, _ = drafted(tx, "eins"), drafted(tx, "zwei")
    letters.move(tx, first.id, Move(LetterState.ENTWORFEN, LetterState.FREIGABE_ERBETEN, NOON))
    tasks.add(tx, NewTask("t", "t", NOON, mail_id=waiting))
    sums = day_sums(tx, NOON, NOON + DAY)

    assert sums.received == 3 == sum(sums.by_outcome.values())
    assert sums.by_outcome == {"beantwortet": 1, "zu prüfen": 1, UNFINISHED: 1}
    assert sums.letters == sums.all_letters == {"entworfen": 1, "Freigabe erbeten": 1}
    assert (sums.answered, sums.handed_over, sums.failed) == (1, 1, 1)
    assert (sums.open_tasks, sums.unfiled) == (1, 4)


def test_a_silent_day_has_sums_of_zero(tx: Transaction) -> None:
    sums = day_sums(tx, NOON, NOON + DAY)

    assert (sums.received, sums.by_outcome, sums.letters, sums.handed_over) == (0, {}, {}, 0)


def test_the_holder_of_a_lease_is_named_until_it_is_given_back(tx: Transaction) -> None:
    assert leases.holder(tx, "fetch") is None
    leases.take(tx, "fetch", owner="a", now=NOON, until=NOON + MINUTE)
    assert leases.holder(tx, "fetch") == "a"
    leases.release(tx, "fetch", owner="a")
    assert leases.holder(tx, "fetch") is None


def test_facts_are_found_by_the_beginning_of_their_name(tx: Transaction) -> None:
    for name in ("plan:1", "plan:2", "plan%3", "other"):
        facts.put(tx, name, name.upper())

    assert facts.starting_with(tx, "plan:") == {"plan:1": "PLAN:1", "plan:2": "PLAN:2"}
    assert facts.starting_with(tx, "plan%") == {"plan%3": "PLAN%3"}
