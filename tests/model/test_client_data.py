from __future__ import annotations

import pytest

from kmn_automation.model.client_data import lists_clients, may_name_client, shows_clients


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
        "Beraten wurden Kim Muster (01.02.1985), Alex Beispiel (3.4.1990) und Jo Probe *05.06.2001.",
        "Kim Muster 01.02.1985\nAlex Beispiel 03.04.1990\nJo Probe 05.06.2001",
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
        "Frau Muster, geb. Beispiel, arbeitet seit 01.04.2012 im Team.",
        "Kim Muster, seit 2005 im Team; Alex Beispiel seit 2008",
        "Nach dem Aufenthaltsgesetz Stand 01.01.2005 und der Richtlinie Integration 15.05.2009 berieten wir 120 Personen.",
        "Stiftung Beispiel, Spende vom 12.03.2025; Verein Muster, Spende vom 13.03.2025; Haus Probe vom 14.03.2025",
        "Kim Muster 01.02.2025\nAlex Beispiel 03.04.2025\nJo Probe 05.06.2025",
        "Haus Muster 01.02.1985\nHaus Muster 01.02.1985\nHaus Muster 01.02.1985",
    ],
)
def test_ordinary_texts_are_left_alone(text: str) -> None:
    assert not shows_clients(text)


@pytest.mark.parametrize(
    "rows",
    [
        [["Nr.", "Vorname", "Nachname", "Geburtsdatum", "Herkunftsland", "Anliegen", "Termin"]],
        [["Stand 2025"], ["Klient", "geb. am", "Beratung"]],
        [["Name", "Geb.-Datum", "Thema"]],
        [["Ratsuchende", "Geburtsjahr", "Sprache"]],
        [["Kim", "Muster", "01.02.1985"], ["Alex", "Beispiel", "03.04.1990"], ["Jo", "Probe", "05.06.2001"]],
        [["1", "geboren am 1.2.1985"]],
    ],
)
def test_a_sheet_with_persons_is_seen(rows: list[list[str]]) -> None:
    assert lists_clients(rows)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [["Name", "Funktion", "E-Mail"], ["Kim Muster", "Leitung", "kim@traeger.example"]],
        [["Name der Maßnahme", "Beginn"], ["Sprachcafé", "01.02.2025"]],
        [["Nr.", "Empfänger", "Tag der Zahlung", "Betrag"], ["1", "Kim Muster", "01.02.2025", "12,50"]],
        [["Kim", "Muster", "01.02.1985"], ["Alex", "Beispiel", "03.04.1990"]],
        [["Gebäude", "Name", "Baujahr"], ["Altbau", "Haus Muster", "1985"]],
        [["Das Geburtsdatum der Personen wurde nirgends erfasst", "Name"]],
        [["Kennung", "eingestellt am"], ["P1", "01.02.2005"], ["P2", "01.02.2006"], ["P3", "01.02.2007"]],
    ],
)
def test_a_sheet_without_persons_is_left_alone(rows: list[list[str]]) -> None:
    assert not lists_clients(rows)


def test_a_single_name_beside_a_birth_date_counts_only_among_others() -> None:
    assert may_name_client("Dolmetschen für Kim Muster 01.02.1985")
    assert not shows_clients("Dolmetschen für Kim Muster 01.02.1985")
    assert not may_name_client("Dolmetschen am 01.02.2025")
