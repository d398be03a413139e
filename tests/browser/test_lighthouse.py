"""Lighthouse on the front page and on the longest page: 100 for accessibility, best practice and search engines.

Of performance, what hangs on the page: the first and the largest paint, simulated for a slow phone, and that nothing
moves. How long scripts block tells as much of the machine, and other tests run beside this one; `make audit` holds the
whole score at 100, as the median of five runs.
"""

import pytest

from audit import lighthouse
from audit.browser import longest
from needs import need


@pytest.mark.parametrize("which", ["front page", "longest page"])
def test_hundred(server, site, checkers, which):
    need("chromium", "chromium")
    name = "index.html" if which == "front page" else longest(site.folder)
    # A busy machine makes a page look slow, and never fast.
    for _ in range(3):
        scores = lighthouse.measure(server.address, name, runs=1)
        if min(scores.metrics.values()) >= 0.95:
            break
    others = {category: score for category, score in scores.scores.items() if category != "performance"}
    assert set(others.values()) == {lighthouse.LEAST}, f"{name}: {others} {scores.missed}"
    assert min(scores.metrics.values()) >= 0.95, f"{name}: {scores.metrics}"
