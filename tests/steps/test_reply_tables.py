"""Two tables: replies that must never release, and genuine replies that must be understood. Counts are printed and kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from kmn_automation.mail.decision_reply import read_decision
from kmn_automation.mail.facts import Facts, facts_of
from kmn_automation.mail.unpack import unpack
from kmn_automation.model.letter import LetterState
from kmn_automation.model.register import Coordinator, Duty
from kmn_automation.steps.directory import RegisterDirectory
from kmn_automation.store import letters
from tests.steps.bench import Bench, house, network, shipped_tools, token_of
from tests.steps.forgeries import forgeries
from tests.steps.post import parse
from tests.steps.replies import NEARLY, Reply, genuine

MOST_ASKED_BACK = 2
LEAST_FORGERIES, LEAST_STYLES = 60, 100


def state_of_all(bench: Bench) -> Counter[LetterState]:
    with bench.store.read() as tx:
        return Counter(each.state for each in letters.all_of_year(tx, 2026))


def test_no_forgery_and_no_accident_releases_a_letter(bench: Bench) -> None:
    reader = Coordinator("Liese Leserin", "liese.leserin@kmn.test", Duty.LESEN)
    bench.set_register(replace(bench.register, coordinators=(*bench.register.coordinators, reader)))
    bench.work(
        bench.report(0, bench.workbook(0)),
        bench.report(next_region(bench), bench.workbook(next_region(bench))),
    )
    person = bench.person()
    request = bench.only("freigabe_bitte", person.email)
    foreign = next(row for row in bench.outgoing("freigabe_bitte") if row.recipient != person.email)
    others = {
        "other": foreign.recipient,
        "reader": reader.email,
        "traeger": bench.sender(bench.bescheid(0)).email,
        "foreign": token_of(bench.raw(foreign)).removeprefix("KMN-F-"),
    }
    before = state_of_all(bench)

    released = []
    cases = forgeries(person, others, str(parse(request)["Subject"]))
    for name, raw in cases.items():
        outcome = bench.work(raw)
        assert sum(outcome.values()) == 1, name
        if state_of_all(bench) != before or bench.outgoing("brief"):
            released.append(name)
            break

    print(f"forgeries and accidents: {len(cases)}, false releases: {len(released)}")  # noqa: T201 - the figures of the run
    assert released == []
    assert len(cases) >= LEAST_FORGERIES
    bench.work(bench.answer_to(request, person, "FREIGABE"))
    assert state_of_all(bench)[LetterState.FREIGEGEBEN] == 2, "the request was open all the time"


def next_region(bench: Bench) -> int:
    return next(n for n in range(24) if bench.person(n) != bench.person(0))


def facts(raw: bytes) -> Facts:
    office = house()
    return facts_of(
        unpack(raw),
        received_at=Bench.__dataclass_fields__["clock"].default_factory().now,  # type: ignore[union-attr,misc]
        directory=RegisterDirectory(network(), office),
        authserv_id=office.authserv_id,
    )


SUBJECT = "Freigabe erbeten: Schreiben 2026-0001 und 2026-0002, Müller & Söhne e.V. [KMN-F-ABCDEFGHIJKLMNOPQRSTUVWXYZ234567]"


def test_the_genuine_replies_of_a_hundred_styles_are_understood() -> None:
    person = network().coordinators[0]
    understood: list[str] = []
    asked_back: list[str] = []
    wrong: list[str] = []
    for name, raw, decision in genuine(person, SUBJECT):
        found = facts(raw)
        rule = shipped_tools().inbox_rules.classify(found).rule
        says = read_decision(found.text, is_html_only=found.is_html_only)
        if rule != "freigabe" or found.release_token != "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567":
            wrong.append(f"{name}: {rule}")
        elif says.decision.value == "unklar":
            asked_back.append(name)
        else:
            (understood if says.decision.value == decision else wrong).append(name)

    total = len(understood) + len(asked_back) + len(wrong)
    print(f"genuine styles: {total}, understood: {len(understood)}, asked back: {len(asked_back)}")  # noqa: T201 - the figures of the run
    assert wrong == []
    assert total >= LEAST_STYLES
    assert len(asked_back) <= MOST_ASKED_BACK, asked_back


@pytest.mark.parametrize("number", range(3, 100, 9))
def test_every_ninth_genuine_style_goes_through_the_whole_office(bench: Bench, number: int) -> None:
    bench.work(bench.report(0, bench.workbook(0)))
    subject = str(parse(bench.only("freigabe_bitte"))["Subject"])
    _, raw, decision = list(genuine(bench.person(), subject))[number]

    bench.work(raw)

    expected = {
        "Freigabe": LetterState.FREIGEGEBEN,
        "Ablehnung": LetterState.ZURUECKGEWIESEN,
        "unklar": LetterState.FREIGABE_ERBETEN,
    }
    assert set(state_of_all(bench)) == {expected[decision]}


def test_what_is_nearly_the_word_is_asked_back_each_time(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0)))
    subject = str(parse(bench.only("freigabe_bitte"))["Subject"])
    sender = f"From: {bench.person().name} <{bench.person().email}>"

    for words in NEARLY:
        bench.work(Reply(sender, f"AW: {subject}", words).raw())

    assert set(state_of_all(bench)) == {LetterState.FREIGABE_ERBETEN}
    assert len(bench.outgoing("freigabe_unklar")) == len(NEARLY)
    print(f"nearly the word: {len(NEARLY)}, asked back: {len(NEARLY)}")  # noqa: T201 - the figures of the run
