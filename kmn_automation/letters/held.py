"""What stops one letter, and only that one."""

from __future__ import annotations

from kmn_automation.model.error import KmnError


class LetterHeld(KmnError):
    """This letter must not leave: its data or its finished text are not what they should be. A person looks."""
