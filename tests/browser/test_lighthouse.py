"""Lighthouse on the front page and on the longest page: 100 in all four categories.

How long scripts block, a third of the score for performance, tells as much of the machine, and other tests run beside
this one. A busy machine makes a page look slow, and never fast: so one run with 100 is enough here. `make audit`, which
has the machine to itself, takes the median of five.
"""

import pytest

from audit import lighthouse
from audit.browser import longest
from needs import need

TRIES = 8


@pytest.mark.parametrize("which", ["front page", "longest page"])
def test_hundred(server, site, checkers, which):
    need("chromium", "chromium")
    name = "index.html" if which == "front page" else longest(site.folder)
    runs = []
    while len(runs) < TRIES and not (runs and runs[-1].scores["performance"] == lighthouse.LEAST):
        runs.append(lighthouse.measure(server.address, name, runs=1))
    others = {category: score for category, score in runs[-1].scores.items() if category != "performance"}
    assert set(others.values()) == {lighthouse.LEAST}, f"{name}: {others} {runs[-1].missed}"
    performance = [run.scores["performance"] for run in runs]
    assert max(performance) == lighthouse.LEAST, f"{name}: {performance} {runs[-1].missed}"
