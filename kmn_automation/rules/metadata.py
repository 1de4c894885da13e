"""The words that rule files use for severity and certainty, and what they mean in the model."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from kmn_automation.model.finding import Certainty, Severity

Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""A text that must be there; blanks are nothing."""
YearNumber = Annotated[int, Field(ge=2000, le=2100)]
"""A Förderjahr; anything else is a typing error."""
CertaintyWord = Literal["checked", "assumed"]
SeverityWord = Literal["error", "note", "internal", "trial"]
CERTAINTIES: dict[str, Certainty] = {"checked": Certainty.CHECKED, "assumed": Certainty.ASSUMED}
SEVERITIES: dict[str, Severity] = {
    "error": Severity.ERROR,
    "note": Severity.NOTE,
    "internal": Severity.INTERNAL,
    "trial": Severity.TRIAL,
}
OWN_RULE = "Prüfregel der Koordinierungsstelle"
"""What a Träger reads as source where ours was not read in the law."""


def printed_reference(reference: str, certainty: Certainty) -> str:
    """The source as a Träger may read it: never law where the source is assumed."""
    return reference if certainty is Certainty.CHECKED else OWN_RULE
