"""A certificate authority of the tests' own and one server certificate for 127.0.0.1, localhost, mail.kmn.test."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30")
NAMES = "subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:mail.kmn.test"


@dataclass(frozen=True, slots=True)
class Certificates:
    """`authority` is what a client must trust, the other two are what a server shows."""

    authority: Path
    certificate: Path
    key: Path


def make_certificates(folder: Path, names: str = NAMES) -> Certificates:
    """Both certificates as files in `folder`, valid for 30 days, strict enough for Python 3.13."""
    made = Certificates(folder / "ca.pem", folder / "server.pem", folder / "server.key")
    ca_key = folder / "ca.key"
    _openssl(
        *("-keyout", ca_key, "-out", made.authority, "-subj", "/CN=KMN test authority"),
        *("-addext", "keyUsage=critical,keyCertSign,cRLSign"),
    )
    _openssl(
        *("-keyout", made.key, "-out", made.certificate, "-subj", "/CN=mail.kmn.test"),
        *("-CA", made.authority, "-CAkey", ca_key, "-addext", names),
        *("-addext", "basicConstraints=critical,CA:FALSE", "-addext", "extendedKeyUsage=serverAuth"),
    )
    made.key.chmod(0o644)  # the servers run as another user; the key protects nothing
    return made


def _openssl(*arguments: str | Path) -> None:
    program = shutil.which("openssl") or "openssl"
    subprocess.run([program, "req", "-x509", *NEW_KEY, *arguments], check=True, capture_output=True)
