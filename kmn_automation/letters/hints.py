"""What a template should have so that everybody can read the letter, and what should not leave the house with it.

These are hints: the template is used all the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from kmn_automation.letters.defect import Defects
from kmn_automation.letters.inspection import Story, field_codes, is_on, read_tree
from kmn_automation.letters.package import Member
from kmn_automation.letters.pages import ROW, TABLE, WORD
from kmn_automation.letters.story import label_of

_W = f"{{{WORD}}}"
_DRAWING = f"{_W}drawing"
_NAME = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
_PERSONAL = {
    "docProps/custom.xml": "eigene Dateieigenschaften",
    "word/people.xml": "Namen von Personen, die an der Datei gearbeitet haben",
}


def give_hints(members: Mapping[str, Member], stories: Sequence[Story], defects: Defects) -> None:
    """Tells `defects` what a person should know about the file."""
    _about_settings(_tree(members, "word/settings.xml", defects), defects)
    _about_language(_tree(members, "word/styles.xml", defects), defects)
    for story in stories:
        _about_pictures(story, defects)
        _about_tables(story, defects)
    feet = [story.root for story in stories if label_of(story.name) in {"Fußzeile", "Kopfzeile"}]
    codes = " ".join(code for root in feet for _, code in field_codes(root))
    if "PAGE" not in codes:
        do = "Bitte in Word einfügen unter „Einfügen“, „Seitenzahl“."
        defects.hint("Weder Kopf- noch Fußzeile nennt eine Seitenzahl.", do=do)
    for name, what in _PERSONAL.items():
        if name in members:
            do = "Bitte in Word unter „Datei“, „Auf Probleme überprüfen“, „Dokument prüfen“ entfernen."
            defects.hint(f"Die Vorlage enthält {what}; das ginge mit jedem Schreiben hinaus.", do=do)


def _tree(members: Mapping[str, Member], name: str, defects: Defects) -> etree._Element | None:
    return read_tree(members[name], defects) if name in members else None


def _about_settings(settings: etree._Element | None, defects: Defects) -> None:
    if settings is None:
        return
    tracking = settings.find(f"{_W}trackRevisions")
    if tracking is not None and is_on(tracking):
        do = "Bitte unter „Überprüfen“ ausschalten, sonst zeigt der Brief später jede Änderung."
        defects.hint("Die Änderungsverfolgung ist eingeschaltet.", do=do)
    hyphenation = settings.find(f"{_W}autoHyphenation")
    if hyphenation is None or not is_on(hyphenation):
        do = "Bitte unter „Layout“, „Silbentrennung“ auf „Automatisch“ stellen."
        defects.hint("Die Silbentrennung ist ausgeschaltet.", do=do)


def _about_language(styles: etree._Element | None, defects: Defects) -> None:
    language = None if styles is None else styles.find(f"{_W}docDefaults//{_W}lang")
    if language is None or not language.get(f"{_W}val", "").startswith("de"):
        do = "Bitte den ganzen Text markieren und unter „Überprüfen“, „Sprache“ Deutsch wählen."
        defects.hint("Der Text ist nicht als Deutsch gekennzeichnet; er würde falsch vorgelesen.", do=do)


def _about_pictures(story: Story, defects: Defects) -> None:
    for drawing in story.root.iter(_DRAWING):
        name = next(drawing.iter(_NAME), None)
        is_picture = next(drawing.iter(_PICTURE), None) is not None
        if is_picture and (name is None or not name.get("descr")):
            do = "Bitte in Word mit der rechten Maustaste „Alternativtext“ wählen und das Bild beschreiben."
            line, part = story.line_of(drawing), label_of(story.name)
            defects.hint("Ein Bild hat keinen Alternativtext.", line, do, part=part)


def _about_tables(story: Story, defects: Defects) -> None:
    lines = {line.row: line for line in reversed(story.lines)}
    rows = {row: number for number, row in enumerate(story.root.iter(ROW), 1)}
    for table in story.root.iter(TABLE):
        own = table.findall(ROW)
        is_repeating = any("{%tr for" in lines[rows[row]].text for row in own if rows[row] in lines)
        if is_repeating and own[0].find(f"{_W}trPr/{_W}tblHeader") is None:
            do = "Bitte in den Tabelleneigenschaften der ersten Zeile „Gleiche Kopfzeile auf jeder Seite“ wählen."
            line = lines.get(rows[own[0]])
            defects.hint(
                "Die Überschrift einer Tabelle wiederholt sich auf der nächsten Seite nicht.", line, do
            )
