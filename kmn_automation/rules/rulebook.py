"""All the law in force: loaded once from rule files, then asked about one report after the other."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kmn_automation.ground.yaml_source import Source, parse, suggest
from kmn_automation.model.error import Misconfigured
from kmn_automation.model.finding import Examination, Finding, Severity, outcome_of
from kmn_automation.model.form import Form
from kmn_automation.model.known import Known
from kmn_automation.model.marks import NO_MARKS, Marks
from kmn_automation.model.not_run import Absent, NotRun
from kmn_automation.model.report import Report
from kmn_automation.rules import (
    functions_comparison,
    functions_file,
    functions_form,
    functions_office,
    functions_personnel,
    functions_receipts,
    functions_statistics,
    functions_tables,
    functions_texts,
    settlement,
)
from kmn_automation.rules.evaluation import run
from kmn_automation.rules.expiry import Expiry, expiring
from kmn_automation.rules.formal import Coverage, cover, find_gaps
from kmn_automation.rules.functions import functions_in
from kmn_automation.rules.lacks import NO_VERSION, lacks_of, unreadable
from kmn_automation.rules.marks import marks_of
from kmn_automation.rules.parameters import Parameter, in_force, load_parameters
from kmn_automation.rules.rule import Program, Rule
from kmn_automation.rules.rule_file import read_entries
from kmn_automation.rules.rule_loader import Law, build_rule, programs_of
from kmn_automation.rules.subject import Subject
from kmn_automation.rules.versions import NoVersion, Version, load_versions, version_in
from kmn_automation.rules.waiving import waive, waiver_limits

VERSIONS, PARAMETERS, CHECKS = "versions.yaml", "parameters.yaml", "checks/"
COMPLETENESS, FITTING_FORM = "FRM-01", "FRM-02"
_YEAR = "deckblatt.foerderjahr"
_FAMILIES = ("FRM", "ARI", "ELG", "PER", "BEL", "FRI", "STA", "NET", "VGL")
FUNCTIONS = functions_in(
    functions_comparison, functions_file, functions_form, functions_office, functions_personnel,
    functions_receipts, functions_statistics, functions_tables, functions_texts,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Rules, versions and dated numbers; pure: the same report gives the same examination."""

    versions: tuple[Version, ...]
    parameters: Mapping[str, Parameter]
    rules: tuple[Rule, ...]
    forms: Mapping[str, Form]
    programs: Mapping[str, tuple[Program, ...]]
    """Version id → the compiled rules in force there."""
    coverages: Mapping[str, Coverage]
    """Version of the form → which rule answers for an empty cell."""
    hash: str
    """SHA-256 over all rule files, so that an old letter can be explained."""

    @classmethod
    def load(cls, files: Mapping[str, str], forms: Mapping[str, Form]) -> Rulebook:
        """The rulebook from texts by relative name and forms by version.

        Raises:
            Misconfigured: with every complaint of all files, each with file, line and column.
        """
        sources = {name: parse(text, name) for name, text in sorted(files.items())}
        for name in (VERSIONS, PARAMETERS):
            if name not in sources:
                raise Misconfigured(f"Die Datei {name} fehlt.", do="Sie gehört in den Ordner funding_rules.")
        versions = load_versions(sources[VERSIONS], forms)
        law = Law(versions, forms, load_parameters(sources[PARAMETERS]), FUNCTIONS)
        rules, programs = _load_rules(sources, law)
        return cls(
            versions=versions, parameters=law.parameters, rules=rules, forms=forms, programs=programs,
            coverages={name: cover(form, rules, _named(rules, COMPLETENESS)) for name, form in forms.items()},
            hash=_hash_of(files),
        )  # fmt: skip

    def version_of(self, foerderjahr: int) -> Version:
        """The version of the Richtlinie for a Förderjahr.

        Raises:
            NoVersion: where there is none; a year is refused, never guessed.
        """
        return version_in(self.versions, foerderjahr)

    def expiring(self, day: dt.date) -> tuple[Expiry, ...]:
        """What is about to end or has ended without a successor on that day, for the digest."""
        return expiring(self.versions, day)

    def rule(self, rule_id: str) -> Rule | None:
        """The rule with that id; a double entry answers to each of its ids."""
        return next((each for each in self.rules if rule_id in {each.id, *each.ids}), None)

    @property
    def waiver_limits(self) -> dict[str, str]:
        """Every id that a waiver of the register could name → why it must not; empty where it may."""
        return waiver_limits(self.rules)

    def examine(self, report: Report, known: Known) -> Examination:
        """Everything the rules say about a report, the weightiest first; never raises for what a report holds."""
        try:
            subject = self._subject(report, known)
        except NoVersion as refused:
            others = (rule for rule in self.rules if rule.id != FITTING_FORM)
            return self._unexamined([self._no_version(report, refused)], others, (NO_VERSION,))
        if subject is None:
            last = self.versions[-1]
            form = self.forms.get(report.form_version) or self.forms[last.form]
            subject = Subject(report, known, form, last, last.last_year, {}, self.forms[last.form])
            gaps = find_gaps(subject, self.coverages[form.version])
            checks = (rule for rule in self.rules if rule.check or rule.function)
            return self._unexamined(
                [*gaps], checks, lacks_of(subject, [_YEAR]) or (unreadable(subject, _YEAR),)
            )
        return self._examine(subject)

    def marks(self, report: Report, known: Known) -> Marks:
        """What later reports are compared with; none where the report belongs to no version of the Richtlinie."""
        try:
            subject = self._subject(report, known)
        except NoVersion:
            return NO_MARKS
        return marks_of(subject) if subject else NO_MARKS

    def _subject(self, report: Report, known: Known) -> Subject | None:
        """The report laid out under its version; None where it names no Förderjahr (NoVersion: one without law)."""
        foerderjahr = foerderjahr_of(report, known)
        if foerderjahr is None:
            return None
        version = self.version_of(foerderjahr)
        official = self.forms[version.form]
        form = self.forms.get(report.form_version) or official
        numbers = in_force(self.parameters, foerderjahr)
        return Subject(report, known, form, version, foerderjahr, numbers, official, self.forms)

    def _examine(self, subject: Subject) -> Examination:
        gaps = tuple(find_gaps(subject, self.coverages[subject.form.version]))
        subject.spoken.update(each.rule for each in gaps)
        result = run(self.programs[subject.version.id], subject)
        findings = sorted(waive([*gaps, *result.findings], subject.known.waived), key=_weight)
        return Examination(
            findings=tuple(findings),
            settlement=settlement.settle(subject),
            outcome=outcome_of(tuple(findings)),
            ruleset=self.hash,
            not_run=tuple(each.rule for each in result.reasons),
            not_known=tuple(result.not_known),
            reasons=result.reasons,
        )

    def _unexamined(
        self, findings: list[Finding], rules: Iterable[Rule], absent: tuple[Absent, ...]
    ) -> Examination:
        """An examination in which these rules could not run, since the law in force is not known."""
        ordered = tuple(sorted(findings, key=_weight))
        reasons = tuple(NotRun(rule.id, rule.title, absent, rule.severity.is_told) for rule in rules)
        return Examination(
            findings=ordered,
            settlement=None,
            outcome=outcome_of(ordered),
            ruleset=self.hash,
            not_run=tuple(each.rule for each in reasons),
            reasons=reasons,
        )

    def _no_version(self, report: Report, refused: NoVersion) -> Finding:
        rule = _named(self.rules, FITTING_FORM)
        source = rule.newest_source
        value = report.values.get(_YEAR)
        return Finding(
            rule=rule.id, severity=Severity.ERROR, mendable=True,
            places=(value.place,) if value else (),
            found=value.raw if value else "",
            expected=f"{self.versions[0].first_year} bis {self.versions[-1].last_year}",
            text=f"{refused.what} Der Nachweis wurde deshalb nicht geprüft.",
            remedy="Bitte prüfen Sie das Förderjahr auf dem Deckblatt. Ist es richtig, wenden Sie sich bitte "
            "an die Koordinierungsstelle.",
            reference=source.printed, certainty=source.certainty,
        )  # fmt: skip


def foerderjahr_of(report: Report, known: Known) -> int | None:
    """The Förderjahr that decides the version: of the Bescheid, else of the Deckblatt; never the day of receipt."""
    if known.bescheid is not None:
        return known.bescheid.foerderjahr
    stated = report.number(_YEAR)
    return int(stated) if stated is not None and stated == stated.to_integral_value() else None


def _load_rules(
    sources: Mapping[str, Source], law: Law
) -> tuple[tuple[Rule, ...], dict[str, tuple[Program, ...]]]:
    complaints: list[str] = [*_strangers(sources)]
    rules: list[Rule] = []
    programs: dict[str, list[Program]] = {each.id: [] for each in law.versions}
    for name, source in sources.items():
        if not name.startswith(CHECKS):
            continue
        try:
            entries = read_entries(source)
        except Misconfigured as refused:
            complaints.append(str(refused))
            continue
        for index, entry in enumerate(entries):
            try:
                rule = build_rule(source, index, entry, law)
                for version, found in programs_of(source, index, rule, entry, law).items():
                    programs[version].extend(found)
            except Misconfigured as refused:
                complaints.append(str(refused))
                continue
            rules.append(rule)
    complaints.extend(_doubles(rules))
    complaints.extend(_gaps(law))
    complaints.extend(_on_trial(rules))
    complaints.extend(
        f"{CHECKS}: Die Regel {name} fehlt; sie antwortet für alles, was keine andere nennt."
        for name in (COMPLETENESS, FITTING_FORM)
        if not any(rule.id == name for rule in rules)
    )
    if complaints:
        raise Misconfigured("\n".join(complaints))
    return tuple(sorted(rules, key=_order)), {
        name: tuple(sorted(found, key=lambda each: _order(each.rule))) for name, found in programs.items()
    }


def _strangers(sources: Iterable[str]) -> Iterator[str]:
    """Files that nothing reads, such as a misspelt `paramters.yaml`: the shipped one would be in force instead."""
    for name in sources:
        if name not in {VERSIONS, PARAMETERS} and not (name.startswith(CHECKS) and name.endswith(".yaml")):
            own = CHECKS + name.rpartition("/")[2].rpartition(".")[0] + ".yaml"
            hint = suggest(name, [VERSIONS, PARAMETERS, own])
            yield f"{name}:1:1: Diese Datei liest niemand. {hint} Regeln liegen in {CHECKS} und enden auf .yaml."


def _gaps(law: Law) -> Iterator[str]:
    """What the settlement needs and the dated numbers do not have."""
    for version in law.versions:
        for name in settlement.PARAMETERS[version.ceiling]:
            number = law.parameters.get(name)
            missing = [year for year in version.years if number is None or number.value(year) is None]
            if missing:
                where = number.where if number else f"{PARAMETERS}:1:1"
                yield (
                    f"{where}: „{name}“ hat für das Förderjahr {missing[0]} keinen Wert; "
                    f"die Abrechnung nach {version.id} braucht ihn."
                )


def _on_trial(rules: Iterable[Rule]) -> list[str]:
    return [
        f"{rule.where}: {rule.id} antwortet für leere Pflichtangaben und darf nicht nur zur Probe laufen."
        for rule in rules
        if rule.id == COMPLETENESS and rule.severity is Severity.TRIAL
    ]


def _doubles(rules: Iterable[Rule]) -> Iterator[str]:
    seen: dict[str, Rule] = {}
    for rule in rules:
        for rule_id in rule.ids:
            first = seen.setdefault(rule_id, rule)
            if first is not rule:
                yield f"{rule.where}: {rule_id} steht schon in {first.where}. Bitte eine andere Kennung wählen."


def _named(rules: Iterable[Rule], rule_id: str) -> Rule:
    return next(rule for rule in rules if rule.id == rule_id)


def _order(rule: Rule) -> tuple[int, str]:
    family = rule.id[:3]
    return (_FAMILIES.index(family) if family in _FAMILIES else len(_FAMILIES), rule.id)


_WEIGHTS = {Severity.ERROR: 1, Severity.NOTE: 2, Severity.INTERNAL: 3, Severity.TRIAL: 4}


def _weight(finding: Finding) -> int:
    return 0 if finding.sends_back else _WEIGHTS[finding.severity]


def _hash_of(files: Mapping[str, str]) -> str:
    digest = hashlib.sha256()
    for name, text in sorted(files.items()):
        for part in (name, text):
            encoded = part.encode()
            digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return digest.hexdigest()
