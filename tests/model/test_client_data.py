from __future__ import annotations

import pytest

from kmn_automation.model.client_data import shows_clients


@pytest.mark.parametrize(
    "text",
    [
        "Herr B., geboren am 1.2.1988, kam im Mai.",
        "geb. 03.11.79",
        "Geburtsdatum: 12.03.2015",
        "Muster, Kim, 01.02.1985",
        "1. Muster, Kim Alex (05.06.2001)",
        "Name, Vorname, Geburtsdatum",
        "Nr. | Name | Vorname | Wohnort",
        "Kontakt:\nName; Vorname und Telefon\n",
    ],
)
def test_persons_with_a_birth_date_or_in_a_list_are_seen(text: str) -> None:
    assert shows_clients(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Namen und Geburtsdaten wurden nicht erfasst.",
        "Rechnung, Miete, 01.02.2024",
        "Dolmetschen, Termin am 01.02.2024",
        "Das Angebot, Name und Vorname anonym zu lassen, wurde angenommen.",
        "Syrien, Irak, Iran",
        "Nr. | Name | Betrag",
        "Name, Telefon",
        "vorname",
        "Gebühren: 12.03.2024",
    ],
)
def test_ordinary_texts_are_left_alone(text: str) -> None:
    assert not shows_clients(text)
