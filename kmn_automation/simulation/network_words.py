"""Words that invented organisations, places and people are put together from; none of them is a real name."""

from __future__ import annotations

import unicodedata

REGIONEN = (
    "Laternenland",
    "Wolkenmoor",
    "Kreideküste",
    "Murmelheide",
    "Quittengrund",
    "Tintenbogen",
    "Libellenaue",
    "Lupinenwinkel",
    "Kompassbörde",
    "Safranmarsch",
)
HAEUSER = (
    "Brückenwerk",
    "Ankommenshaus",
    "Beratungsnetz",
    "Wegweiserhaus",
    "Lotsenstube",
    "Sprachbrücke",
    "Weitblick",
    "Nachbarschaftswerk",
    "Türöffner",
    "Willkommenswerkstatt",
    "Mosaikhaus",
    "Perspektivenwerk",
    "Zukunftsstube",
    "Kompasswerk",
)
ORT_STAEMME = (
    "Sonnen",
    "Laternen",
    "Kompass",
    "Wolken",
    "Murmel",
    "Kreide",
    "Quitten",
    "Lupinen",
    "Zirkel",
    "Tinten",
    "Knopf",
    "Libellen",
    "Safran",
    "Pinsel",
    "Himbeer",
    "Regenschirm",
    "Flöten",
    "Glühwürmchen",
)
ORT_ENDUNGEN = (
    "büttel",
    "bostel",
    "siel",
    "rode",
    "stedt",
    "hagen",
    "beck",
    "werder",
    "furt",
    "brück",
    "loh",
    "kuhlen",
    "wisch",
    "fehn",
)
RECHTSFORMEN = ("e.V.", "gGmbH", "e.V.", "gemeinnützige Stiftung", "e.V.", "eG (gemeinnützig)")
STRASSEN = (
    "Lampionweg",
    "Drachenflugstraße",
    "Am Tintenteich",
    "Buchstabengasse",
    "Kreiselallee",
    "Windradring",
)
VORNAMEN = (
    ("Frau", "Jördis"),
    ("Herr", "Tjark"),
    ("Frau", "Mareile"),
    ("Herr", "Ömer"),
    ("Frau", "Wiebke"),
    ("Herr", "Cássio"),
    ("Frau", "Nasrin"),
    ("Herr", "Jürgen"),
    ("Frau", "Swantje"),
    ("Herr", "Bolesław"),
)
NACHNAMEN = (
    "Quellmoos",
    "Wolkenreiter",
    "Tannengrün",
    "Möwenflug",
    "Sternschnuppe",
    "Birnbäumle",
    "Kieselmund",
    "Federleicht",
    "Süßholzer",
    "Immerfroh",
    "Taubenblau",
    "Nebelkrähe",
)
_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ł": "l"})
_LABEL = 63


def slug(name: str) -> str:
    """The name as a part of an address: ASCII letters, digits and single hyphens, at most 63 characters (RFC 1035)."""
    spelled = unicodedata.normalize("NFKD", name.lower().translate(_SPELLED))
    letters = "".join(
        letter if letter.isascii() and letter.isalnum() else " "
        for letter in spelled
        if not unicodedata.combining(letter)
    )
    return "-".join(letters.split())[:_LABEL].strip("-")
