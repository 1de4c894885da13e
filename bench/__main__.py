"""`make bench`: 600 report mails on real Dovecot and Postfix; this program beside a plain script, seconds per stage."""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from bench.mails import lay_down, make_mails
from bench.memory import Watch
from bench.plain import run_plain
from kmn_automation.app.day import run_pass
from kmn_automation.simulation.network import invent_network
from tests.certificates import make_certificates
from tests.office import RealOffice, open_office
from tests.servers import Dovecot, Postfix, public_folder

SECONDS, FASTER, MEGABYTES = 75.0, 5.0, 300.0
"""What is to be reached: time for all mails, times faster than the plain script, memory with all children (PSS)."""


def main() -> int:
    """Prints both runs and the ratios; 1 if a figure is missed."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--mails", type=int, default=600)
    parser.add_argument(
        "--plain-mails", type=int, default=120, help="the plain script is linear; its time is scaled"
    )
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = stack.enter_context(public_folder("kmn-bench-"))
        certificates = make_certificates(folder)
        dovecot = stack.enter_context(
            Dovecot(stack.enter_context(public_folder("kmn-dovecot-")), certificates)
        )
        postfix = stack.enter_context(Postfix(stack.enter_context(public_folder("kmn-postfix-")), dovecot))
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        office = open_office(home / "home", dovecot, postfix, invent_network(11, options.mails, 2025))
        return compare(office, options.mails, min(options.plain_mails, options.mails))


def apart(work: Callable[..., list[float]], *arguments: object) -> list[float]:
    """What the function gives, from a process of its own: what the bench itself needs is not the program's memory."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=lambda: there.send(work(*arguments)))
    process.start()
    there.close()
    result: list[float] = here.recv()
    process.join()
    return result


def prepare(office: RealOffice, number: int, plain_number: int) -> list[float]:
    """Fills both mailboxes and lets the plain script run; kB of a mail, and its seconds for all mails."""
    mails = make_mails(office, number)
    lay_down(office, "plain@kmn.test", mails[:plain_number])
    lay_down(office, office.address, mails)
    begin = time.perf_counter()
    done = run_plain(office, "plain@kmn.test")
    seconds = (time.perf_counter() - begin) / done * number
    return [sum(map(len, mails)) / number / 1000, seconds]


def compare(office: RealOffice, number: int, plain_number: int) -> int:
    """Runs the plain script on a part of the mails and this program on all of them."""
    print(f"prepare {number} mails …", flush=True)
    size, plain = apart(prepare, office, number, plain_number)
    print(f"plain script: {plain_number} mails, scaled to {number}: {plain:.1f} s")
    office.place.toolbox.all()

    with Watch() as watch:
        begin = time.perf_counter()
        result = run_pass(office.place)
        ours = time.perf_counter() - begin
    for failure in result.failures:
        print("FAILURE", failure)
    print(
        f"kmn run: {sum(result.handled.values())} mails of {size:.0f} kB, "
        f"{sum(result.sent.values())} sent: {ours:.1f} s"
    )
    for stage, seconds in result.seconds.items():
        print(f"  {stage:<14}{seconds:7.1f} s  {seconds / number * 1000:7.1f} ms a mail")
    print(f"memory at most: {watch.peak_megabytes:.0f} MB (PSS, children included)")
    print(f"times faster than the plain script: {plain / ours:.1f}")
    checks = {
        f"time <= {SECONDS:.0f} s (for 600)": ours / number * 600 <= SECONDS,
        f"memory <= {MEGABYTES:.0f} MB": watch.peak_megabytes <= MEGABYTES,
        f"faster >= {FASTER:.0f}": plain / ours >= FASTER,
        "every mail handled": sum(result.handled.values()) == number and not result.failures,
    }
    for name, fits in checks.items():
        print(f"{'reached' if fits else 'MISSED '}  {name}")
    return 0 if all(checks.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
