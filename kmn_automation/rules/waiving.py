"""Waived findings: marked, not told and not sent back for; they stay in the examination, and the settlement stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from kmn_automation.model.finding import Finding
from kmn_automation.rules.rule import Rule

NEVER: Mapping[str, str] = MappingProxyType(
    {
        "FRM-01": "ohne die Pflichtangaben lässt sich der Nachweis nicht prüfen",
        "FRM-02": "ohne das richtige Formular steht nicht fest, welche Fassung der Richtlinie gilt",
        "FRM-03": "ohne Geschäftszeichen gehört der Nachweis zu keinem Bescheid",
        "FRM-04": "ein Nachweis gehört zum Träger seines Bescheides",
        "FRM-10": "die rechtsverbindliche Erklärung kann niemand ersetzen",
        "FRM-12": "mit unlesbaren Werten lässt sich nicht rechnen",
        "FRM-14": "sie schützt die Rechner der Koordinierungsstelle",
    }
)
"""Rules that nobody can waive → why, as the end of a sentence."""


def waiver_limits(rules: Iterable[Rule]) -> dict[str, str]:
    """Every id that a waiver could name → why it must not; empty where it may. A double entry has each of its ids."""
    return {name: NEVER.get(rule.id, "") for rule in rules for name in dict.fromkeys((*rule.ids, rule.id))}


def waive(findings: Iterable[Finding], waived: Mapping[str, str]) -> Iterator[Finding]:
    """The findings, those of waived rules with who waived them, until when and why."""
    for finding in findings:
        names = (finding.rule, *finding.rule.split("/"))
        why = next((waived[name] for name in names if name in waived and name not in NEVER), "")
        yield replace(finding, waived=why) if why else finding
