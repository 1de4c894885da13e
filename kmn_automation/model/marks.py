"""What later reports are compared with: a few marks of one report, small enough to keep for years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from kmn_automation.model.money import Euro


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of one Fassung; every field at its default means that the report has no such thing."""

    statistics: str = ""
    """`fingerprints.statistics_fingerprint`."""
    spent: Euro | None = None
    """All Ausgaben, for the cost of a Beratung."""
    consultations: int | None = None
    """Beratungen, at least one."""
    shares: Mapping[str, Decimal] = field(default_factory=dict)
    """Kennung, stripped and casefolded → Σ Stellenanteil × Monate / 12."""
    receipts: frozenset[str] = frozenset()
    """`fingerprints.receipt_key` of the receipts that are compared with those of everybody."""
    wages: frozenset[str] = frozenset()
    """Keys of the receipts for Personalausgaben, compared within the same Träger only.

    By the same Tarif two employers pay the same amount on the same day to the same health insurance, and a Kennung
    such as P1 stands in many reports: between Träger such a key says nothing.
    """

    @property
    def keys(self) -> frozenset[str]:
        """The keys of all receipts that are compared at all."""
        return self.receipts | self.wages


NO_MARKS = Marks()
