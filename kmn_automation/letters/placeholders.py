"""What each placeholder of the letters means to the person who edits them in Word, and what it may look like."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Meaning(NamedTuple):
    """A placeholder in German words, and an invented value; a list has none."""

    words: str
    example: str = ""


_CEILING = (
    "Die Zuwendung darf 90 % der zuwendungsfähigen Gesamtausgaben nicht übersteigen. Zulässig 58.410,00 €, "
    "angesetzt 60.000,00 €."
)
MEANINGS: Mapping[str, Meaning] = {
    "office.name": Meaning(
        "Name der Koordinierungsstelle",
        "Koordinierungsstelle der Kooperativen Migrationsarbeit in Niedersachsen",
    ),
    "office.strasse": Meaning("Straße der Koordinierungsstelle", "Musterallee 12"),
    "office.plz": Meaning("Postleitzahl der Koordinierungsstelle", "99999"),
    "office.ort": Meaning("Ort der Koordinierungsstelle", "Musterstadt"),
    "office.telefon": Meaning("Telefon der Koordinierungsstelle", "0999 12345-0"),
    "office.email": Meaning("E-Mail-Adresse der Koordinierungsstelle", "kmn@office.example"),
    "behoerde.name": Meaning(
        "Name des Landesamts, das bewilligt", "Landesamt für Soziales, Jugend und Familie"
    ),
    "behoerde.strasse": Meaning("Straße des Landesamts", "Amtsweg 1"),
    "behoerde.plz": Meaning("Postleitzahl des Landesamts", "99998"),
    "behoerde.ort": Meaning("Ort des Landesamts", "Behördenstadt"),
    "schreiben.nummer": Meaning("Nummer des Schreibens, unser Zeichen", "2025-0117"),
    "schreiben.datum": Meaning("Tag, an dem es geschrieben wird", "14. Juli 2025"),
    "schreiben.vorgang": Meaning("Nummer des Vorgangs; leer, wo es keinen gibt", "V-2025-0042"),
    "person.name": Meaning("zuständige Person im Büro", "Kim Beispiel"),
    "person.funktion": Meaning(
        "Funktion der zuständigen Person; darf leer sein", "Sachbearbeitung Verwendungsnachweise"
    ),
    "person.telefon": Meaning("Durchwahl der zuständigen Person; darf leer sein", "0999 12345-21"),
    "person.email": Meaning("E-Mail-Adresse der zuständigen Person", "kim.beispiel@office.example"),
    "empfaenger.name": Meaning("Name des Trägers", "Beratungsverein Musterland e. V."),
    "empfaenger.ansprechperson": Meaning(
        "Ansprechperson beim Träger; leer, wo keine gemeldet ist", "Frau Dr. Robin Muster"
    ),
    "empfaenger.strasse": Meaning("Straße des Trägers; darf leer sein", "Hafenstraße 7"),
    "empfaenger.plz": Meaning("Postleitzahl des Trägers", "99991"),
    "empfaenger.ort": Meaning("Ort des Trägers; darf leer sein", "Kleinstadt"),
    "empfaenger.email": Meaning("E-Mail-Adresse, an die das Schreiben geht", "nachweis@traeger.example"),
    "empfaenger.vermerk": Meaning(
        "Versandvermerk über der Anschrift; darf leer sein", "Per E-Mail an nachweis@traeger.example"
    ),
    "anrede": Meaning("Anrede mit Komma", "Sehr geehrte Frau Dr. Muster,"),
    "anlagen": Meaning("Anlagen"),
    "anlagen.name": Meaning("Name einer Anlage", "Kalendereintrag (ICS-Datei)"),
    "verteiler": Meaning("wer das Schreiben nachrichtlich bekommt"),
    "verteiler.name": Meaning("eine Stelle im Verteiler", "Regionalverbund Nordbogen, zur Kenntnis"),
    "bescheid.geschaeftszeichen": Meaning("Geschäftszeichen des Bescheids", "301.31-04011-0042/2024"),
    "bescheid.foerderjahr": Meaning("Förderjahr", "2024"),
    "bescheid.datum": Meaning("Tag des Bescheids", "12. Februar 2024"),
    "bescheid.von": Meaning("Beginn des Bewilligungszeitraums", "1. Januar 2024"),
    "bescheid.bis": Meaning("Ende des Bewilligungszeitraums", "31. Dezember 2024"),
    "bescheid.bewilligt": Meaning("bewilligter Betrag", "60.000,00\u00a0€"),
    "bescheid.ausgezahlt": Meaning("ausgezahlter Betrag laut Bescheid", "60.000,00\u00a0€"),
    "bescheid.foerdersatz": Meaning("Fördersatz", "90\u00a0%"),
    "bescheid.stellenanteile": Meaning("bewilligte Stellen", "1,00"),
    "bescheid.richtlinie": Meaning(
        "Richtlinie, nach der bewilligt wurde", "Richtlinie Migrationsberatung (Fassung 2024)"
    ),
    "bescheid.nebenbestimmungen": Meaning("geltende Nebenbestimmungen", "ANBest-P"),
    "nachweis.eingang": Meaning("Eingang der geprüften Fassung", "24. Juni 2025"),
    "nachweis.erster_eingang": Meaning("Eingang der ersten Fassung", "2. Juni 2025"),
    "nachweis.fassung": Meaning("Nummer der geprüften Fassung", "2"),
    "nachweis.pruefsumme": Meaning("Prüfsumme (SHA-256) der eingereichten Datei", "9f2c" * 16),
    "nachweis.teile": Meaning("Blätter des eingereichten Nachweises"),
    "nachweis.teile.name": Meaning("ein Blatt", "Belegliste (212 Zeilen)"),
    "nachweis.fassungen": Meaning("alle Fassungen des Nachweises"),
    "nachweis.fassungen.nummer": Meaning("Nummer der Fassung", "1"),
    "nachweis.fassungen.eingang": Meaning("Eingang der Fassung", "2. Juni 2025"),
    "nachweis.fassungen.ergebnis": Meaning("Ergebnis der Fassung", "zur Nachbesserung"),
    "pruefung.ergebnis": Meaning("Ergebnis der Prüfung", "angenommen mit Hinweisen"),
    "pruefung.regelfassung": Meaning("Kennung der Richtlinie, nach der geprüft wurde", "RL_MB_2024"),
    "pruefung.regelstand": Meaning("Prüfsumme des Regelwerks", "3b1e" * 16),
    "pruefung.nicht_gelaufen": Meaning(
        "Regeln, die nicht laufen konnten, mit Grund; darf leer sein",
        "Beratungen je Person: Statistik C12 ist leer",
    ),
    "pruefung.stichprobe": Meaning(
        "Satz, ob der Vorgang zur Stichprobe gehört",
        "Der Vorgang gehört nicht zur Stichprobe für die vertiefte Prüfung.",
    ),
    "abrechnung.anerkannt": Meaning("anerkannte Ausgaben", "64.900,00\u00a0€"),
    "abrechnung.zuwendung": Meaning("Zuwendung nach der Abrechnung", "58.410,00\u00a0€"),
    "abrechnung.ausgezahlt": Meaning("ausgezahlter Betrag", "60.000,00\u00a0€"),
    "abrechnung.ueberzahlung": Meaning("zu viel ausgezahlt; leer, wo nichts zu viel ist", "1.590,00\u00a0€"),
    "abrechnung.differenz": Meaning("ausgezahlt minus Zuwendung, auch negativ", "1.590,00\u00a0€"),
    "abrechnung.schritte": Meaning("Rechenschritte der Abrechnung"),
    "abrechnung.schritte.bezeichnung": Meaning("was gerechnet wurde", "Fördersatz × anerkannte Ausgaben"),
    "abrechnung.schritte.betrag": Meaning("Betrag des Schritts", "58.410,00\u00a0€"),
    "abrechnung.schritte.grund": Meaning(
        "warum, mit Regel; darf leer sein", "90 % von 64.900,00 € · Regel ELG-06"
    ),
    "abgabe.grund": Meaning(
        "Satz, warum abgegeben wird",
        "Der Träger hat auf unsere Nachforderung vom 14. Juli 2025 nicht geantwortet.",
    ),
    "hinweise": Meaning("Feststellungen, die der Träger lesen soll"),
    "hinweise.nummer": Meaning("laufende Nummer", "1"),
    "hinweise.fundstelle": Meaning("Blatt, Zelle und Feld", "Einnahmen C7: Landeszuwendung"),
    "hinweise.text": Meaning("was festgestellt wurde", _CEILING),
    "hinweise.abhilfe": Meaning(
        "was zu tun ist; darf leer sein", "Nichts zu ändern; der Betrag wird in der Abrechnung begrenzt."
    ),
    "hinweise.quelle": Meaning("Regel und Quelle", "Regel ELG-06 · Richtlinie Migrationsberatung Nr. 5"),
    "gruende": Meaning("Feststellungen, auf die sich die Anhörung stützt"),
    "gruende.fundstelle": Meaning("Blatt, Zelle und Feld", "Einnahmen C7: Landeszuwendung"),
    "gruende.text": Meaning("was festgestellt wurde", _CEILING),
    "gruende.quelle": Meaning("Regel und Quelle", "Regel ELG-06 · Richtlinie Migrationsberatung Nr. 5"),
    "feststellungen": Meaning("alle Feststellungen, auch interne"),
    "feststellungen.regel": Meaning("Kennung der Regel", "ELG-06"),
    "feststellungen.art": Meaning("Gewicht", "Fehler"),
    "feststellungen.fundstelle": Meaning("Blatt, Zelle und Feld", "Einnahmen C7: Landeszuwendung"),
    "feststellungen.gefunden": Meaning("gefundener Wert", "60.000,00 €"),
    "feststellungen.erwartet": Meaning("erwarteter Wert", "höchstens 58.410,00 €"),
    "feststellungen.text": Meaning("was festgestellt wurde, mit Vermerk fürs Büro", _CEILING),
    "feststellungen.quelle": Meaning("Quelle", "Richtlinie Migrationsberatung Nr. 5"),
    "feststellungen.betrag": Meaning("Betrag in der Abrechnung, sonst ein Strich", "58.410,00\u00a0€"),
    "punkte": Meaning("offene Punkte, die der Träger nachbessern muss"),
    "punkte.nummer": Meaning("laufende Nummer", "1"),
    "punkte.fundstelle": Meaning("Blatt, Zelle und Feld", "Personal F12: Eingruppierung"),
    "punkte.text": Meaning("was offen ist", "Die Eingruppierung weicht vom Stellenplan ab."),
    "punkte.abhilfe": Meaning("was zu tun ist; darf leer sein", "Bitte erläutern Sie die Abweichung."),
    "punkte.quelle": Meaning("Regel und Quelle", "Regel PER-02 · ANBest-P Nr. 1.3"),
    "nachforderung.gemeldet_am": Meaning("Tag, an dem wir die Punkte zuerst nannten", "23. Juni 2025"),
    "nachforderung.frist": Meaning("letzter Tag für die Nachbesserung", "4. August 2025"),
    "nachforderung.nicht_geprueft": Meaning(
        "was nicht geprüft werden konnte, mit Grund; darf leer sein",
        "Beratungen je Person: Statistik C12 ist leer",
    ),
    "nachforderung.hinweise": Meaning("Zahl weiterer Hinweise; leer, wo es keine gibt", "2"),
    "erinnerung.frist_alt": Meaning("Frist, die verstrichen ist", "30. Juni 2025"),
    "erinnerung.erste_am": Meaning("Tag der ersten Erinnerung", "7. Juli 2025"),
    "erinnerung.frist_neu": Meaning("neue Frist", "18. August 2025"),
    "meldung.frist": Meaning("Frist, die verstrichen ist", "30. Juni 2025"),
    "schritte": Meaning("was bisher unternommen wurde"),
    "schritte.tag": Meaning("Tag des Schritts", "7. Juli 2025"),
    "schritte.text": Meaning("was unternommen wurde", "Erste Erinnerung an den Verwendungsnachweis"),
    "sitzung.anlass": Meaning("wohin eingeladen wird", "zum Vernetzungstreffen"),
    "sitzung.anlass_genitiv": Meaning("Name des Treffens im Genitiv", "des Vernetzungstreffens"),
    "sitzung.anlass_dativ": Meaning("Name des Treffens nach „Teilnahme“", "am Vernetzungstreffen"),
    "sitzung.titel": Meaning("Titel des Treffens", "Ankommen und Bleiben: Beratung im Wandel"),
    "sitzung.tag": Meaning("Wochentag und Datum", "Donnerstag, 16. Oktober 2025"),
    "sitzung.datum": Meaning("Datum", "16. Oktober 2025"),
    "sitzung.zeit": Meaning("Uhrzeit von bis", "10:00 bis 16:00 Uhr"),
    "sitzung.ort": Meaning("Ort", "Haus der Begegnung, Großer Saal, Marktplatz 3, 99999 Musterstadt"),
    "sitzung.antwort_bis": Meaning("letzter Tag für die Antwort; darf leer sein", "25. September 2025"),
    "sitzung.ablauf": Meaning("Programm oder Tagesordnung", "Programm"),
    "sitzung.federfuehrung": Meaning("Federführung des Regionalverbunds; darf leer sein", "Alex Musterfeder"),
    "sitzung.mit_bescheinigung": Meaning("„ja“ bei Fortbildungen, sonst leer", "ja"),
    "tagesordnung": Meaning("Punkte der Tagesordnung oder des Programms"),
    "tagesordnung.nummer": Meaning("Nummer des Punkts, wie sie gedruckt wird", "TOP 1"),
    "tagesordnung.text": Meaning("der Punkt", "Begrüßung und Vorstellungsrunde"),
    "bisher.nummer": Meaning("Nummer des letzten Schreibens dazu", "2025-0101"),
    "bisher.geschrieben_am": Meaning("Datum des letzten Schreibens dazu", "4. September 2025"),
    "bisher.tag": Meaning("bisheriger Wochentag und Datum", "Donnerstag, 9. Oktober 2025"),
    "bisher.zeit": Meaning("bisherige Uhrzeit", "10:00 bis 16:00 Uhr"),
    "bisher.ort": Meaning("bisheriger Ort", "Rathaus, Kleiner Saal, 99999 Musterstadt"),
    "protokoll.einwaende_bis": Meaning("letzter Tag für Einwände", "6. November 2025"),
    "protokoll.naechster_termin": Meaning("nächster Termin; darf leer sein", "Donnerstag, 15. Januar 2026"),
    "vereinbarungen": Meaning("was vereinbart wurde"),
    "vereinbarungen.text": Meaning("was zu tun ist", "Vordrucke für die Fallübergabe abstimmen"),
    "vereinbarungen.wer": Meaning("wer es tut", "Beratungsverein Musterland e. V."),
    "vereinbarungen.bis": Meaning("bis wann es zu tun ist", "30. November 2025"),
    "rundschreiben.betreff": Meaning("Betreff", "Hinweise zum Antrag für das Förderjahr 2026"),
    "abschnitte": Meaning("Abschnitte des Rundschreibens"),
    "abschnitte.ueberschrift": Meaning("Überschrift; darf leer sein", "Antrag bis 30. September"),
    "abschnitte.text": Meaning(
        "Text", "Der Antrag muss bis zum 30. September 2025 beim Landesamt vorliegen."
    ),
    "teilnahme.name": Meaning("wer teilgenommen hat", "Robin Muster"),
    "teilnahme.umfang": Meaning("wie lange; darf leer sein", "6 Stunden"),
}


def meaning_of(name: str) -> str:
    """The placeholder in German words; empty for one that only an office's own sidecar knows."""
    return MEANINGS[name].words if name in MEANINGS else ""


def example_of(name: str) -> str:
    """An invented value."""
    return MEANINGS[name].example if name in MEANINGS else ""
