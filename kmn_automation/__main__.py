"""`python -m kmn_automation` is the command `kmn`."""

from __future__ import annotations

from kmn_automation.cli.main import main

if __name__ == "__main__":
    main()
