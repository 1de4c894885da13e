"""Which mail texts carry a released letter; all others are answers, requests and reminders."""

from __future__ import annotations

from kmn_automation.steps.meeting_note import ABOUT_MEETING

LETTER_TEXTS = frozenset({"brief", "entwurf_ls", *ABOUT_MEETING})
