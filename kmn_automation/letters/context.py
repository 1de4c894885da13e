"""The data of the letters about an examined report → what a template may print: plain German text, formatted once.

Text that a Träger typed into the workbook is made `visible`; everything else is printed as the register has it
and refused by the rendering if it holds a forbidden character.
"""

from __future__ import annotations

from collections.abc import Sequence

from kmn_automation.letters.facts import Handover, Occasion, Recipient, ReportFacts, Version
from kmn_automation.letters.frame import Context, bescheid_words, frame
from kmn_automation.letters.held import LetterHeld
from kmn_automation.letters.values import visible
from kmn_automation.model.finding import Abrechnung, Certainty, Examination, Finding, Outcome, Severity, Step
from kmn_automation.model.german import format_euro, format_long_day
from kmn_automation.model.not_run import NotRun, group_by_reason
from kmn_automation.model.register import Bescheid
from kmn_automation.model.report import Place

MAX_PLACES = 4
SHORT_WHY = 40
SAMPLE = "VGL-13"
"""The rule that knows whether a case was drawn for the deep check."""


def evaluation_kinds(examination: Examination) -> tuple[str, ...]:
    """The letters that an accepted report makes: evaluation, Prüfvermerk, and with a claim the draft for the LS.

    Raises:
        LetterHeld: the report was sent back or could not be settled.
    """
    settlement = _settled(examination)
    plain = examination.outcome is Outcome.ANGENOMMEN
    first = "bewertung_ohne_hinweise" if plain else "bewertung_mit_hinweisen"
    draft = ("anhoerung_entwurf",) if settlement.claim > 0 else ()
    return (first, "pruefvermerk", *draft)


def evaluation_context(
    occasion: Occasion,
    recipient: Recipient,
    bescheid: Bescheid,
    report: ReportFacts,
    examination: Examination,
) -> Context:
    """The data of all letters about an examined report: both evaluations, Prüfvermerk, draft for the LS.

    Raises:
        LetterHeld: the report was sent back or could not be settled.
    """
    settlement = _settled(examination)
    told = [each for each in examination.findings if each.visible]
    errors = [each for each in told if each.severity is Severity.ERROR]
    return {
        **frame(occasion, recipient),
        "bescheid": bescheid_words(bescheid, recipient),
        **_examined(report, examination, settlement.version),
        "abrechnung": _settlement(settlement),
        "hinweise": [finding_words(number, each) for number, each in enumerate(told, 1)],
        "gruende": [finding_words(number, each) for number, each in enumerate(errors, 1)],
    }


def handover_context(occasion: Occasion, recipient: Recipient, handed: Handover) -> Context:
    """The data of the Abgabe: a report that stayed as it is, with whatever could be computed."""
    settlement = handed.examination.settlement
    return {
        **frame(occasion, recipient),
        "bescheid": bescheid_words(handed.bescheid, recipient),
        **_examined(handed.report, handed.examination, handed.bescheid.richtlinie),
        "abgabe": {"grund": handed.reason},
        "abrechnung": _settlement(settlement) if settlement else _NO_SETTLEMENT,
    }


def _examined(report: ReportFacts, examination: Examination, rules: str) -> Context:
    """The groups about the file, the rules and everything that was found, internal findings included."""
    amounts = _amounts(examination.settlement)
    kept = [each for each in examination.findings if each.severity is not Severity.TRIAL]
    versions = report.versions or (Version(report.fassung, report.received_on, examination.outcome),)
    return {
        "nachweis": {
            "eingang": format_long_day(report.received_on),
            "erster_eingang": format_long_day(versions[0].received_on),
            "fassung": str(report.fassung),
            "pruefsumme": report.file_sha256,
            "teile": [{"name": visible(part)} for part in report.parts],
            "fassungen": [
                {
                    "nummer": str(each.number),
                    "eingang": format_long_day(each.received_on),
                    "ergebnis": each.outcome.value,
                }
                for each in versions
            ],
        },
        "pruefung": {
            "ergebnis": examination.outcome.value,
            "regelfassung": rules,
            "regelstand": examination.ruleset,
            "nicht_gelaufen": _not_run(examination),
            "stichprobe": _sample(examination),
        },
        "feststellungen": [_kept(each, amounts) for each in kept],
    }


def _sample(examination: Examination) -> str:
    what = "zur Stichprobe für die vertiefte Prüfung"
    if any(each.rule == SAMPLE for each in examination.findings):
        return f"Der Vorgang gehört {what}."
    if SAMPLE in (*examination.not_known, *examination.not_run):
        return f"Ob der Vorgang {what} gehört, ist noch nicht festgestellt."
    return f"Der Vorgang gehört nicht {what}."


def _amounts(settlement: Abrechnung | None) -> dict[str, str]:
    """Id of a rule → the amount that the settlement has for it; a line may name several ids."""
    steps = settlement.steps if settlement else ()
    return {rule: format_euro(step.amount) for step in steps for rule in step.rule.split("/") if rule}


_NO_SETTLEMENT: Context = {
    **dict.fromkeys(("anerkannt", "zuwendung", "ausgezahlt", "ueberzahlung", "differenz"), ""),
    "schritte": [],
}


def _settlement(settlement: Abrechnung) -> Context:
    return {
        "anerkannt": format_euro(settlement.recognised),
        "zuwendung": format_euro(settlement.grant),
        "ausgezahlt": format_euro(settlement.paid),
        "ueberzahlung": format_euro(settlement.claim) if settlement.claim > 0 else "",
        "differenz": format_euro(settlement.paid - settlement.grant),
        "schritte": [_step(each) for each in settlement.steps if not _is_result(each, settlement)],
    }


def _is_result(step: Step, settlement: Abrechnung) -> bool:
    """Whether the table prints the line once more at its end, where the results stand."""
    results = {
        "Zuwendung": settlement.grant,
        "Ausgezahlt": settlement.paid,
        "Ausgezahlt über die Zuwendung hinaus": settlement.claim,
    }
    return results.get(step.label) == step.amount


def _step(step: Step) -> Context:
    """A line with its reason below, or in the same line where it is short."""
    is_short = len(step.why) <= SHORT_WHY and not step.rule
    label = f"{step.label} ({visible(step.why)})" if step.why and is_short else step.label
    why = "" if is_short else visible(step.why)
    return {
        "bezeichnung": label,
        "betrag": format_euro(step.amount),
        "grund": " · ".join(filter(None, (why, step.rule and f"Regel {step.rule}"))),
    }


def _not_run(examination: Examination) -> str:
    """The rules that could not run by reason; an examination that was stored before reasons were kept has only ids."""
    return reasons_in_words(examination.reasons) or ", ".join(examination.not_run)


def reasons_in_words(reasons: Sequence[NotRun]) -> str:
    """`Titel: Grund · Titel: Grund`, rules with the same reason together."""
    return " · ".join(visible(f"{each.titles}: {each.reason}") for each in group_by_reason(reasons))


def finding_words(number: int, finding: Finding) -> Context:
    """A finding as the Träger reads it."""
    return {
        "nummer": str(number),
        "fundstelle": _places(finding.places),
        "text": visible(finding.text),
        "abhilfe": visible(finding.remedy),
        "quelle": f"Regel {finding.rule} · {_source(finding)}",
    }


def _kept(finding: Finding, amounts: dict[str, str]) -> Context:
    return {
        "betrag": next((amounts[rule] for rule in finding.rule.split("/") if rule in amounts), "–"),
        "regel": finding.rule,
        "art": f"{finding.severity.value}, ausgesetzt" if finding.waived else finding.severity.value,
        "fundstelle": _places(finding.places),
        "gefunden": visible(finding.found),
        "erwartet": visible(finding.expected),
        "text": visible("\n".join(filter(None, (finding.text, _as_sentence(finding.for_office))))),
        "quelle": _source(finding),
    }


def _as_sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].removesuffix('.')}." if words else ""


def _source(finding: Finding) -> str:
    """The source in law; one that nobody read is never printed as law."""
    checked = finding.certainty is Certainty.CHECKED and finding.reference
    return visible(finding.reference) if checked else "Prüfmaßstab der Koordinierungsstelle"


def _places(places: tuple[Place, ...]) -> str:
    shown = [_place(each) for each in places[:MAX_PLACES]]
    if more := len(places) - MAX_PLACES:
        shown += [f"und {more} weitere Stellen" if more > 1 else _place(places[-1])] if more > 0 else []
    return "\n".join(shown) or "Gesamter Nachweis"


def _place(place: Place) -> str:
    label = f": {visible(place.label)}" if place.label else ""
    return f"{visible(place.sheet)} {place.cell}{label}"


def _settled(examination: Examination) -> Abrechnung:
    if examination.outcome is Outcome.NACHBESSERUNG or examination.settlement is None:
        raise LetterHeld(
            "Zu diesem Nachweis gibt es keine Bewertung, weil er nachzubessern oder nicht abrechenbar ist.",
            do="Bitte die Nachbesserung abwarten.",
        )
    return examination.settlement
