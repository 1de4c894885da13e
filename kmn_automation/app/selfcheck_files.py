"""The looks at the files of an office: each loads and checks one kind and says what there is."""

from __future__ import annotations

from collections.abc import Callable

from kmn_automation.app.selfcheck_words import Remark
from kmn_automation.app.wiring import Toolbox


def _forms(toolbox: Toolbox) -> str:
    return f"Fassungen {', '.join(sorted(toolbox.forms))}"


def _rules(toolbox: Toolbox) -> str:
    book = toolbox.rulebook
    rules = sum(len(each.ids) for each in book.rules)
    return f"{rules} Regeln, {len(book.versions)} Richtlinien, Prüfwert {book.hash[:16]}"


def _letters(toolbox: Toolbox) -> str:
    return f"{len(toolbox.library.kinds)} Schreiben, jedes mit Mustern geschrieben"


def _texts(toolbox: Toolbox) -> str:
    return f"{len(toolbox.texts.names)} Mailtexte"


def _inbox(toolbox: Toolbox) -> str:
    rules = toolbox.inbox_rules
    if found := rules.check():
        raise Remark(" ".join(found), "Ansehen mit:  kmn inbox check")
    return f"{len(rules.file.rules)} Regeln, {len(rules.file.tests)} eigene Tests bestanden"


def _workflows(toolbox: Toolbox) -> str:
    return f"{len(toolbox.workflows)} Abläufe, {sum(len(each.steps) for each in toolbox.workflows)} Schritte"


FILE_CHECKS: dict[str, Callable[[Toolbox], str]] = {
    "Berichtsbögen": _forms,
    "Prüfregeln": _rules,
    "Vorlagen der Schreiben": _letters,
    "Mailtexte": _texts,
    "Posteingangsregeln": _inbox,
    "Abläufe": _workflows,
}
