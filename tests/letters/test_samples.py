"""The invented cast of a preview, and the words about each placeholder."""

from __future__ import annotations

import pytest

from kmn_automation.letters.library import Library
from kmn_automation.letters.placeholders import MEANINGS, example_of, meaning_of
from kmn_automation.letters.samples import MANY, cast_of
from kmn_automation.letters.sidecar import FieldType
from tests.letters.altered import YAML, changed
from tests.letters.cast import LIBRARY
from tests.letters.structure import faults

FIELDS = {name: kind for each in LIBRARY.kinds for name, kind in LIBRARY.sidecar(each).fields.items()}
ALL = [(kind, sample.name) for kind in LIBRARY.kinds for sample in cast_of(LIBRARY.sidecar(kind))]


def test_every_placeholder_of_every_letter_is_explained_and_no_other() -> None:
    assert MEANINGS.keys() == FIELDS.keys()


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_every_placeholder_has_words_and_all_but_lists_an_example(name: str) -> None:
    assert len(meaning_of(name)) > 2
    assert bool(example_of(name)) is (FIELDS[name] is not FieldType.LIST)


@pytest.mark.parametrize(("kind", "who"), ALL)
def test_every_letter_is_written_for_the_whole_cast(kind: str, who: str) -> None:
    template = LIBRARY.templates[kind]
    sample = next(each for each in cast_of(template.sidecar) if each.name == who)
    rendered = template.render(sample.context(template.sidecar))
    assert faults(rendered.docx) == []
    assert sample.values.get("empfaenger.name", "Beratungsverein Musterland e. V.") in rendered.text


def test_the_cast_holds_what_goes_wrong_most_often() -> None:
    template = LIBRARY.templates["bewertung_mit_hinweisen"]
    texts = {
        each.name: template.render(each.context(template.sidecar)).text for each in cast_of(template.sidecar)
    }
    assert "Müller & Söhne <e.V.>" in texts["sonderzeichen"]
    assert "Sehr geehrter Herr {{ 7*7 }} Ng," in texts["sonderzeichen"]
    assert "Frau Dr. Robin Muster" not in texts["ohne_ansprechperson"]
    assert texts["viel_gefunden"].count("Regel ELG-06 · Richtlinie") == MANY
    assert texts["nichts_gefunden"].count("Regel ELG-06 · Richtlinie") == 0
    assert "\n200\n" in texts["viel_gefunden"], "numbers count on"


def test_a_placeholder_of_the_offices_own_has_an_example_too() -> None:
    files = changed("{{ anrede }}", "{{ anrede }} {{ betrag|euro }} {{ wort }}")
    files[YAML] = files[YAML].replace(
        b"  anrede: text\n", b"  anrede: text\n  betrag: amount\n  wort: text\n"
    )
    template = Library.load(files).templates["erinnerung_2"]
    text = template.render(cast_of(template.sidecar)[0].context(template.sidecar)).text
    assert "1.234,50\u00a0€ Beispiel für wort" in text
