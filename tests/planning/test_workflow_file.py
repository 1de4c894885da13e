"""A workflow file is read whole or refused with file, line, column and the nearest known word."""

from __future__ import annotations

import datetime as dt

import pytest

from kmn_automation.model.error import Misconfigured
from kmn_automation.planning.workflow import CourseKind, Span
from kmn_automation.planning.workflow_file import load_workflow, load_workflows
from tests.planning.shipped import TEXTS, WORKFLOWS

GOOD = """\
id: probe
title: Probe
course: bescheid
dates:
  - {title: Frist, anchor: frist}
steps:
  - id: eins
    title: Erster Schritt
    verb: remind
    whom: traeger
    anchor: frist
    before: {days: 14}
    lasts: {weeks: 1}
    stopped_by: [report_received]
    mail: eins
  - id: zwei
    title: Zweiter Schritt
    verb: write
    whom: landesamt
    anchor: frist
    after: {months: 1}
    lasts: {days: 30}
    release: two
    letter: zwei
"""


def complaint(text: str) -> str:
    with pytest.raises(Misconfigured) as caught:
        load_workflow(text, "probe.yaml")
    return str(caught.value)


def test_the_shipped_workflows_load() -> None:
    assert {each.id: each.course for each in WORKFLOWS} == {
        "einladung": CourseKind.MEETING,
        "jahresplan": CourseKind.YEAR,
        "nachbesserung": CourseKind.CORRECTION,
        "verwendungsnachweis": CourseKind.BESCHEID,
    }


def test_a_good_file_loads() -> None:
    assert [each.id for each in load_workflow(GOOD, "probe.yaml").steps] == ["eins", "zwei"]


WRONG = [
    ("title: Probe\n", "titel: Probe\n", "probe.yaml:2:1: Den Schlüssel „titel“ gibt es hier nicht. Meinten Sie „title“?"),
    ("course: bescheid", "course: bescheit", "probe.yaml:3:1: Bei „course“ den Wert „bescheit“ gibt es hier nicht. Meinten"),
    ("    whom: traeger", "    wem: traeger", "probe.yaml:10:5: Den Schlüssel „wem“ gibt es hier nicht."),
    ("verb: remind", "verb: remnd", "probe.yaml:9:5: Bei „verb“ den Wert „remnd“ gibt es hier nicht. Meinten Sie „remind“?"),
    ("verb: remind", "verb: eval", "Möglich sind: remind, write, invite, tell."),
    ("anchor: frist\n    before", "anchor: frst\n    before", "probe.yaml:11:5: Den Anker „frst“ gibt es hier nicht. Meinten Sie „frist“?"),
    ("title: Frist, anchor: frist", "title: Frist, anchor: begin", "probe.yaml:5:20: Den Anker „begin“ gibt es hier nicht."),
    ("[report_received]", "[report_recieved]", "probe.yaml:14:18: Bei „stopped_by“ den Wert „report_recieved“"),
    ("{days: 14}", "{day: 14}", "probe.yaml:12:14: Den Schlüssel „day“ gibt es hier nicht. Meinten Sie „days“?"),
    ("{days: 14}", "14", "probe.yaml:12:5: Hier werden Schlüssel mit Werten erwartet."),
    ("{days: 14}", "{days: -14}", "probe.yaml:12:14: „-14“ passt nicht zu „days“"),
    ("{days: 14}", "{days: 2 + 2}", "probe.yaml:12:14: „2 + 2“ passt nicht zu „days“"),
    ("    lasts: {weeks: 1}\n", "", "Der Schlüssel „lasts“ fehlt."),
    ("    anchor: frist\n    before", "    before", "probe.yaml:7:5: Der Schlüssel „anchor“ fehlt. Möglich sind: frist"),
    ("- id: zwei", "- id: eins", "probe.yaml:16:5: Den Schritt „eins“ gibt es zweimal. Bitte umbenennen."),
    ("    lasts: {weeks: 1}", "    after: {days: 1}\n    lasts: {weeks: 1}", "probe.yaml:13:5: Ein Schritt liegt vor oder nach"),
    ("    mail: eins\n", "", "probe.yaml:9:5: Zu „remind“ fehlt die Vorlage. Bitte „mail“ ergänzen."),
    ("    mail: eins\n", "    mail: eins\n    release: one\n", "Eine Mail ohne Brief wird nicht freigegeben."),
    ("    release: two\n", "", "probe.yaml:18:5: Ein Schreiben geht nur nach Freigabe."),
    (
        "    verb: write\n    whom: landesamt\n    anchor: frist\n    after: {months: 1}\n    lasts: {days: 30}\n    release: two\n",
        "    verb: tell\n    whom: landesamt\n    anchor: frist\n    after: {months: 1}\n    lasts: {days: 30}\n",
        "Ein Schreiben geht nur nach Freigabe.",
    ),
    ("    mail: eins\n", "    mail: eins\n    only: [Fortbildung]\n", "„only“ gilt nur für Sitzungen"),
    ("    mail: eins\n", "    mail: eins\n    fixed_day: {month: 1, day: 2}\n", "Ein fester Tag gilt nur für Jahrespläne"),
    ("steps:\n", "steps:\n  - nur Text\n", "probe.yaml:7:5: Hier werden Schlüssel mit Werten erwartet."),
    ("id: probe\n", "id: probe\nid: probe\n", "steht zweimal da"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), WRONG)
def test_a_mistake_is_refused_at_its_place(old: str, new: str, expected: str) -> None:
    assert old in GOOD

    assert expected in complaint(GOOD.replace(old, new, 1))


@pytest.mark.parametrize("text", ["", "nur Text", "- a\n- b\n", "steps: 3\n"])
def test_a_file_that_is_no_workflow_is_refused(text: str) -> None:
    assert complaint(text).startswith("probe.yaml:1:1")


def test_all_mistakes_come_at_once() -> None:
    text = GOOD.replace("verb: remind", "verb: remnd").replace("whom: landesamt", "whom: lansdesamt")

    assert len(complaint(text).splitlines()) == 2


def test_a_day_that_does_not_exist_every_year_is_refused() -> None:
    text = TEXTS["jahresplan.yaml"].replace("{month: 9, day: 30}", "{month: 2, day: 29}")

    assert "jahresplan.yaml:7:" in _refusal(text)


def _refusal(text: str) -> str:
    with pytest.raises(Misconfigured) as caught:
        load_workflow(text, "jahresplan.yaml")
    return str(caught.value)


def test_two_files_cannot_share_a_step_since_its_key_is_unique_for_ever() -> None:
    with pytest.raises(Misconfigured) as caught:
        load_workflows({"a.yaml": GOOD, "b.yaml": GOOD.replace("id: probe", "id: andere")})

    assert str(caught.value) == "b.yaml:7:5: Den Schritt „eins“ gibt es schon in a.yaml. Bitte umbenennen."


SPANS = [
    (Span(days=1), "2024-03-01", "2024-02-28"),
    (Span(weeks=2), "2024-03-14", "2024-02-15"),
    (Span(months=1, days=1), "2024-04-01", "2024-01-30"),
]


@pytest.mark.parametrize(("span", "after", "before"), SPANS)
def test_a_span_counts_months_first(span: Span, after: str, before: str) -> None:
    leap_day = dt.date(2024, 2, 29)

    assert (span.after(leap_day).isoformat(), span.before(leap_day).isoformat()) == (after, before)
