"""Where the product writes."""

from pathlib import Path

from infra.settings import DataSettings


def test_data_goes_to_a_folder_beside_us_unless_told_otherwise(monkeypatch):
    monkeypatch.delenv("DATA_DIR", raising=False)
    assert DataSettings().data_dir == Path("data")


def test_the_environment_names_another_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    assert DataSettings().data_dir == tmp_path


def test_an_empty_variable_counts_as_unset(monkeypatch):
    monkeypatch.setenv("DATA_DIR", "")
    assert DataSettings().data_dir == Path("data")
