from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from kmn_automation.letters.held import LetterHeld
from kmn_automation.letters.remake import Difference, differences, pack_context, remake, unpack_context
from tests.letters import cast
from tests.letters.altered import DOCX, KIND, YAML, changed, rewritten

TEMPLATE = cast.LIBRARY.templates[KIND]
SIDECAR = TEMPLATE.sidecar.model_dump_json()


@pytest.mark.parametrize("kind", cast.LIBRARY.kinds)
@pytest.mark.parametrize("who", cast.RECIPIENTS)
def test_a_letter_made_again_is_the_same_byte_for_byte(kind: str, who: str) -> None:
    context = cast.context_for(kind, cast.RECIPIENTS[who])
    template = cast.LIBRARY.templates[kind]

    again = remake(kind, template.docx, template.sidecar.model_dump_json(), pack_context(context))

    assert again.docx == cast.LIBRARY.render(kind, context).docx


def test_the_data_come_back_as_they_were() -> None:
    data = {
        "a": Decimal("1.50"),
        "b": [dt.date(2025, 3, 5), {"c": "Äß\u0308\n"}],
        "d": 7,
        "e": True,
        "f": {"=n": "1", "g": ""},
    }

    assert unpack_context(pack_context(data)) == data


def test_data_that_no_letter_takes_are_not_kept() -> None:
    with pytest.raises(TypeError, match="no value of a letter: object"):
        pack_context({"a": object()})


def test_data_that_no_longer_fit_are_held() -> None:
    with pytest.raises(LetterHeld, match="fehlen Angaben"):
        remake(KIND, cast.FILES[DOCX], SIDECAR, pack_context({}))


def test_the_differences_name_part_and_paragraph() -> None:
    docx = TEMPLATE.docx
    other = changed("Die Entscheidung darüber trifft", "Darüber entscheidet")[DOCX]
    (found,) = differences(docx, other)

    assert (
        found.part,
        found.before.count("Die Entscheidung darüber"),
        found.after.count("Darüber entscheidet"),
    ) == (
        "Text",
        1,
        1,
    )
    assert differences(docx, docx) == []


def test_a_part_that_is_gone_is_a_difference() -> None:
    header = '<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:r><w:t>neu</w:t></w:r></w:p></w:hdr>'
    more = rewritten({"word/header9.xml": header})

    assert differences(cast.FILES[DOCX], more) == [Difference("Kopfzeile", 1, "", "neu")]
    assert differences(more, cast.FILES[DOCX]) == [Difference("Kopfzeile", 1, "neu", "")]


def test_the_sidecar_of_the_letter_s_day_is_the_one_that_counts() -> None:
    files = changed("Zweite Erinnerung", "Letzte Erinnerung")
    again = remake(KIND, files[DOCX], SIDECAR, pack_context(cast.reminder()))

    assert "Letzte Erinnerung" in again.text
    assert files[YAML] == cast.FILES[YAML]
