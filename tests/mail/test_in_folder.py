from __future__ import annotations

import os
from pathlib import Path

import pytest

from kmn_automation.mail.folder import FolderSource
from kmn_automation.mail.source import MailSource, Ref
from kmn_automation.model.error import Misconfigured, TryLater

RAW = b"From: a@traeger.example\r\nMessage-ID: <m1@office.example>\r\nSubject: eins\r\n\r\nText\r\n"


def box(folder: Path, count: int = 3) -> MailSource:
    for number in range(count):
        path = folder / f"{number}.eml"
        path.write_bytes(RAW.replace(b"m1", f"m{number}".encode()))
        os.utime(path, (1_700_000_000 - number, 1_700_000_000 - number))
    (folder / "notiz.txt").write_text("keine Nachricht", "utf-8")
    return FolderSource(folder)


def test_the_oldest_file_comes_first_with_its_header_and_time(tmp_path: Path) -> None:
    listed = list(box(tmp_path).list_inbox())
    assert [b"<m2@" in each.header for each in listed] == [True, False, False]
    assert listed[0].header.endswith(b"Subject: eins\r\n\r\n")
    assert listed[0].received_at.isoformat() == "2023-11-14T22:13:18+00:00"
    assert listed[0].size == len(RAW)


def test_a_moved_mail_is_out_of_the_inbox_and_keeps_its_name(tmp_path: Path) -> None:
    source = box(tmp_path)
    ref = next(iter(source.list_inbox())).ref
    assert dict(source.fetch([ref]))[ref].startswith(b"From: a@")
    source.move(ref, "KMN/Erledigt")
    source.move(ref, "KMN/Erledigt")
    assert (tmp_path / "KMN/Erledigt/2.eml").is_file()
    assert ref not in {each.ref for each in source.list_inbox()}
    assert list(source.fetch([ref])) == []


def test_a_second_file_of_the_same_name_does_not_replace_the_first(tmp_path: Path) -> None:
    source = box(tmp_path, 1)
    (tmp_path / "Ablage").mkdir()
    (tmp_path / "Ablage/0.eml").write_bytes(b"alt")
    source.move(next(iter(source.list_inbox())).ref, "Ablage")
    assert (tmp_path / "Ablage/0.eml").read_bytes() == b"alt"
    assert (tmp_path / "Ablage/0-2.eml").is_file()


def test_a_file_keeps_its_number_when_others_come_and_go(tmp_path: Path) -> None:
    before = {each.ref for each in box(tmp_path).list_inbox()}
    (tmp_path / "a.eml").write_bytes(RAW)
    with box(tmp_path) as source:
        new = [each.ref for each in source.list_inbox(before)]
    assert len(new) == 1


def test_a_folder_name_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    inner = tmp_path / "innen"
    inner.mkdir()
    source = box(inner, 1)
    source.append("../../aussen", RAW)
    assert not (tmp_path.parent / "aussen").exists()
    assert (inner / "aussen").is_dir()


def test_our_own_letter_is_found_in_its_folder_only(tmp_path: Path) -> None:
    source = box(tmp_path, 0)
    source.append("Gesendet", RAW)
    source.append("Gesendet", RAW)
    assert len(list((tmp_path / "Gesendet").iterdir())) == 1
    assert source.find_own("Gesendet", "m1@office.example")
    assert not source.find_own("Gesendet", "m2@office.example")
    assert not source.find_own("Leer", "m1@office.example")


def test_a_folder_that_does_not_exist_is_a_setting_to_mend(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="gibt es nicht"):
        FolderSource(tmp_path / "fehlt")


def test_a_target_that_cannot_be_made_means_try_later(tmp_path: Path) -> None:
    source = box(tmp_path, 1)
    (tmp_path / "Ablage").write_text("eine Datei", "utf-8")
    ref = next(iter(source.list_inbox())).ref
    with pytest.raises(TryLater):
        source.move(ref, "Ablage")
    assert isinstance(ref, Ref)
    assert len(list(source.list_inbox())) == 1


def test_another_folder_is_listed_and_emptied_as_the_inbox(tmp_path: Path) -> None:
    source = box(tmp_path, 1)
    assert list(source.list_folder("Freigegeben/Anna")) == []
    source.ensure("Freigegeben/Anna")
    source.move(next(iter(source.list_inbox())).ref, "Freigegeben/Anna")

    (listed,) = source.list_folder("Freigegeben/Anna")
    assert dict(source.fetch([listed.ref])) == {listed.ref: RAW.replace(b"m1", b"m0")}
    source.move(listed.ref, "Erledigt")

    assert list(source.list_folder("Freigegeben/Anna")) == []
    assert (tmp_path / "Erledigt/0.eml").is_file()
