"""The shared figures (`zahlen.*`) as formulas: the same inputs, the same rounding, missing where one is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kmn_automation.model.form import Form
from kmn_automation.model.live_rule import ACTIVE, LiveValue
from kmn_automation.rules.excel_compiler import cents
from kmn_automation.rules.figures import GRANT, PERSONNEL, PLAN, positions
from kmn_automation.rules.versions import Version

_STATE = frozenset({GRANT, "land_weitere"})
_SHARE, _MONTHS = "personal.stellenanteil", "personal.monate"


def live_figures(form: Form, version: Version, constants: Mapping[str, str]) -> tuple[LiveValue, ...]:
    """The figures that have a formula, and whether the rules of the version hold at all."""
    year = LiveValue("zahlen.foerderjahr", *_first("bescheid.foerderjahr", "deckblatt.foerderjahr"))
    return (
        LiveValue(
            ACTIVE,
            "1",
            f"IF(«s:{year.id}»=1,IF(«v:{year.id}»>={version.first_year},IF(«v:{year.id}»<={version.last_year},"
            f"INT(«v:{year.id}»)=«v:{year.id}»,FALSE),FALSE),FALSE)",
        ),
        year,
        *_posts(form, constants),
        *(LiveValue(f"zahlen.{name}", *_first(f"bescheid.{name}", f"deckblatt.{name}")) for name in
          ("bewilligt", "ausgezahlt", "foerdersatz")),
        *_sums(form),
        *_planned(form),
    )  # fmt: skip


def _posts(form: Form, constants: Mapping[str, str]) -> tuple[LiveValue, ...]:
    funded, granted, posts = (f"zahlen.stellenjahre{end}" for end in ("_abgerechnet", "_bewilligt", ""))
    stated = ("bescheid.stellenanteile", "deckblatt.stellenanteile")
    own = {column.id for column in form.tables["personal"].columns} if "personal" in form.tables else set()
    values: list[LiveValue] = []
    if {_SHARE, _MONTHS} <= own:
        open_lines = f"SUM(IF(«l:personal»,IF(«g:{_SHARE}»,IF(«g:{_MONTHS}»,0,1),1),0))"
        bad = f"IF(MAX(«s:{_SHARE}»,«s:{_MONTHS}»)=2,2,0)"
        total = f"SUM(IF(«g:{_SHARE}»,IF(«g:{_MONTHS}»,«c:{_SHARE}»*«c:{_MONTHS}»,0),0))/12"
        values.append(LiveValue(funded, f"IF(«n:personal»=0,0,IF({open_lines}=0,1,{bad}))", total))
    months = "IF(«s:bescheid.monate»=1,«v:bescheid.monate»,12)"
    state, value = _first(*stated)
    values.append(LiveValue(granted, state, f"{value}*{months}/12"))
    if values[0].id == funded:
        values.append(LiveValue(posts, _given((funded, granted)), f"MIN(«v:{funded}»,«v:{granted}»)"))
        amount = constants.get("hoechstbetrag_je_stelle", "«v:hoechstbetrag_je_stelle»")
        values.append(LiveValue("zahlen.hoechstbetrag", f"«s:{posts}»", cents(f"«v:{posts}»*{amount}")))
    return tuple(values)


def _sums(form: Form) -> tuple[LiveValue, ...]:
    spent = [row.fields[0].id for row in positions(form, "ausgaben")]
    eligible = [f"{name}_zuwendungsfaehig" for name in spent]
    income = [row.fields[0].id for row in positions(form, "einnahmen")]
    parts = {
        "sachausgaben": [name for name in eligible if PERSONNEL not in name],
        "zuwendungsfaehige_ausgaben": eligible,
        "ausgaben": spent,
        "einnahmen": income,
        "eigen_und_dritte": [name for name in income if name.partition(".")[2] not in _STATE],
    }
    personnel = f"ausgaben.{PERSONNEL}_zuwendungsfaehig"
    stated = [LiveValue("zahlen.personalausgaben", f"«s:{personnel}»", f"«v:{personnel}»")]
    return (
        *(stated if personnel in form.fields else ()),
        *(
            LiveValue(f"zahlen.{name}", _given(ids), cents("+".join(f"«v:{each}»" for each in ids)))
            for name, ids in parts.items()
            if ids and all(each in form.fields for each in ids)
        ),
    )


def _planned(form: Form) -> tuple[LiveValue, ...]:
    """The sum of the Finanzierungsplan; a position that is not in it counts as zero."""
    ids = [f"{row.fields[0].id}{PLAN}" for row in positions(form, "ausgaben")]
    ids = [each for each in ids if each in form.fields]
    if not ids:
        return ()
    states = ",".join(f"«s:{each}»" for each in ids)
    return (
        LiveValue(
            "zahlen.ausgaben_plan", f"MAX({states})", cents("+".join(f"N(«v:{each}»)" for each in ids))
        ),
    )


def _given(ids: Iterable[str]) -> str:
    """The state of what needs all these: given, unreadable if one is, else missing."""
    states = [f"«s:{each}»" for each in ids]
    return f"IF(MAX({','.join(states)})=2,2,MIN({','.join(states)}))"


def _first(register: str, form: str) -> tuple[str, str]:
    """State and value of a number that the register knows, else the Deckblatt."""
    return f"IF(«s:{register}»=1,1,«s:{form}»)", f"IF(«s:{register}»=1,«v:{register}»,«v:{form}»)"
