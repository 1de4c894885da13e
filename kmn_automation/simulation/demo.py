"""The whole demo in one call: prepare the folder, play the three days, leave the results, add up."""

from __future__ import annotations

from pathlib import Path

from kmn_automation.simulation.scenario import Tell, play, staged
from kmn_automation.simulation.scenario_folder import HOME, leave, prepare_folder
from kmn_automation.simulation.scenario_sums import Summary, summarise


def run_demo(folder: Path, tell: Tell) -> Summary:
    """The figures of the demo; everything to look at lies in the folder afterwards, and no process is left.

    Raises:
        Misconfigured: the folder belongs to something else, or the extra packages are missing.
        TryLater: the embedded servers do not start.
    """
    prepare_folder(folder)
    tell("Die eingebauten Mailserver starten, das Register wird übernommen.")
    with staged(folder / HOME) as (stage, ods):
        play(stage, ods.result, tell)
        leave(stage, folder)
        return summarise(stage)
