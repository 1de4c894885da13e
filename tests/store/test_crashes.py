"""Letters and their outbox under crashes at any point, against a model of what is promised.

The post office outside remembers what it was given; the program's memory of it is only what was committed.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from kmn_automation.model.letter import MOVES, LetterState
from kmn_automation.store import journal, letters, outbox
from kmn_automation.store.connect import Store, Transaction
from kmn_automation.store.journal import NewEntry
from kmn_automation.store.letters import Move
from kmn_automation.store.outbox import OutboxState, Settling
from kmn_automation.store.states import OUTBOX_MOVES
from tests.store.conftest import empty
from tests.store.crash import Crash
from tests.store.samples import NOON, new_letter, new_outgoing

KEYS = st.sampled_from(["a", "b", "c"])
L, O = LetterState, OutboxState  # noqa: E741 - the two kinds of states of this file
EXAMPLES = int(os.environ.get("KMN_EXAMPLES", "40"))


class Office(RuleBasedStateMachine):
    """Each rule is one step: one transaction, ended by a commit or by a crash before it."""

    item_ids = Bundle("item_ids")

    def __init__(self, store: Store) -> None:
        super().__init__()
        empty(store)
        self.store = store
        self.post_office: Counter[int] = Counter()
        self.item_state: dict[int, OutboxState] = {}
        self.letter_state: dict[int, LetterState] = {}
        self.letter_keys: list[str] = []
        self.lines = 0

    def step(self, crash: bool, work: Callable[[Transaction], None]) -> bool:  # noqa: FBT001 - drawn
        done = False
        with suppress(Crash), self.store.begin() as tx:
            work(tx)
            journal.write(tx, NewEntry(NOON, "kmn", "Schritt", "office:1"))
            if crash:
                raise Crash
            done = True
        self.lines += done
        return done

    @rule(key=KEYS, crash=st.booleans())
    def draft(self, key: str, crash: bool) -> None:  # noqa: FBT001 - drawn
        drafted: list[letters.LetterRow | None] = []
        done = self.step(
            crash,
            lambda tx: drafted.append(
                letters.draft(tx, new_letter(key), number=letters.next_number(tx, 2026))
            ),
        )
        assert (drafted[0] is None) == (key in self.letter_keys)
        if done and drafted[0] is not None:
            self.letter_keys.append(key)
            self.letter_state[drafted[0].id] = L.ENTWORFEN

    @rule(data=st.data(), expected=st.sampled_from(L), crash=st.booleans())
    def move(self, data: st.DataObject, expected: LetterState, crash: bool) -> None:  # noqa: FBT001 - drawn
        if not self.letter_state or not MOVES[expected]:
            return
        letter_id = data.draw(st.sampled_from(sorted(self.letter_state)))
        to = data.draw(st.sampled_from(sorted(MOVES[expected])))
        moved: list[bool] = []
        done = self.step(
            crash, lambda tx: moved.append(letters.move(tx, letter_id, Move(expected, to, NOON, "x")))
        )
        assert moved == [self.letter_state[letter_id] is expected]
        if done and moved[0]:
            self.letter_state[letter_id] = to

    @rule(target=item_ids, key=KEYS, crash=st.booleans())
    def put_into_outbox(self, key: str, crash: bool) -> object:  # noqa: FBT001 - drawn
        added: list[int | None] = []
        done = self.step(crash, lambda tx: added.append(outbox.add(tx, new_outgoing(key))))
        if not done or added[0] is None:
            return multiple()
        self.item_state[added[0]] = O.BEREIT
        return added[0]

    @rule(
        item=item_ids,
        dies=st.sampled_from(["never", "before claim", "after claim", "after hand-over", "before commit"]),
    )
    def hand_over(self, item: int, dies: str) -> None:
        claimed: list[bool] = []
        work = lambda tx: claimed.append(outbox.claim(tx, item, owner="worker", now=NOON))  # noqa: E731 - one line of a step
        if not self.step(dies == "before claim", work) or not claimed[0]:
            return
        assert self.item_state[item] is O.BEREIT
        self.item_state[item] = O.IN_UEBERGABE
        if dies == "after claim":
            return
        self.post_office[item] += 1
        if dies != "after hand-over":
            self.settle(item, O.IN_UEBERGABE, O.UEBERGEBEN, crash=dies == "before commit")

    @rule(item=item_ids)
    def refused_for_now(self, item: int) -> None:
        if self.item_state[item] is O.BEREIT:
            with self.store.begin() as tx:
                assert outbox.claim(tx, item, owner="worker", now=NOON)
            self.item_state[item] = O.IN_UEBERGABE
            self.settle(item, O.IN_UEBERGABE, O.BEREIT)

    @rule(crash=st.booleans())
    def look_after_a_restart(self, crash: bool) -> None:  # noqa: FBT001 - drawn
        """What was under way is in doubt; the archive outside settles it, nothing is sent by guess."""
        with self.store.read() as tx:
            found = [row.id for row in outbox.in_state(tx, O.IN_UEBERGABE, O.UNGEKLAERT)]
        for item in found:
            if self.item_state[item] is O.IN_UEBERGABE and not self.settle(
                item, O.IN_UEBERGABE, O.UNGEKLAERT, crash=crash
            ):
                return
            self.settle(item, O.UNGEKLAERT, O.UEBERGEBEN if self.post_office[item] else O.BEREIT, crash=crash)

    @rule(item=item_ids, expected=st.sampled_from([O.BEREIT, O.UEBERGEBEN, O.ABGELEHNT]), data=st.data())
    def a_late_or_wrong_settling(self, item: int, expected: OutboxState, data: st.DataObject) -> None:
        ways = OUTBOX_MOVES[expected]
        if expected is O.BEREIT and not self.post_office[item]:
            ways -= {O.UEBERGEBEN}  # only a copy in the archive can say so
        self.settle(item, expected, data.draw(st.sampled_from(sorted(ways))))

    def settle(self, item: int, expected: OutboxState, to: OutboxState, *, crash: bool = False) -> bool:
        settled: list[bool] = []
        done = self.step(
            crash, lambda tx: settled.append(outbox.settle(tx, item, Settling(expected, to, NOON)))
        )
        assert settled == [self.item_state[item] is expected]
        if done and settled[0]:
            self.item_state[item] = to
        return done

    @invariant()
    def the_database_remembers_what_was_committed_and_nothing_else(self) -> None:
        with self.store.read() as tx:
            assert {row.id: row.state for row in outbox.in_state(tx, *O)} == self.item_state
            assert {row.id: row.state for row in letters.in_state(tx, *L)} == self.letter_state

    @invariant()
    def nothing_goes_out_twice(self) -> None:
        assert not [item for item, times in self.post_office.items() if times > 1]

    @invariant()
    def what_is_noted_as_handed_over_was_handed_over(self) -> None:
        assert all(self.post_office[item] for item, state in self.item_state.items() if state is O.UEBERGEBEN)

    @invariant()
    def the_list_of_letters_has_no_gap(self) -> None:
        with self.store.read() as tx:
            numbers = [letter.number for letter in letters.all_of_year(tx, 2026)]
        assert numbers == [f"2026-{count:04}" for count in range(1, len(numbers) + 1)]

    @invariant()
    def the_journal_has_one_line_per_step(self) -> None:
        with self.store.read() as tx:
            verdict = journal.verify(tx)
        assert (verdict.entries, verdict.broken_at) == (self.lines, None)


def test_states_survive_crashes_at_any_point(store: Store) -> None:
    quick = settings(
        max_examples=EXAMPLES,
        stateful_step_count=25,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    machine: Any = partial(Office, store)
    run_state_machine_as_test(machine, settings=quick)


def test_an_item_that_waits_for_later_is_not_lost(store: Store) -> None:
    with store.begin() as tx:
        outbox.add(tx, replace(new_outgoing(), not_before=NOON))

    with store.read() as tx:
        assert len(outbox.due(tx, now=NOON)) == 1
