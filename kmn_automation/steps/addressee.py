"""Whom a letter is for, by the register of this moment: a Träger, or the Federführung of a Regionalverbund."""

from __future__ import annotations

from kmn_automation.letters.sidecar import Addressee
from kmn_automation.model.register import Contact, Traeger, TraegerArt
from kmn_automation.steps.desk import Desk
from kmn_automation.store.letters import LetterRow


def is_for_landesamt(desk: Desk, kind: str) -> bool:
    """Whether letters of that kind go to the Landesamt and never to a Träger, as the sidecar says."""
    library = desk.tools.library
    return kind in library.kinds and library.sidecar(kind).addressee is Addressee.LS


def find_party(desk: Desk, party_id: str) -> tuple[Traeger, Contact | None] | None:
    """The Träger or Regionalverbund with that id and the address its letters go to today."""
    if traeger := desk.register.find_traeger(party_id):
        return traeger, desk.register.post_contact(party_id, desk.today)
    lead = next((each for each in desk.register.regionalverbuende if each.id == party_id), None)
    if lead is None:
        return None
    party = Traeger(
        id=lead.id,
        name=f"Federführung des Regionalverbunds {lead.name}",
        art=TraegerArt.OEFFENTLICH,
        regionalverbund=lead.id,
        strasse="",
        plz="",
        ort="",
    )
    contact = Contact(lead.id, lead.federfuehrung, "", lead.email) if lead.email else None
    return party, contact


def current_address(desk: Desk, letter: LetterRow) -> str:
    """Where the letter would go if it were written now; empty if nobody is registered."""
    if is_for_landesamt(desk, letter.kind):
        return desk.house.landesamt
    party = find_party(desk, letter.traeger_id)
    return party[1].email if party and party[1] else ""
