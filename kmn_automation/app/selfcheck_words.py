"""How a look of the self-check says that not everything is well."""

from __future__ import annotations

from kmn_automation.model.error import KmnError, Misconfigured


class Remark(KmnError):
    """Nothing is wrong, but a person should know."""

    def __init__(self, what: str, do: str) -> None:
        super().__init__(what, do=do)


class Complaint(Misconfigured):
    """Something is wrong."""

    def __init__(self, what: str, do: str) -> None:
        super().__init__(what, do=do)
