"""The whole demo in one call: prepare the folder, play the three days, leave the results, add up."""

from __future__ import annotations

from pathlib import Path

from kmn_automation.simulation.scenario import Stop, Tell, play, staged
from kmn_automation.simulation.scenario_folder import HOME, leave, prepare_folder
from kmn_automation.simulation.scenario_sums import Summary, summarise


def run_demo(folder: Path, tell: Tell, stop: Stop) -> Summary:
    """The figures of the demo; everything to look at lies in the folder afterwards, and no process is left.

    Raises:
        Misconfigured: the folder belongs to something else, or the extra packages are missing.
        TryLater: the embedded servers do not start.
        Stopped: `stop` said so.
    """
    prepare_folder(folder)
    tell("Die eingebauten Mailserver starten, das Register wird übernommen.")
    with staged(folder / HOME) as (stage, ods):
        stage.stop = stop
        play(stage, ods.result, tell)
        leave(stage, folder)
        return summarise(stage)
