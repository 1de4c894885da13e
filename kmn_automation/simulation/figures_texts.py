"""Invented Sachbericht: sensible German sentences without digits, names or dates, at least 200 characters each.

Digits are left out on purpose: a number in the text has to stand in the statistics (STA-16).
"""

from __future__ import annotations

import random

from kmn_automation.model.report import Scalar


def _read(text: str) -> dict[str, tuple[str, ...]]:
    """Topic → sentences: a line that ends with a colon opens a topic, every other line is a sentence."""
    topics: dict[str, tuple[str, ...]] = {}
    topic = ""
    for line in text.splitlines():
        if line.endswith(":"):
            topic = line[:-1]
            topics[topic] = ()
        else:
            topics[topic] += (line,)
    return topics


_TEXTS = _read(
    """\
massnahme:
In {ort} wurde eine Beratungsstelle mit festen Sprechzeiten unterhalten, ergänzt um Termine in den Gemeinden ringsum.
Die Beratung fand in der Beratungsstelle, am Telefon, per Video und bei Bedarf als Hausbesuch statt.
Offene Sprechstunden ohne Anmeldung haben den ersten Zugang erleichtert, weiterführende Gespräche wurden vereinbart.
Das Angebot richtete sich an zugewanderte Menschen, die durch Bundesprogramme nicht rechtzeitig erreicht werden.
Gemeinsam mit den Ratsuchenden wurden Ziele vereinbart und die nächsten Schritte in einfacher Sprache festgehalten.
personaleinsatz:
Die geförderten Fachkräfte haben überwiegend Einzelberatung geleistet und die Netzwerkarbeit in {ort} fortgeführt.
Schwerpunkte der Arbeit waren das Aufenthaltsrecht, das Sozialrecht sowie der Zugang zu Sprachkursen und Ausbildung.
Alle geförderten Stellen waren im ganzen Zeitraum besetzt, Vertretungen wurden innerhalb des Teams geregelt.
Die Fachkräfte haben an kollegialer Beratung teilgenommen und ihr Wissen zum Gewaltschutz in Fortbildungen vertieft.
erfolg:
Viele Ratsuchende haben im Berichtszeitraum einen Sprachkurs, eine Ausbildung oder eine Arbeit aufgenommen.
Der überwiegende Teil der Fälle konnte abgeschlossen werden, weil Anträge vollständig und rechtzeitig gestellt wurden.
Rückmeldungen der Ämter in {ort} zeigen, dass gut vorbereitete Unterlagen die Verfahren spürbar verkürzt haben.
Die Ratsuchenden berichten, dass sie Schreiben von Behörden inzwischen selbst verstehen und beantworten können.
abweichungen:
Wesentliche Abweichungen vom Antrag gab es nicht; die geplanten Sprechzeiten wurden durchgehend angeboten.
Einzelne Sachausgaben lagen leicht unter oder über dem Ansatz und wurden innerhalb des Finanzierungsplans ausgeglichen.
Wegen der größeren Nachfrage in {ort} wurden Gruppenangebote teilweise zugunsten der Einzelberatung verschoben.
Die Ziele des Antrags wurden erreicht, der zeitliche Ablauf entsprach im Ganzen der ursprünglichen Planung.
bezug_zahlen:
Den größten Anteil der Ausgaben bilden die Personalausgaben der geförderten Fachkräfte in {ort}.
Die Raumkosten entfallen anteilig auf die Beratungsräume, die Reisekosten auf Außentermine und Hausbesuche.
Die Ausgaben für Öffentlichkeitsarbeit betreffen mehrsprachige Faltblätter und die Pflege des Internetauftritts.
Der Eigenanteil wurde aus eigenen Mitteln und Spenden aufgebracht, Einnahmen von Ratsuchenden gab es nicht.
"""
)
_NETWORK = _read(
    """\
kommune:
Mit der Kommune {ort} bestehen feste Absprachen mit Sozialamt, Ausländerbehörde und Jugendamt.
In einer gemeinsamen Arbeitsgruppe mit der Kommune werden offene Fragen regelmäßig und auf kurzem Weg geklärt.
Die Kommune stellt in den Ortsteilen Räume für Außensprechstunden kostenfrei zur Verfügung.
Ein Übergabebogen regelt, wie Ratsuchende zwischen Verwaltung und Beratungsstelle begleitet werden.
oeffentlichkeit:
Die Beratungsstelle war auf dem Stadtteilfest in {ort} und bei der Interkulturellen Woche mit einem Stand vertreten.
Das Angebot wurde in der örtlichen Presse, in Unterkünften und in Sprachkursen mehrsprachig bekannt gemacht.
Im Gemeinwesen wurden ein Frauencafé und ein offener Treff gemeinsam mit Ehrenamtlichen begleitet.
Nachbarschaftliche Begegnungen wurden mit Schulen, Kirchen und Sportvereinen zusammen vorbereitet.
landeshinweis:
Auf Faltblättern, Plakaten und im Internetauftritt steht der Hinweis auf die Förderung durch das Land Niedersachsen.
Am Eingang der Beratungsstelle in {ort} hängt ein Schild mit dem Hinweis auf die Landesförderung.
Auch Einladungen zu Veranstaltungen und Pressemitteilungen nennen das Land als Förderer des Angebots.
Der Hinweis wurde nach der Vorgabe des Bescheides gestaltet und in allen Veröffentlichungen verwendet.
"""
)


def invent_sachbericht(ort: str, rng: random.Random) -> dict[str, Scalar]:
    """The five texts of the Sachbericht."""
    return {f"sachbericht.{name}": _compose(pieces, ort, rng) for name, pieces in _TEXTS.items()}


def invent_network_texts(ort: str, rng: random.Random) -> dict[str, Scalar]:
    """The three texts of the sheet Netzwerk, keyed by field name."""
    return {name: _compose(pieces, ort, rng) for name, pieces in _NETWORK.items()}


def _compose(pieces: tuple[str, ...], ort: str, rng: random.Random) -> str:
    """All pieces but one, in an order of their own: long enough whichever is left out."""
    chosen = rng.sample(pieces, len(pieces) - 1)
    return " ".join(chosen).format(ort=ort)
