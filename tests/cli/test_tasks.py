"""What waits for a person can be seen and closed."""

from __future__ import annotations

from kmn_automation.app.wiring import Workplace
from kmn_automation.store import tasks
from kmn_automation.store.tasks import NewTask
from tests.cli.small_office import SENT, SmallOffice


def give_task(office: SmallOffice) -> None:
    place = Workplace.at(office.home)
    with place.store.begin() as tx:
        tasks.add(tx, NewTask("probe:1", "Bitte Anna zurückrufen.", SENT))
    place.close()


def test_a_task_is_listed_closed_by_a_person_and_gone(office: SmallOffice) -> None:
    give_task(office)
    (task,) = office.kmn("tasks", "list", "--json").json

    done = office.kmn("tasks", "done", task["id"], "--as", office.releaser.email)

    assert (done.code, done.out) == (0, "Erledigt: Bitte Anna zurückrufen.\n")
    assert office.kmn("tasks", "list", "--json").json == []


def test_a_task_that_is_not_there_or_a_stranger_gets_a_sentence(office: SmallOffice) -> None:
    give_task(office)

    missing = office.kmn("tasks", "done", 99, "--as", office.releaser.email)
    stranger = office.kmn("tasks", "done", 1, "--as", "fremd@kmn.example")

    assert (missing.code, stranger.code) == (2, 2)
    assert "Eine offene Aufgabe 99 gibt es nicht." in missing.err
    assert "steht heute nicht als Koordination im Register" in stranger.err
