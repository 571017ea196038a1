"""Chroma's files are doubted before they are searched, and nothing is ever embedded, fetched or reported."""

import numpy as np
import pytest

from knowledge.ports import StoreDamagedError
from knowledge.stores.chroma import RefusingEmbeddings, collection_name, open_chroma, translated, write_chroma
from knowledge.vectors import Partition, VectorKey
from tests.child import run_script


def a_partition(count, seed=0):
    drawn = np.random.default_rng(seed).normal(size=(count, 8)).astype(np.float32)
    keys = tuple(VectorKey("en", "a#b", "phrasing", i) for i in range(count))
    return Partition(keys, ("text",) * count, drawn / np.linalg.norm(drawn, axis=1, keepdims=True))


def test_fewer_vectors_than_stored_are_noticed(tmp_path):
    write_chroma(tmp_path / "c", {"en": a_partition(20)}, lambda: None)
    with pytest.raises(StoreDamagedError, match="holds 20 vectors where 30 were stored"):
        open_chroma(tmp_path / "c", {"en": a_partition(30)}, lambda: None)


def test_other_vectors_than_stored_are_noticed(tmp_path):
    write_chroma(tmp_path / "c", {"en": a_partition(20)}, lambda: None)
    with pytest.raises(StoreDamagedError, match="does not find vectors that were stored"):
        open_chroma(tmp_path / "c", {"en": a_partition(20, seed=1)}, lambda: None)


def test_a_truncated_database_is_an_ending_and_no_crash(tmp_path):
    write_chroma(tmp_path / "c", {"en": a_partition(20)}, lambda: None)
    database = tmp_path / "c" / "chroma.sqlite3"
    database.write_bytes(database.read_bytes()[:5000])
    with pytest.raises(StoreDamagedError):
        open_chroma(tmp_path / "c", {"en": a_partition(20)}, lambda: None)


def test_a_folder_that_cannot_be_written_is_said_to_be_one(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StoreDamagedError, match="cannot open its files"):
        write_chroma(tmp_path / "file" / "c", {"en": a_partition(2)}, lambda: None)


def test_each_batch_is_reported_while_writing(tmp_path):
    batches = []
    write_chroma(tmp_path / "c", {"en": a_partition(1001)}, lambda: batches.append(1))
    assert len(batches) == 3


def test_the_embedding_function_refuses():
    with pytest.raises(StoreDamagedError):
        RefusingEmbeddings().embed_query("text")


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "guide-en"), ("pt-BR", "guide-pt-BR"), ("中", "guide-xe4b8ad"), ("a..b", "guide-x612e2e62")],
)
def test_collections_are_named_in_the_letters_chroma_allows(language, name):
    assert collection_name("guide", language) == name


def test_a_panic_below_python_is_translated_and_an_interrupt_is_not():
    class Panic(BaseException):
        pass

    with pytest.raises(StoreDamagedError), translated("It failed."):
        raise Panic
    with pytest.raises(KeyboardInterrupt), translated("It failed."):
        raise KeyboardInterrupt


SCRIPT = """
import json, os, sys
from pathlib import Path
dialled = []
def note(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "urllib.Request"):
        dialled.append((event, str(arguments)))
sys.addaudithook(note)
from knowledge.factory import build_library
from knowledge.settings import KnowledgeSettings
from tests.knowledge.guides import write_guide
home = Path(sys.argv[1])
library = build_library(KnowledgeSettings(guides=write_guide(home / "guide"), model="hashing"), home / "data")
library.reindex()
assert library.current().store == "chroma", library.state
assert library.current().search("clear the cache").hits[0].chunk.section == "clear-cache"
# sockets below Python (Chroma's engine is Rust) show here, and in no audit event
links = [f"/proc/self/fd/{number}" for number in os.listdir("/proc/self/fd")]
sockets = {os.readlink(link)[8:-1] for link in links if os.path.exists(link) and "socket:" in os.readlink(link)}
tables = [Path("/proc/self/net", name).read_text().splitlines()[1:] for name in ("tcp", "tcp6", "udp", "udp6")]
rows = [line.split() for table in tables for line in table]
below = [row[2] for row in rows if row[9] in sockets]
library.close()
print(json.dumps({"dialled": dialled, "below": below, "fetched": [str(p) for p in (home / "home").rglob("*")]}))
"""


def test_building_and_searching_dial_nothing_and_download_nothing(tmp_path):
    """Left to itself, Chroma downloads a model into the home directory on the first text."""
    (tmp_path / "home").mkdir()
    done = run_script(SCRIPT, tmp_path, HOME=tmp_path / "home", XDG_CACHE_HOME=tmp_path / "home")
    assert done.stderr == ""
    assert done.stdout == '{"dialled": [], "below": [], "fetched": []}\n'
