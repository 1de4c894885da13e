"""A foreign program under limits: this module limits itself, leaves the network, and becomes that program.

`python -I -m kmn_automation.ground.confined MEMORY CPU_SECONDS FILE_SIZE PROGRAM ARGUMENT…` (bytes and seconds)
"""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Sequence

from kmn_automation.ground.jail_child import leave_network

MODULE = "kmn_automation.ground.confined"


def confined(command: Sequence[str], *, memory: int, cpu_seconds: int, file_size: int) -> list[str]:
    """The command line that runs `command` under these limits."""
    return [sys.executable, "-I", "-m", MODULE, str(memory), str(cpu_seconds), str(file_size), *command]


def main(arguments: list[str]) -> None:
    """Never returns."""
    memory, seconds, size = (int(each) for each in arguments[:3])
    leave_network()
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.execv(arguments[3], arguments[3:])  # noqa: S606 - the program is given by our own code


if __name__ == "__main__":
    main(sys.argv[1:])
