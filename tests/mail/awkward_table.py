"""All awkward mails together."""

from __future__ import annotations

from tests.mail.awkward_frames import CONTAINERS, FRAMES
from tests.mail.awkward_names import NAMES, TEXTS

CASES = (*NAMES, *TEXTS, *FRAMES, *CONTAINERS)
