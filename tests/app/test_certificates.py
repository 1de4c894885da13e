"""The last day of a certificate is read from real servers, and the digest names what runs out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from kmn_automation.app.certificates import note_certificates
from kmn_automation.app.settings import RunSettings, dated_things
from kmn_automation.mail.certificate import Hello, certificate_end
from kmn_automation.model.error import TryLater
from kmn_automation.steps.report_day import summarise
from tests.office import RealOffice, open_office
from tests.servers import HOST, Dovecot, Postfix


@pytest.fixture
def office(tmp_path: Path, dovecot: Dovecot, postfix: Postfix) -> Iterator[RealOffice]:
    office = open_office(tmp_path / "home", dovecot, postfix, expires="Kennwort imap 2026-05-20")
    yield office
    office.place.close()


def warnings(office: RealOffice) -> str:
    desk = office.place.desk()
    with office.place.store.read() as tx:
        return " ".join(summarise(tx, desk).warnings)


def test_every_way_into_tls_shows_the_same_last_day(dovecot: Dovecot, postfix: Postfix) -> None:
    authority = str(dovecot.certificates.authority)
    ways = [
        (dovecot.imaps_port, Hello.TLS), (dovecot.imap_port, Hello.IMAP),
        (postfix.smtps_port, Hello.TLS), (postfix.smtp_port, Hello.SMTP),
    ]  # fmt: skip

    found = {certificate_end(HOST, port, hello, authority) for port, hello in ways}

    assert len(found) == 1


def test_a_server_that_is_away_or_not_believed_is_told_as_such(dovecot: Dovecot) -> None:
    with pytest.raises(TryLater, match="ließ sich nicht lesen"):
        certificate_end(HOST, 9, Hello.TLS)
    with pytest.raises(TryLater, match="ließ sich nicht lesen"):
        certificate_end(HOST, dovecot.imaps_port, Hello.TLS)


def test_the_digest_names_what_ends_within_three_weeks(office: RealOffice) -> None:
    assert note_certificates(office.place) == 2
    end = certificate_end(
        HOST, office.dovecot.imaps_port, Hello.TLS, str(office.dovecot.certificates.authority)
    )
    noon = dt.datetime.combine(end, dt.time(10), dt.UTC)
    assert "„Kennwort imap“ (Einstellung expires) läuft am 20.05.2026 ab" in warnings(office)

    office.clock.now = noon - dt.timedelta(days=22)
    assert "Zertifikat" not in warnings(office)
    office.clock.now = noon - dt.timedelta(days=21)
    assert f"läuft am {end:%d.%m.%Y} ab. Bitte vorher erneuern." in warnings(office)
    office.clock.now = noon + dt.timedelta(days=1)
    assert f"ist seit dem {end:%d.%m.%Y} abgelaufen" in warnings(office)


@pytest.mark.parametrize("text", ["2026-01-01", "imap", "imap 2026-13-01", "imap 01.02.2026"])
def test_a_line_without_thing_or_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expires"):
        RunSettings(expires=text)


def test_things_and_days_are_read() -> None:
    read = dated_things(RunSettings(expires="Kennwort imap 2027-01-31, Token 2027-02-28").expires)

    assert read == (("Kennwort imap", dt.date(2027, 1, 31)), ("Token", dt.date(2027, 2, 28)))
