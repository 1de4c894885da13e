"""What stops our own machine. What a Träger did wrong is never raised: it is a `Finding`."""

from __future__ import annotations


class KmnError(Exception):
    """A German sentence for a person in three parts: what happened, where, and what to do now."""

    exit_code = 70

    def __init__(self, what: str, *, where: str = "", do: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.do = do

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.what}" + (f" {self.do}" if self.do else "")


class Misconfigured(KmnError):
    """A setting, rule, template, workflow or register file is wrong; nothing was changed."""

    exit_code = 2


class Unreadable(KmnError):
    """An input file could not be read at all."""

    exit_code = 65


class TryLater(KmnError):
    """A server, disk or lock is not available at the moment; the same call may succeed later."""

    exit_code = 75
