"""The last day on which a Träger may hand in the proof for a Bescheid."""

from __future__ import annotations

import datetime as dt

from kmn_automation.model.frist import IsFree, add_months, next_working_day
from kmn_automation.model.register import Bescheid, TraegerArt

MONTHS_AFTER_ZEITRAUM = {
    TraegerArt.GEBIETSKOERPERSCHAFT: 12,  # ANBest-Gk Nr. 5.4
    TraegerArt.OEFFENTLICH: 6,  # ANBest-P Nr. 6.1, which also binds public bodies that are no Gebietskörperschaft
    TraegerArt.GEMEINNUETZIG: 6,  # ANBest-P Nr. 6.1
}


def vorlagefrist(bescheid: Bescheid, art: TraegerArt, is_free: IsFree) -> dt.date:
    """The last day for the proof: the day that the Bescheid names, else the period of the Nebenbestimmungen.

    A period that ends on a free day runs to the next working day (§ 31 Abs. 3 Satz 1 VwVfG). A day that the
    Bescheid names stays as it is, since the Träger was told that very day (Satz 2).
    """
    if bescheid.nachweis_bis is not None:
        return bescheid.nachweis_bis
    return next_working_day(add_months(bescheid.zeitraum.bis, MONTHS_AFTER_ZEITRAUM[art]), is_free)
