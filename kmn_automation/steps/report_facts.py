"""What letters print about the file of a report and its former Fassungen."""

from __future__ import annotations

from kmn_automation.letters.facts import ReportFacts, Version
from kmn_automation.model.zone import local_day
from kmn_automation.store import reports
from kmn_automation.store.connect import Transaction
from kmn_automation.store.reports import ReportRow


def report_facts(tx: Transaction, row: ReportRow) -> ReportFacts:
    """The Fassung and those before it; days are those of Lower Saxony."""
    versions = tuple(
        Version(each.fassung, local_day(each.received_at), each.outcome)
        for each in reports.of_case(tx, row.case_id)
        if each.fassung <= row.fassung
    )
    return ReportFacts(
        received_on=local_day(row.received_at),
        fassung=row.fassung,
        file_sha256=row.file_sha256,
        parts=(row.file_name,),
        versions=versions,
    )
