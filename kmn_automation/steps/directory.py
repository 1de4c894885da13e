"""What the register knows about an address, in the words of the mail room."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kmn_automation.mail.address import Address
from kmn_automation.mail.facts import SenderKind
from kmn_automation.model.register import Register
from kmn_automation.steps.desk import House


@dataclass(frozen=True, slots=True)
class RegisterDirectory:
    """Addresses of one state of the register; a domain alone says nothing."""

    register: Register
    house: House

    def kind_of(self, address: Address, day: dt.date) -> SenderKind:
        """Whose address it is on that day."""
        key = address.key
        if address.without_tag().key in {self.house.email.lower(), self.house.archive.lower()}:
            return SenderKind.OWN
        if self.register.coordinator(key, day):
            return SenderKind.COORDINATOR
        return SenderKind.TRAEGER if self.register.reporters(key, day) else SenderKind.UNKNOWN
