"""KMN Automation: mailbox → facts → rule → case → report → findings → settlement → letter → release → outbox → sent.

Every stage is a room of its own (see docs/tour.md); only `steps` joins them, only `store` keeps anything.
"""

from __future__ import annotations

__version__ = "0.1.0"
