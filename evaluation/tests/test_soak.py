"""A short soak of the native module, and the figures that a soak is judged by."""

import subprocess
import sys
from pathlib import Path

import pytest

from evaluation.soak import takes, watch

RUN = Path(takes.__file__).with_name("run.py")


def test_ten_takes():
    words = [sys.executable, RUN, "--takes", "10", "--samples", "1", "--only", "module"]
    done = subprocess.run([*words], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "10 takes" in done.stdout and "1 samples" in done.stdout


@pytest.mark.parametrize(
    "values, expected",
    [([90, 1, 2, 3, 4, 5, 6], 3), ([0, 7, 7, 7, 7], 0), ([0, 5, 1, 1, 5, 1, 1], 0)],
)
def test_growth_leaves_out_the_start_and_single_rows(values, expected):
    rows = [{"takes": 25 * n, "rss_mb": value} for n, value in enumerate(values)]
    assert watch.growth(rows, "rss_mb", 25) == expected


def test_takes_depend_on_their_number_alone():
    rigs = ["a", "b", "c"]
    assert [takes.take(n, rigs) for n in range(60)] == [
        takes.take(n, rigs) for n in range(60)
    ]
    ends = {takes.take(n, rigs).statuses for n in range(300)}
    assert ends == {(0,), (0, 130), (2,), (3,), (4,)}
    assert len(takes.samples(1000, 20)) == 20
