"""What a disk says, in German."""

from __future__ import annotations

import errno

_WORDS = {
    errno.ENOENT: "es gibt sie nicht",
    errno.EACCES: "die Zugriffsrechte reichen nicht",
    errno.EPERM: "die Zugriffsrechte reichen nicht",
    errno.EISDIR: "das ist ein Ordner",
    errno.ENOTDIR: "ein Teil des Pfads ist kein Ordner",
    errno.EEXIST: "es gibt sie schon",
    errno.ENOSPC: "auf dem Datenträger ist kein Platz mehr",
    errno.EDQUOT: "der erlaubte Speicherplatz ist verbraucht",
    errno.EROFS: "der Datenträger lässt kein Schreiben zu",
    errno.ENAMETOOLONG: "der Name ist zu lang",
}


def why(error: OSError) -> str:
    """The reason as the end of a sentence about a file; the system's own words where we have none."""
    return _WORDS.get(error.errno or 0, error.strerror or type(error).__name__)
