"""Whether a value in a file of numbers can be one of its unit; typing errors are named, never guessed away.

Percentages stand in points: 90 is 90 %, 0.9 would be 0.9 %. There is no unit for a fraction, so a share below 1 is a
typing error, except where the number says `any_percent: true` (a tolerance of 0.1 points).
"""

from __future__ import annotations

from decimal import Decimal

from kmn_automation.model.german import format_number, read_number
from kmn_automation.model.money import euro
from kmn_automation.rules.measure import EURO, PERCENT, STELLEN, Kind, Measure

ParameterValue = Decimal | bool | str
LOWEST_PERCENT, HIGHEST_PERCENT = Decimal(1), Decimal(100)
_THOUSANDS = -3
_POINTS = "Prozente stehen in Punkten: 90 für 90 %."


def complaint_about(
    value: bool | int | Decimal | str | None,  # noqa: FBT001 - a number of the law may be Ja/Nein
    measure: Measure,
    *,
    any_percent: bool,
) -> tuple[str, str] | None:
    """What is wrong with a value of that measure, and what to do; None where nothing is."""
    match measure.kind:
        case Kind.NUMBER if isinstance(value, bool):
            return (
                f"„{str(value).lower()}“ ist keine Zahl.",
                "Für true und false gehört die Einheit Ja/Nein hierher.",
            )
        case Kind.NUMBER if isinstance(value, int | Decimal):
            return _about_number(Decimal(value), measure, any_percent=any_percent)
        case Kind.NUMBER:
            return f"„{value}“ ist keine Zahl.", _meant(str(value))
        case Kind.TRUTH:
            return (
                None
                if isinstance(value, bool)
                else (f"„{value}“ ist weder true noch false.", _truth(str(value)))
            )
        case _:
            return (
                None
                if isinstance(value, str)
                else (f"„{value}“ ist kein Text.", f'Gemeint ist wohl "{value}".')
            )


def _about_number(value: Decimal, measure: Measure, *, any_percent: bool) -> tuple[str, str] | None:
    if value < 0:
        return f"„{value}“ ist kleiner als null.", f"Gemeint ist wohl {-value}."
    if measure == PERCENT and not any_percent:
        return _about_percent(value)
    places = value.as_tuple().exponent
    if places == _THOUSANDS and measure != STELLEN:
        # a German writes 60.000 for sixty thousand; here it would be sixty
        meant = f"{value:f}".replace(".", "")
        return (
            f"„{value}“ ist hier {format_number(value)}.",
            f"Gemeint ist wohl {meant}; Tausender haben keinen Punkt.",
        )
    if measure == EURO and value != euro(value):
        return f"„{value}“ hat mehr als zwei Stellen nach dem Komma.", f"Gemeint ist wohl {euro(value)}."
    return None


def _about_percent(value: Decimal) -> tuple[str, str] | None:
    if LOWEST_PERCENT <= value <= HIGHEST_PERCENT:
        return None
    what = f"„{value}“ ist kein Prozentwert zwischen 1 und 100."
    if value < LOWEST_PERCENT and value * 100 >= LOWEST_PERCENT:
        return (
            what,
            f"{_POINTS} Gemeint ist wohl {(value * 100).normalize():f}; sonst gehört any_percent: true dazu.",
        )
    return what, f"{_POINTS} Ist es so gewollt, gehört any_percent: true dazu."


def _meant(text: str) -> str:
    """The number that a German typed, as it belongs into the file."""
    number = read_number(text).value
    written = f" Gemeint ist wohl {number:f}." if number is not None else ""
    return f"Zahlen haben keinen Tausenderpunkt und einen Punkt statt des Kommas: 1234.50.{written}"


def _truth(text: str) -> str:
    word = {"ja": "true", "nein": "false"}.get(text.strip().lower())
    return f"Gemeint ist wohl {word}." if word else "Bitte true oder false schreiben."
