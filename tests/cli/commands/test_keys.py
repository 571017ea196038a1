"""`signpost keys`: made, listed and revoked without a server, and never shown twice."""

import hashlib
import sqlite3

import pytest

from tests.cli.conftest import Shell, refused


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A shell in which two keys were created, one revoked; and what each command said."""
    shell = Shell(tmp_path_factory.mktemp("keys"))
    created = shell.run("keys", "create", "--scope", "search", "--scope", "ask", "--name", "help [page]", "--json")
    plain = shell.run("keys", "create", "--scope", "metrics", "--days", "30")
    revoked = shell.run("keys", "revoke", created.document["id"])
    return shell, created, plain, revoked


def test_json_holds_the_token_once_and_nothing_else_is_printed(made):
    _, created, _, _ = made
    assert created.code == 0
    assert created.document["scopes"] == ["ask", "search"]
    assert created.document["token"].startswith(f"sp_{created.document['id']}.")
    assert created.document["token"] not in created.err


def test_a_person_can_pipe_the_token_because_words_go_to_standard_error(made):
    _, _, plain, _ = made
    (token,) = plain.out.splitlines()
    assert token.startswith("sp_")
    assert "only this once" in plain.err


def test_the_list_tells_the_state_of_each_and_no_secret(made):
    shell, created, plain, revoked = made
    listed = shell.run("keys", "list", "--json")
    first, second = listed.document
    assert revoked.code == 0
    assert (first["id"], first["name"]) == (created.document["id"], "help [page]")
    assert first["revoked_at"].endswith("+00:00")
    assert (second["revoked_at"], second["scopes"]) == (None, ["metrics"])
    assert second["expires_at"] > second["created_at"]
    secrets = [created.document["token"].partition(".")[2], plain.out.strip().partition(".")[2]]
    assert not [secret for secret in secrets if secret in listed.out]


def test_the_table_shows_ids_in_full_in_a_narrow_terminal(made):
    shell, created, _, _ = made
    listed = shell.run("keys", "list", COLUMNS="60")
    assert created.document["id"] in listed.out
    assert "revoked" in listed.out


def test_only_hashes_are_stored(made):
    shell, created, _, _ = made
    content = b"".join(path.read_bytes() for path in (shell.folder / "data").glob("signpost.db*"))
    secret = created.document["token"].partition(".")[2]
    assert secret.encode() not in content
    assert hashlib.sha256(secret.encode()).hexdigest().encode() in content


def test_a_revoked_key_cannot_be_revoked_again(made):
    shell, created, _, _ = made
    assert created.document["id"] in refused(shell.run("keys", "revoke", created.document["id"]))


def test_an_unknown_key_is_said_with_where_to_find_the_ids(shell):
    assert refused(shell.run("keys", "revoke", "nobody")) == "There is no key nobody; `signpost keys list` shows them."


def test_an_unknown_scope_is_answered_with_the_known_ones(shell):
    line = refused(shell.run("keys", "create", "--scope", "root"))
    assert line == "There is no scope 'root'; the scopes are ask, search, assist, metrics, admin."


def test_a_database_that_cannot_be_used_is_one_line_and_no_key_is_promised(shell):
    (shell.folder / "file").write_text("not a folder")
    done = shell.run("keys", "create", "--scope", "ask", DATA_DIR=str(shell.folder / "file"))
    assert (done.code, done.out) == (1, "")
    assert "The database failed" in done.err
    assert "Traceback" not in done.err


def test_the_database_of_a_newer_version_is_left_alone(made, tmp_path):
    shell = Shell(tmp_path)
    assert shell.run("keys", "create", "--scope", "ask").code == 0
    with sqlite3.connect(tmp_path / "data" / "signpost.db") as database:
        database.execute("UPDATE alembic_version SET version_num = 'r9999'")
    database.close()
    done = shell.run("keys", "list")
    assert (done.code, done.out) == (1, "")
    assert "newer" in done.err
    assert "Traceback" not in done.err


def test_an_agents_key_carries_the_name_they_answer_under(shell):
    made = shell.run("keys", "create", "Ana", "--scope", "assist", "--json")
    (listed,) = shell.run("keys", "list", "--json").document
    assert made.code == 0
    assert (listed["name"], listed["scopes"]) == ("Ana", ["assist"])
