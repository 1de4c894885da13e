"""What the database knows beside one report: the year before, other reports, lists of the office.

Steps fill it; every field left at its default means "not known": the rule that needs it is not run, and the
examination names it in `not_known`, which nobody outside reads.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from kmn_automation.model.money import Euro
from kmn_automation.model.report import Report


@dataclass(frozen=True, slots=True)
class PayOut:
    """The sum of all Auszahlungen of a Förderjahr, once by our register and once by the list of the Landesamt."""

    register: Euro
    landesamt: Euro


@dataclass(frozen=True, slots=True)
class History:
    """Facts about the same Träger and its neighbours at the moment of the examination."""

    last_report: Report | None = None
    """FRM-09, STA-06, VGL-01, -02, -04, -05: the newest accepted version for the Förderjahr before, same Träger.

    Its Belegliste may be left out: no rule reads the receipts of last year's report here.

    Where a Träger has several Geschäftszeichen, the one with the same position in the register; if in doubt None.
    """
    last_rules: tuple[str, ...] | None = None
    """VGL-08: ids of the rules with a visible finding on `last_report`, as in `Finding.rule`."""
    receipts_elsewhere: Mapping[str, str] | None = None
    """BEL-06: those of this report's own `fingerprints.receipt_key`s that stand elsewhere → where; empty: none does.

    Elsewhere are all other accepted reports of this and the two former Förderjahre, never one for the same
    Geschäftszeichen and Förderjahr; receipts for Personalausgaben count within the same Träger only
    (`marks.Marks.wages`). The text is printed to the Träger, so it names its own Geschäftszeichen and year, but no
    other Träger (`einem anderen Zuwendungsempfänger`).
    """
    shares_elsewhere: Mapping[str, Decimal] = field(default_factory=dict)
    """PER-06: Kennung, stripped and casefolded → Σ Stellenanteil × Monate / 12 in the other reports of the year.

    A Kennung is only unique within a Träger, so only its own other Geschäftszeichen count.
    """
    statistics_elsewhere: frozenset[str] | None = None
    """VGL-06: this report's own `fingerprints.statistics_fingerprint` where another Träger has it; empty: none has.

    Compared with all other Träger of the same Förderjahr.
    """
    cost_per_consultation: Decimal | None = None
    """VGL-03: median of Ausgaben / Beratungen in Euro over the Regionalverbund; None below five other reports."""
    sessions_attended: int | None = None
    """NET-03: sessions of the Regionalverbund on whose lists the Träger stands; None while a list is missing."""
    late_years: tuple[int, ...] | None = None
    """VGL-09: former Förderjahre whose report came after its Frist; () where all came in time, None where none came."""
    first_grant: bool | None = None
    """VGL-10: whether the Träger had no Bescheid in any former Förderjahr of the register."""
    application_on: dt.date | None = None
    """FRI-05: day on which the application for this Förderjahr reached the Landesamt."""
    answer_due: dt.date | None = None
    """FRI-08: last day that a Nachforderung for this case has set; None where none was sent."""
    learned_on: dt.date | None = None
    """FRI-09: day on which the facts for a Widerruf became known (§ 48 Abs. 4 VwVfG), as a person entered it."""
    same_file_on: dt.date | None = None
    """VGL-07: day on which a file with the same SHA-256 came first; None for a new file."""
    pay_out: PayOut | None = None
    """VGL-12: for the whole Förderjahr, once the list of the Landesamt was imported."""
    drawn: bool | None = None
    """VGL-13: whether the sample of the year (`rules.deep_sample`) holds this case; None before it was drawn."""


NO_HISTORY = History()
