"""What each mail text may name. A placeholder that does not stand here is refused when the texts are loaded.

`VALUE` is one value (text, number, day, moment, yes or no), `LINES` a list of texts, a mapping a list of records.
Days are printed as `02.11.2026`, moments as `02.11.2026 um 09:14 Uhr` (Europe/Berlin); an empty text is "not there".
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Union

FRAME = "rahmen"


class Kind(Enum):
    """What a field holds besides records."""

    VALUE = "ein Wert"
    LINES = "eine Liste von Texten"


Shape = Union[Kind, "Fields"]
Fields = Mapping[str, Shape]


def _values(*names: str) -> dict[str, Shape]:
    return dict.fromkeys(names, Kind.VALUE)


_TEILE = _values("name", "verbleib")
_AENDERUNGEN: Fields = {"aenderungen": _values("wo", "alt", "neu"), "weitere_aenderungen": Kind.VALUE}
_BEARBEITET: Fields = {**_AENDERUNGEN, "abweichungen": _values("was", "alt", "neu")}
_EINTRAG = _values("nr", "nummer", "traeger", "empfaenger", "betrag")
_BRIEFE = _values("nummer", "traeger", "empfaenger")
_ERINNERUNG = _values("foerderjahr", "frist", "traeger", "geschaeftszeichen", "zeichen", "bogen")
_TREFFEN: Fields = {
    **_values("titel", "tag", "nummer", "beginn", "ende", "ort", "antwort_bis"),
    "tagesordnung": Kind.LINES,
}
_BERICHT: Fields = {
    **_values("datei", "traeger", "geschaeftszeichen", "foerderjahr", "vorgang", "fassung", "pruefzeichen"),
    **_values(
        "ergebnis", "frist_versaeumt", "ersetzt_vom", "rueckmeldung", "schreiben_davor", "weitere_punkte"
    ),
    **_values("quarantaene", "unvergleichbar"),
    "uebertragen": Kind.LINES,
    **_AENDERUNGEN,
    "punkte": _values("wo", "was", "gefunden", "erwartet", "tun", "regel", "quelle", "offen"),
    "nicht_geprueft": _values("grund", "regeln"),
}

FIELDS: Mapping[str, Fields] = MappingProxyType(
    {
        FRAME: _values("betreff", "text"),
        "antwort_bericht": {
            **_values("zeitraum", "kurzbefund", "zeichen", "eingang", "frage_weitergegeben"),
            "berichte": _BERICHT,
            "teile": _TEILE,
        },
        "liegt_vor": _values(
            *(
                "zeitraum",
                "zeichen",
                "eingang",
                "eingang_zuvor",
                "datei",
                "vorgang",
                "ergebnis",
                "pruefzeichen",
            )
        ),
        "nicht_lesbar": {
            **_values("zeichen", "eingang", "eingang_tag"),
            "anlagen": _values("name", "grund", "tun"),
            "gelesen": _TEILE,
        },
        "kein_bericht": {**_values("zeichen", "eingang", "eingang_tag"), "teile": _TEILE},
        "echtheit": _values(
            *("zeitraum", "eingang", "traeger", "datei", "pruefzeichen", "gueltig_bis", "kennwort")
        ),
        "erinnerung_0": _ERINNERUNG,
        "erinnerung_1": {**_ERINNERUNG, **_values("bitte_bis")},
        "freigabe_bitte": {
            **_values("anlass", "person", "kennwort", "ergebnis", "pruefzeichen", "gueltig_bis"),
            **_values("zweite_person", "widerruf_minuten"),
            "briefe": _BRIEFE,
            "auffaelligkeiten": Kind.LINES,
        },
        "freigabe_kopie": {
            **_values("anlass", "person", "ergebnis", "pruefzeichen", "gueltig_bis", "widerruf_minuten"),
            **_values("ordner"),
            "briefe": _BRIEFE,
            "auffaelligkeiten": Kind.LINES,
        },
        "freigabe_bearbeitet": {
            **_values("anlass", "person", "kennwort", "pruefzeichen", "gueltig_bis", "zweite_person"),
            **_values("widerruf_minuten", "bearbeitet_von", "bestaetigen"),
            "briefe": _BRIEFE,
            "auffaelligkeiten": Kind.LINES,
            **_BEARBEITET,
        },
        "bearbeitung_uebernommen": {**_values("anlass", "zeichen"), **_BEARBEITET},
        "bearbeitung_unklar": {**_values("anlass", "kennwort", "zeichen"), "gruende": Kind.LINES},
        "freigabe_sammel": {
            **_values("anlass", "person", "kennwort", "anzahl", "zahl_noetig", "pruefzeichen", "gueltig_bis"),
            **_values("widerruf_minuten", "nicht_beigefuegt"),
            "auffaellig": {**_EINTRAG, **_values("grund")},
            "eintraege": _EINTRAG,
        },
        "freigabe_sammel_erledigt": {
            **_values("anzahl", "zeitpunkt", "grund", "widerruf_minuten", "ausgenommen"),
            "ergebnisse": _values("was", "nummern"),
        },
        "freigabe_erledigt": {
            **_values("anlass", "entscheidung", "zeichen", "zeitpunkt", "grund", "widerruf_minuten"),
            "briefe": _BRIEFE,
        },
        "freigabe_unklar": _values("anlass", "kennwort", "zeichen", "grund"),
        "freigabe_ungueltig": _values("anlass", "zeichen", "zeitpunkt", "grund", "tun"),
        "brief": _values(
            *("betreff", "nummer", "datum", "traeger", "geschaeftszeichen", "foerderjahr", "anlagen"),
            *("ansprechperson", "telefon"),
        ),
        "entwurf_ls": _values(
            *("nummer", "traeger", "geschaeftszeichen", "foerderjahr", "gegenstand", "betrag", "anlagen"),
            "freigegeben_von",
        ),
        "einladung": _TREFFEN,
        "verlegung": _TREFFEN,
        "absage": _TREFFEN,
        "teilnahme_unklar": _values("titel", "beginn", "nummer", "eingang_tag"),
        "anmeldung": {**_TREFFEN, **_values("teilnahme")},
        "tagesbericht": {
            **_values("tag", "zeitpunkt", "person", "wartet_anzahl", "fehler_anzahl", "letzter_blick"),
            "warnungen": Kind.LINES,
            "abschnitte": {**_values("titel", "anzahl", "weitere"), "zeilen": Kind.LINES},
            "summen": _values("name", "rechnung", "stimmt"),
        },
        "selbstprobe": _values("tag"),
        "stoerung": _values("anlass", "was", "tun", "seit", "zeitpunkt", "vorbei"),
        "unzustellbar": _values(
            *("nummer", "traeger", "zeichen", "grund", "empfaenger", "uebergeben_am", "gemeldet_am")
        ),
        "ungeklaert": _values(
            *("nummer", "traeger", "zeichen", "unterbrochen_am", "empfaenger", "archiv", "befehl")
        ),
    }
)
