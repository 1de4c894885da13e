"""One invented context for each mail text, with every field that the text may name."""

from __future__ import annotations

import datetime as dt

EINGANG = dt.datetime(2026, 11, 2, 8, 14, tzinfo=dt.UTC)
HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
TEILE = [
    {"name": "Bericht Müller.xlsx", "verbleib": "als Bericht für 2025 gelesen"},
    {"name": "logo.png", "verbleib": "Bild, nicht ausgewertet"},
]
AENDERUNGEN = [
    {"wo": "Ausgaben, Zelle D7 (Personalausgaben)", "alt": "12.000,00", "neu": "12.500,00"},
    {"wo": "Deckblatt, Zelle C4 (Ansprechperson)", "alt": "", "neu": "Kim Beispiel"},
]
PUNKTE = [
    {
        "wo": "Blatt „Ausgaben“, Zelle D7 (Personalausgaben)",
        "was": "Die Summe 12.000,00 € stimmt nicht mit der Belegliste überein; dort ergeben die Personalausgaben 12.500,00 €.",
        "gefunden": "",
        "erwartet": "",
        "tun": "Bitte prüfen Sie, welcher der beiden Beträge richtig ist, und berichtigen Sie den anderen.",
        "regel": "ARI-10",
        "quelle": "ANBest-P Nr. 6.2",
        "offen": True,
    },
    {
        "wo": "Blatt „Personal“",
        "was": "leer",
        "gefunden": "nichts",
        "erwartet": "mindestens eine Person",
        "tun": "ausfüllen",
        "regel": "PER-01",
        "quelle": "",
        "offen": False,
    },
]
BEARBEITET = {
    "aenderungen": [{"wo": "Text, Absatz 4", "alt": "binnen drei Wochen", "neu": "binnen zwei Wochen"}],
    "weitere_aenderungen": 0,
    "abweichungen": [{"was": "Frist", "alt": "drei wochen", "neu": "zwei wochen"}],
}
EINTRAG = {
    "nr": "3",
    "nummer": "2026-0003",
    "traeger": "Müller & Söhne <e.V.>",
    "empfaenger": "post@traeger.example",
    "betrag": "90.000,00 €",
}
BERICHT = {
    "datei": "Bericht Müller.xlsx",
    "traeger": "Müller & Söhne <e.V.>",
    "geschaeftszeichen": "KMN-4711/25",
    "foerderjahr": 2025,
    "vorgang": "V-2026-0017",
    "fassung": 2,
    "pruefzeichen": HASH,
    "ergebnis": "zur Nachbesserung",
    "frist_versaeumt": dt.date(2026, 6, 30),
    "ersetzt_vom": dt.date(2026, 6, 1),
    "rueckmeldung": "Rückmeldung KMN-4711.xlsx",
    "nicht_geprueft": [
        {
            "grund": "Blatt „Ausgaben“, Zelle B8 (Raumkosten) ist leer",
            "regeln": "ELG-06 (Anteil des Landes an den zuwendungsfähigen Ausgaben)",
        }
    ],
    "schreiben_davor": "2026-0042 vom 01.10.2026",
    "aenderungen": AENDERUNGEN,
    "weitere_aenderungen": 3,
    "punkte": PUNKTE,
    "weitere_punkte": 12,
    "uebertragen": ["Ihre Angaben aus dem Formular 2022 haben wir in das Formular 2024 übertragen."],
    "quarantaene": False,
    "unvergleichbar": False,
}
BRIEFE = [
    {"nummer": "KMN-2026-0042", "traeger": "Müller & Söhne <e.V.>", "empfaenger": "leitung@traeger.test"}
]
_WER = {"traeger": "Müller & Söhne <e.V.>", "geschaeftszeichen": "KMN-4711/25", "foerderjahr": 2025}
_EINGANG = {"zeichen": "V-2026-0017", "eingang": EINGANG, "eingang_tag": dt.date(2026, 11, 2)}
_DATEI = {"datei": "Bericht.xlsx", "vorgang": "V-2026-0017", "pruefzeichen": HASH, "zeitraum": "2025"}
_FREIGABE = {
    "anlass": "Bewertung 2025 für Müller & Söhne",
    "zeichen": "KMN-2026-0042",
    "kennwort": "KMN-F-0123abcd",
}

_TREFFEN = {
    "titel": "Vernetzungstreffen 2026",
    "tag": dt.date(2026, 11, 26),
    "nummer": "KMN-2026-0050",
    "beginn": dt.datetime(2026, 11, 26, 9, 0, tzinfo=dt.UTC),
    "ende": dt.datetime(2026, 11, 26, 15, 0, tzinfo=dt.UTC),
    "ort": "Hannover, Beispielhaus",
    "antwort_bis": dt.date(2026, 11, 12),
    "tagesordnung": ["Begrüßung", "Aussprache", "Verschiedenes"],
}
SAMPLES: dict[str, dict[str, object]] = {
    "antwort_bericht": {
        **_EINGANG,
        "zeitraum": "2025",
        "kurzbefund": "zur Nachbesserung",
        "frage_weitergegeben": True,
        "berichte": [BERICHT],
        "teile": TEILE,
    },
    "liegt_vor": {**_EINGANG, **_DATEI, "eingang_zuvor": EINGANG, "ergebnis": "angenommen"},
    "nicht_lesbar": {
        **_EINGANG,
        "anlagen": [
            {
                "name": "a.xlsx",
                "grund": "Die Datei ist mit einem Kennwort geschützt.",
                "tun": "Bitte ohne Kennwort senden.",
            }
        ],
        "gelesen": TEILE,
    },
    "teilnahme_unklar": {
        "titel": "Sitzung im Herbst",
        "beginn": "Donnerstag, 12.11.2026, 10:00 Uhr",
        "nummer": "2026-0042",
        "eingang_tag": "02.11.2026",
    },
    "kein_bericht": {**_EINGANG, "teile": TEILE},
    "echtheit": {
        **_EINGANG,
        **_DATEI,
        **_WER,
        "gueltig_bis": dt.date(2026, 11, 9),
        "kennwort": "KMN-E-0123abcd",
    },
    "erinnerung_0": {
        **_WER,
        "frist": dt.date(2026, 6, 30),
        "zeichen": "V-17",
        "bogen": "Berichtsbogen 2025.xlsx",
    },
    "erinnerung_1": {
        **_WER,
        "frist": dt.date(2026, 6, 30),
        "zeichen": "V-17",
        "bogen": "",
        "bitte_bis": dt.date(2026, 7, 14),
    },
    "freigabe_bitte": {
        **_FREIGABE,
        "person": "Kim Beispiel",
        "ergebnis": "angenommen mit Hinweisen",
        "pruefzeichen": HASH[:16],
        "gueltig_bis": dt.date(2026, 11, 16),
        "zweite_person": "Alex Muster",
        "widerruf_minuten": 15,
        "briefe": BRIEFE,
        "auffaelligkeiten": ["Rückforderung 1.234,50 €", "Frist versäumt"],
    },
    "freigabe_kopie": {
        **_FREIGABE,
        "person": "Kim Beispiel",
        "ergebnis": "angenommen",
        "pruefzeichen": HASH[:16],
        "gueltig_bis": dt.date(2026, 11, 16),
        "widerruf_minuten": 15,
        "ordner": "Freigegeben/Kim Beispiel",
        "briefe": BRIEFE,
        "auffaelligkeiten": [],
    },
    "freigabe_bearbeitet": {
        **_FREIGABE,
        "person": "Kim Beispiel",
        "pruefzeichen": HASH[:16],
        "gueltig_bis": dt.date(2026, 11, 16),
        "zweite_person": "",
        "widerruf_minuten": 15,
        "bearbeitet_von": "Alex Muster",
        "bestaetigen": True,
        "briefe": BRIEFE,
        "auffaelligkeiten": ["Neue Bitte: Frist abgelaufen."],
        **BEARBEITET,
    },
    "bearbeitung_uebernommen": {**_FREIGABE, **BEARBEITET},
    "bearbeitung_unklar": {
        **_FREIGABE,
        "gruende": ["Text, Absatz 4 „Anna“: da steht ein Kommentar. Bitte löschen."],
    },
    "freigabe_sammel": {
        **_FREIGABE,
        "person": "Kim Beispiel",
        "anzahl": "24",
        "zahl_noetig": True,
        "pruefzeichen": HASH[:16],
        "gueltig_bis": dt.date(2026, 11, 16),
        "widerruf_minuten": 15,
        "nicht_beigefuegt": "2026-0007",
        "auffaellig": [{**EINTRAG, "grund": "Betrag 90.000,00 €, die Mitte liegt bei 41.000,00 €"}],
        "eintraege": [EINTRAG],
    },
    "freigabe_sammel_erledigt": {
        "anzahl": "22",
        "zeitpunkt": EINGANG,
        "grund": "",
        "widerruf_minuten": 15,
        "ergebnisse": [{"was": "freigegeben", "nummern": "2026-0001, 2026-0002"}],
        "ausgenommen": "2026-0003",
    },
    "freigabe_erledigt": {
        **_FREIGABE,
        "entscheidung": "freigegeben",
        "zeitpunkt": EINGANG,
        "grund": "",
        "widerruf_minuten": 15,
        "briefe": BRIEFE,
    },
    "freigabe_unklar": {
        **_FREIGABE,
        "grund": "Die erste Zeile ist weder FREIGABE noch ABLEHNUNG: mit einem Grund.",
    },
    "freigabe_ungueltig": {
        **_FREIGABE,
        "zeitpunkt": EINGANG,
        "grund": "Sie bezog sich auf die Fassung vom 01.10.2026; inzwischen liegt eine neue Fassung vor.",
        "tun": "Bitte entscheiden Sie über den neuen Entwurf.",
    },
    "brief": {
        **_WER,
        "betreff": "Bewertung Ihres Verwendungsnachweises 2025",
        "nummer": "KMN-2026-0042",
        "datum": dt.date(2026, 11, 2),
        "anlagen": "Schreiben (1), Prüfvermerk (1)",
        "ansprechperson": "Kim Beispiel",
        "telefon": "0511 000-0",
    },
    "entwurf_ls": {
        **_WER,
        "nummer": "KMN-2026-0043",
        "gegenstand": "Anhörung zur Erstattung",
        "betrag": "1.234,50 €",
        "anlagen": "Anhörung, Prüfvermerk",
        "freigegeben_von": "Kim Beispiel und Alex Muster",
    },
    "einladung": _TREFFEN,
    "verlegung": _TREFFEN,
    "absage": _TREFFEN,
    "anmeldung": {**_TREFFEN, "teilnahme": "zugesagt"},
    "selbstprobe": {"tag": dt.date(2026, 11, 2)},
    "stoerung": {
        "anlass": "Abruf",
        "was": "Der Posteingang ließ sich zuletzt nicht abfragen.",
        "tun": "Bitte auf dem Server: kmn selfcheck",
        "seit": EINGANG,
        "zeitpunkt": EINGANG,
        "vorbei": False,
    },
    "tagesbericht": {
        "tag": dt.date(2026, 11, 2),
        "zeitpunkt": EINGANG,
        "person": "Kim Beispiel",
        "wartet_anzahl": 2,
        "fehler_anzahl": 1,
        "letzter_blick": EINGANG,
        "warnungen": ["Das Zertifikat läuft am 16.11.2026 ab."],
        "abschnitte": [
            {
                "titel": "Eingegangen",
                "anzahl": 3,
                "weitere": 1,
                "zeilen": ["V-17: Müller & Söhne", "V-18: Beispiel e.V."],
            },
            {"titel": "Überfällig", "anzahl": 0, "weitere": 0, "zeilen": []},
        ],
        "summen": [
            {"name": "Eingang", "rechnung": "3 geholt = 2 beantwortet + 1 zu prüfen", "stimmt": True},
            {"name": "Ausgang", "rechnung": "2 bereit = 1 übergeben + 0 wartend", "stimmt": False},
        ],
    },
    "unzustellbar": {
        **_FREIGABE,
        "nummer": "KMN-2026-0042",
        "traeger": "Müller & Söhne <e.V.>",
        "grund": "Das Postfach gibt es nicht.",
        "empfaenger": "leitung@traeger.test",
        "uebergeben_am": EINGANG,
        "gemeldet_am": EINGANG,
    },
    "ungeklaert": {
        **_FREIGABE,
        "nummer": "KMN-2026-0042",
        "traeger": "Müller & Söhne <e.V.>",
        "unterbrochen_am": EINGANG,
        "empfaenger": "leitung@traeger.test",
        "archiv": "nicht gefunden",
        "befehl": "kmn letters resolve KMN-2026-0042",
    },
}
