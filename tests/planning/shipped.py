"""The workflows that the checkout ships."""

from __future__ import annotations

from pathlib import Path

from kmn_automation.planning.workflow_file import load_workflows

FOLDER = Path(__file__).parent.parent.parent / "workflows"
TEXTS = {each.name: each.read_text("utf-8") for each in FOLDER.glob("*.yaml")}
WORKFLOWS = load_workflows(TEXTS)
PROOF = next(each for each in WORKFLOWS if each.id == "verwendungsnachweis")
CORRECTION = next(each for each in WORKFLOWS if each.id == "nachbesserung")
INVITATION = next(each for each in WORKFLOWS if each.id == "einladung")
YEAR_PLAN = next(each for each in WORKFLOWS if each.id == "jahresplan")
