"""The ablation takes away what its rows say, and shows every measure."""

import yaml

from evaluation.ablation import ROWS, SHOWN, strip, table
from evaluation.metrics import Measure
from evaluation.records import Split
from knowledge.parse import read_guide


def test_stripped_guides_lack_what_was_taken_and_nothing_else(tmp_path):
    strip(tmp_path / "guides", ("phrasings", "declines"))
    sidecar = yaml.safe_load((tmp_path / "guides" / "en" / "chatgpt-bad-gateway.yaml").read_text("utf-8"))
    assert set(sidecar) == {"variants"}
    guide = read_guide([tmp_path / "guides"])
    assert guide.declines == ()
    assert all(not chunk.phrasings for chunk in guide.chunks)
    assert guide.steps("en")[0].step.words


def test_the_table_has_a_row_a_variant_and_a_column_a_measure():
    made = tuple(Measure(name, "en", Split.DEV, place / 10, 10.0, 0.0, 1.0) for place, name in enumerate(SHOWN))
    lines = table({row.name: made for row in ROWS}, "en", Split.DEV)
    assert len(lines) == 2 + len(ROWS)
    assert lines[2].startswith("| as shipped | 0.00 | 0.10 |")
