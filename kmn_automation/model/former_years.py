"""What the register alone says about a Bescheid and those around it: the year before, the first year, the pay-outs."""

from __future__ import annotations

from kmn_automation.model.history import PayOut
from kmn_automation.model.money import total
from kmn_automation.model.register import Bescheid, Register


def bescheid_before(register: Register, bescheid: Bescheid) -> Bescheid | None:
    """The Bescheid of the same Träger that this one goes on from; None where there is none or it is in doubt.

    That is the one with the same Geschäftszeichen; among the others the one at the same place in the register, as
    long as both years have equally many.
    """
    every = register.bescheide_of(bescheid.traeger_id)
    now = {each.geschaeftszeichen: each for each in every if each.foerderjahr == bescheid.foerderjahr}
    then = {each.geschaeftszeichen: each for each in every if each.foerderjahr == bescheid.foerderjahr - 1}
    if bescheid.geschaeftszeichen in then:
        return then[bescheid.geschaeftszeichen]
    new = [mark for mark in now if mark not in then]
    old = [each for mark, each in then.items() if mark not in now]
    if len(new) != len(old) or bescheid.geschaeftszeichen not in new:
        return None
    return old[new.index(bescheid.geschaeftszeichen)]


def is_first_grant(register: Register, bescheid: Bescheid) -> bool | None:
    """Whether the Träger had no Bescheid before this Förderjahr; None where the register holds no former year."""
    year = bescheid.foerderjahr
    if not any(each.foerderjahr < year for each in register.bescheide):
        return None
    return not any(each.foerderjahr < year for each in register.bescheide_of(bescheid.traeger_id))


def pay_out_of(register: Register, foerderjahr: int) -> PayOut | None:
    """The Auszahlungen of a Förderjahr by both sides; None until every Bescheid names that of the Landesamt."""
    of_year = [each for each in register.bescheide if each.foerderjahr == foerderjahr]
    theirs = [each.auszahlung_landesamt for each in of_year if each.auszahlung_landesamt is not None]
    if not of_year or len(theirs) != len(of_year):
        return None
    return PayOut(total(each.ausgezahlt for each in of_year), total(theirs))
