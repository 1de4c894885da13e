"""The tasks of the office, as commands show and close them."""

from __future__ import annotations

from kmn_automation.app.wiring import Workplace
from kmn_automation.model.error import Misconfigured
from kmn_automation.model.zone import local_day
from kmn_automation.store import journal, tasks
from kmn_automation.store.journal import NewEntry
from kmn_automation.store.tasks import TaskRow


def open_tasks(place: Workplace) -> list[TaskRow]:
    """What waits for a person, the oldest first."""
    with place.store.read() as tx:
        return tasks.open_tasks(tx)


def close_task(place: Workplace, number: int, person: str) -> TaskRow:
    """The task that is closed now by that person.

    Raises:
        Misconfigured: no open task has that number, or the person is not registered.
    """
    if place.load_register().coordinator(person, local_day(place.clock())) is None:
        raise Misconfigured(f"{person} steht heute nicht als Koordination im Register.")
    with place.store.begin() as tx:
        task = next((each for each in tasks.open_tasks(tx) if each.id == number), None)
        if task is None:
            do = "Die offenen Aufgaben zeigt:  kmn tasks list"
            raise Misconfigured(f"Eine offene Aufgabe {number} gibt es nicht.", do=do)
        tasks.close(tx, task.key, at=place.clock(), by=person)
        journal.write(
            tx, NewEntry(place.clock(), person, "Aufgabe erledigt", f"task:{task.id}", {"title": task.title})
        )
    return task
