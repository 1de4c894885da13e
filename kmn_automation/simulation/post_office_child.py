"""Runs pymap as a program of its own that ends when its parent does, even one that was killed.

The parent holds the other end of standard input; at its end the pipe closes, whatever happened.
"""

from __future__ import annotations

import os
import sys
import threading

from pymap.main import main


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, daemon=True).start()
    main()
