"""Never two passes at once: a file lock on this machine, a lease in the database among several machines."""

from __future__ import annotations

import datetime as dt
import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from kmn_automation.app.wiring import Workplace
from kmn_automation.model.error import TryLater
from kmn_automation.store import leases

LEASE_NAME = "pass"
LEASE = dt.timedelta(minutes=30)
LOCK_FILE = "kmn.lock"


@contextmanager
def sole_run(place: Workplace) -> Iterator[None]:
    """Holds the right to be the one pass. The kernel frees the file of a dead process; then its lease is void, too.

    Raises:
        TryLater: another pass is running here or on another machine.
    """
    path = place.settings.home / LOCK_FILE
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            what = "Ein anderer Durchgang läuft gerade."
            raise TryLater(what, where=str(path), do="Bitte warten Sie, bis er fertig ist.") from None
        _take_lease(place)
        try:
            yield
        finally:
            with place.store.begin() as tx:
                leases.release(tx, LEASE_NAME, owner=place.owner)


def _take_lease(place: Workplace) -> None:
    now = place.clock()
    host = place.owner.partition(":")[0]
    with place.store.begin() as tx:
        holder = leases.holder(tx, LEASE_NAME)
        if holder is not None and holder.partition(":")[0] == host:
            leases.release(tx, LEASE_NAME, owner=holder)  # its process is dead, or it would hold the file
        if not leases.take(tx, LEASE_NAME, owner=place.owner, now=now, until=now + LEASE):
            what = f"Ein anderer Rechner ({holder}) arbeitet gerade mit diesem Postfach."
            raise TryLater(what, do="Der nächste Durchgang versucht es wieder.")
