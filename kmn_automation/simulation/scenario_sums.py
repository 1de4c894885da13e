"""The demo in figures: what came in, what became of it, what left; and whether the sums match."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kmn_automation.simulation.network import ARCHIVE, PROGRAM
from kmn_automation.simulation.scenario import Stage
from kmn_automation.simulation.scenario_home import LANDESAMT
from kmn_automation.steps.take_stock import Stock, take_stock

BOUNCED = "Rückläufer von Mailservern"
KINDS = {
    "bewertung_ohne_hinweise": "Bewertung ohne Hinweise",
    "bewertung_mit_hinweisen": "Bewertung mit Hinweisen",
    "pruefvermerk": "Prüfvermerk für die Akte",
    "abgabe_ls": "Abgabe an das Landesamt",
    "absage": "Absage mit Kalendereintrag",
    "anhoerung_entwurf": "Entwurf für das Landesamt",
    "antwort_bericht": "Antwort auf einen Bericht",
    "brief": "Schreiben an einen Träger",
    "echtheit": "Frage nach der Herkunft",
    "einladung": "Einladung mit Kalendereintrag",
    "entwurf_ls": "Schreiben an das Landesamt",
    "erinnerung_0": "freundliche Erinnerung",
    "mitteilung_ls": "Mitteilung an das Landesamt",
    "nachforderung": "Nachforderung",
    "verlegung": "neuer Termin mit Kalendereintrag",
    "freigabe_bitte": "Bitte um Freigabe",
    "freigabe_bearbeitet": "Bitte um Freigabe eines geänderten Schreibens",
    "freigabe_sammel": "Bitte um Freigabe vieler Schreiben",
    "freigabe_sammel_erledigt": "Bestätigung über viele Schreiben",
    "bearbeitung_uebernommen": "Bestätigung einer geänderten Fassung",
    "bearbeitung_unklar": "Rückfrage zu einer geänderten Fassung",
    "freigabe_erledigt": "Bestätigung einer Entscheidung",
    "freigabe_ungueltig": "Freigabe nicht berücksichtigt",
    "freigabe_unklar": "Rückfrage zu einer Freigabe",
    "kein_bericht": "Antwort: kein Bericht gefunden",
    "liegt_vor": "Antwort: liegt bereits vor",
    "nicht_lesbar": "Antwort: nicht lesbar",
    "selbstprobe": "Selbstprobe",
    "stoerung": "Störungsmeldung",
    "tagesbericht": "Tagesbericht",
    "teilnahme_unklar": "Frage, ob jemand kommt",
    "ungeklaert": "Frage nach einem Schreiben",
    "unzustellbar": "Schreiben kam zurück",
}
"""Names of letters and mail texts as people read them."""
HANDED_OVER, RETURNED = "übergeben", "unzustellbar"


@dataclass(frozen=True, slots=True)
class Check:
    """Two figures that come from different sources and have to be equal."""

    name: str
    calculation: str
    fits: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """What the demo shows at its end; each table is word → number."""

    tables: Mapping[str, Mapping[str, int]]
    checks: tuple[Check, ...]
    tasks: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Whether every sum matches."""
        return all(each.fits for each in self.checks)


def summarise(stage: Stage) -> Summary:
    """The figures of this moment: the database, the mailboxes and the mails that were handed in."""
    stock = take_stock(stage.place.store)
    sent = {**stage.sent, BOUNCED: stock.sums.outbox.get(RETURNED, 0)}
    tables = {
        "Mails an das Büro": sent,
        "Was aus ihnen wurde": stock.sums.mails,
        "Fassungen von Berichten": stock.sums.reports,
        "Schreiben nach Art": _named(stock.sums.letter_kinds),
        "Schreiben nach Zustand": stock.sums.letters,
        "Mails des Büros nach Art": _named(stock.sums.outbox_kinds),
        "Mails des Büros nach Zustand": stock.sums.outbox,
    }
    return Summary(tables, tuple(_checks(stage, stock, sent)), stock.tasks)


def _named(kinds: Mapping[str, int]) -> dict[str, int]:
    return {KINDS.get(kind, kind): number for kind, number in kinds.items()}


def _checks(stage: Stage, stock: Stock, sent: Mapping[str, int]) -> Iterator[Check]:
    sums, post = stock.sums, stage.post
    arrived = sum(sums.mails.values())
    yield _check("Mails an das Büro = gespeicherte Mails", sent, arrived)
    yield _check("Gespeicherte Mails = Summe der Ergebnisse", sums.mails, arrived)
    left = {"im Posteingang": len(post.mails(PROGRAM)), "nicht abgelegt": sums.unfiled}
    yield _check("Nichts bleibt liegen", left, 0)
    yield _check("Vergebene Nummern = Schreiben in allen Zuständen", sums.letters, stock.numbers)
    yield _check("Mails des Büros nach Art = nach Zustand", sums.outbox_kinds, sum(sums.outbox.values()))
    gone = {word: sums.outbox.get(word, 0) for word in (HANDED_OVER, RETURNED)}
    yield _check("Übergebene und zurückgekommene Mails = Kopien im Archiv", gone, len(post.mails(ARCHIVE)))
    yield _check(
        "Übergebene Mails = Mails in den Postfächern", {HANDED_OVER: gone[HANDED_OVER]}, _received(stage)
    )
    journal = f"{stock.journal_lines} Einträge, Kette {'ganz' if stock.journal_is_whole else 'gebrochen'}"
    yield Check("Protokoll unverändert", journal, stock.journal_is_whole)


def _check(name: str, parts: Mapping[str, int], total: int) -> Check:
    text = " + ".join(str(each) for each in parts.values()) or "0"
    return Check(name, f"{text} = {total}", sum(parts.values()) == total)


def _received(stage: Stage) -> int:
    """Everything that lies in the mailboxes of Träger, coordinators and Landesamt."""
    persons = (each.person.email for each in stage.coordinators)
    return sum(len(stage.post.mails(each)) for each in (*stage.cast.addresses, *persons, LANDESAMT))
