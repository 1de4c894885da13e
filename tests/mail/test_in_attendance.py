"""Yes or no to an invitation in people's own words: each sentence and what it is taken for."""

from __future__ import annotations

import sys

import pytest

from kmn_automation.mail.attendance_words import Attendance, read_attendance
from kmn_automation.mail.calendar_reply import PartStat

YES, NO, MAYBE = PartStat.ACCEPTED, PartStat.DECLINED, PartStat.TENTATIVE
OTHER, INSTEAD, UNCLEAR = PartStat.COUNTER, PartStat.DELEGATED, PartStat.UNCLEAR
AT_LEAST = 75
SAID: dict[str, tuple[PartStat, int | None]] = {
    "ja, gern": (YES, None),
    "Ja.": (YES, None),
    "Gerne!": (YES, None),
    "Ich komme.": (YES, None),
    "Komme zu zweit": (YES, 2),
    "Wir kommen zu dritt.": (YES, 3),
    "Zu zweit.": (YES, 2),
    "2 Personen": (YES, 2),
    "Wir nehmen mit 3 Personen teil.": (YES, 3),
    "Wir kommen mit vier Leuten": (YES, 4),
    "Ich komme mit einer Kollegin.": (YES, 2),
    "Komme gern und bringe eine Kollegin mit.": (YES, 2),
    "Ich nehme mit zwei weiteren Kolleginnen teil.": (YES, 3),
    "Bin dabei +1": (YES, 2),
    "Hallo Frau Muster,\nich bin gern dabei.\nViele Grüße\nAnna": (YES, None),
    "Sehr geehrte Damen und Herren,\nhiermit sage ich meine Teilnahme zu.\nMit freundlichen Grüßen": (YES, None),
    "Guten Tag, ich sage gern zu. MfG": (YES, None),
    "Zusage": (YES, None),
    "Hiermit zugesagt.": (YES, None),
    "Der Termin passt.": (YES, None),
    "Klappt!": (YES, None),
    "Ich werde teilnehmen.": (YES, None),
    "Ich nehme an der Sitzung gerne teil.": (YES, None),
    "ok": (YES, None),
    "JA GERN": (YES, None),
    "leider verhindert": (NO, None),
    "Ich bin an dem Tag leider verhindert.": (NO, None),
    "Absage": (NO, None),
    "Ich muss leider absagen.": (NO, None),
    "Wir sagen leider ab.": (NO, None),
    "Ich kann leider nicht kommen.": (NO, None),
    "Ich kann an diesem Tag nicht teilnehmen.": (NO, None),
    "Ich nehme nicht teil.": (NO, None),
    "Komme nicht.": (NO, None),
    "Das klappt leider nicht.": (NO, None),
    "Passt mir nicht.": (NO, None),
    "Leider nein": (NO, None),
    "Nein.": (NO, None),
    "Ich bin da im Urlaub.": (NO, None),
    "Ich bin krank.": (NO, None),
    "Keine Zeit, sorry": (NO, None),
    "Ich werde nicht dabei sein.": (NO, None),
    "Es ist mir nicht möglich.": (NO, None),
    "Das schaffe ich leider nicht.": (NO, None),
    "Diesmal ohne uns!": (NO, None),
    "kann leider erst ab 11": (UNCLEAR, None),
    "Ich komme, aber erst um 11 Uhr.": (UNCLEAR, None),
    "Ja, aber nur bis 14 Uhr": (UNCLEAR, None),
    "Bin dabei, komme aber später.": (UNCLEAR, None),
    "Ich bin gern online dabei.": (UNCLEAR, None),
    "Ja, vormittags. Nachmittags kann ich leider nicht.": (UNCLEAR, None),
    "Gern, ab Mittag": (UNCLEAR, None),
    "Ich bin nicht verhindert.": (UNCLEAR, None),
    "Ich sage nicht ab.": (UNCLEAR, None),
    "Komme ich mit dem Zug hin?": (UNCLEAR, None),
    "Ja. Gibt es ein Mittagessen?": (UNCLEAR, None),
    "Danke für die Einladung.": (UNCLEAR, None),
    "": (UNCLEAR, None),
    "Frau Beispiel ja, ich nein": (UNCLEAR, None),
    "Wir kommen zu zweit oder zu dritt": (UNCLEAR, None),
    "Wir zwei Personen können leider nicht kommen": (UNCLEAR, None),
    "Bitte senden Sie mir die Unterlagen.": (UNCLEAR, None),
    "Ich komme gern. " + "Wir haben in diesem Jahr viel vor und berichten davon. " * 9: (UNCLEAR, None),
    "Ja, vielleicht.": (MAYBE, None),
    "Ich komme voraussichtlich.": (MAYBE, None),
    "Zusage unter Vorbehalt": (MAYBE, None),
    "Ich weiß es noch nicht.": (MAYBE, None),
    "Ich komme, wenn der Zug fährt.": (MAYBE, None),
    "Falls möglich, komme ich.": (MAYBE, None),
    "Ich muss das noch klären und melde mich.": (MAYBE, None),
    "Evtl. komme ich zu zweit": (MAYBE, 2),
    "Meine Kollegin vertritt mich.": (INSTEAD, None),
    "Ich bin verhindert, Frau Muster kommt in Vertretung.": (INSTEAD, None),
    "An meiner Stelle kommt Herr Beispiel.": (INSTEAD, None),
    "Ich schicke jemanden.": (INSTEAD, None),
    "Können wir das verschieben.": (OTHER, None),
    "Ein anderer Termin wäre mir recht.": (OTHER, None),
    "Ich würde lieber am Montag kommen.": (OTHER, None),
}  # fmt: skip


@pytest.mark.parametrize("text", SAID, ids=lambda text: text[:50])
def test_a_sentence_is_taken_for_what_it_says(text: str) -> None:
    assert read_attendance(text) == Attendance(*SAID[text])


def test_no_sentence_was_lost_from_the_table() -> None:
    sys.stdout.write(f"\n{len(SAID)} answers in people's own words\n")
    assert len(SAID) >= AT_LEAST
