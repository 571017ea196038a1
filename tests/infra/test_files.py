"""Files are whole or absent, locks end with their process, private folders do not pile up."""

import os
import signal
import stat
import subprocess
import sys
import tempfile
import threading

import pytest

from infra.files import (
    LockHeldError,
    discard_folder,
    locked,
    private_folder,
    sha256_of,
    sync_tree,
    write_atomically,
    write_synced,
)


def test_a_reader_sees_the_old_content_until_the_new_is_whole(tmp_path):
    path = tmp_path / "pointer"
    write_atomically(path, b"old")
    seen = []
    write_atomically(path, b"new", before_rename=lambda: seen.append(path.read_bytes()))
    assert (seen, path.read_bytes()) == ([b"old"], b"new")


def test_a_failure_before_the_rename_leaves_the_old_content_and_no_litter(tmp_path):
    path = tmp_path / "pointer"
    write_atomically(path, b"old")

    def fail():
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_atomically(path, b"new", before_rename=fail)
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("pointer", b"old")]


def test_sha256_is_that_of_the_content(tmp_path):
    write_synced(tmp_path / "x", b"abc")
    assert sha256_of(tmp_path / "x") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_whole_tree_can_be_synced(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "file").write_bytes(b"x")
    sync_tree(tmp_path)
    assert (tmp_path / "a" / "b" / "file").read_bytes() == b"x"


def test_a_lock_keeps_others_out_until_it_is_released(tmp_path):
    with locked(tmp_path / "lock", 1), pytest.raises(LockHeldError), locked(tmp_path / "lock", 0):
        pytest.fail("two held one lock")
    with locked(tmp_path / "lock", 0):
        pass


def test_who_waits_for_a_lock_gets_it_when_it_is_free(tmp_path):
    held, release, got = threading.Event(), threading.Event(), threading.Event()

    def hold():
        with locked(tmp_path / "lock", 0):
            held.set()
            release.wait(10)

    def want():
        with locked(tmp_path / "lock", 10):
            got.set()

    threads = [threading.Thread(target=hold), threading.Thread(target=want)]
    threads[0].start()
    held.wait(10)
    threads[1].start()
    assert not got.is_set()
    release.set()
    for thread in threads:
        thread.join(10)
    assert got.is_set()


def test_a_killed_process_leaves_no_lock_and_its_private_folder_is_swept(tmp_path, monkeypatch):
    script = f"""
import sys, time
from pathlib import Path
from infra.files import locked, private_folder
with locked(Path({str(tmp_path / "lock")!r}), 0):
    print(private_folder("signpost-test-"), flush=True)
    time.sleep(60)
"""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    monkeypatch.setattr(tempfile, "tempdir", None)
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as owner:
        left = owner.stdout.readline().strip()
        mine = private_folder("signpost-test-")
        assert os.path.isdir(left), "the folder of a living process was swept"
        with pytest.raises(LockHeldError), locked(tmp_path / "lock", 0):
            pytest.fail("the lock of a living process was taken")
        owner.send_signal(signal.SIGKILL)
    with locked(tmp_path / "lock", 5):
        pass
    another = private_folder("signpost-test-")
    assert (os.path.exists(left), mine.exists()) == (False, True)
    discard_folder(mine)
    discard_folder(another)


def test_a_private_folder_is_ours_alone_and_goes_when_told():
    folder = private_folder("signpost-test-")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    discard_folder(folder)
    discard_folder(folder)
    assert not folder.exists()


def test_a_link_with_our_prefix_is_not_followed(tmp_path, monkeypatch):
    """Whoever may write to the temporary place must not be able to point the sweep at other folders."""
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / ".owner").touch()
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    (scratch / "signpost-test-x").symlink_to(precious)
    discard_folder(private_folder("signpost-test-"))
    assert (precious / ".owner").exists()
