"""What a first view costs a phone, on every page, and that nothing is asked of another host."""

from audit import weight


def test_first_views_keep_the_budget(browser, server, pages):
    views = weight.first_views(browser, server.address, pages)
    assert [view.page for view in views] == pages
    assert [f"{view.page}: {view.elsewhere}" for view in views if view.elsewhere] == []
    over = [
        f"{view.page}: {view.bytes:,} bytes (at most {weight.MOST_BYTES:,}), {view.requests} files "
        f"(at most {weight.MOST_REQUESTS}): {view.heaviest(4)}"
        for view in views
        if view.bytes > weight.MOST_BYTES or view.requests > weight.MOST_REQUESTS
    ]
    assert over == [], "\n".join(over)
    # A page that nobody could measure would pass as well.
    assert all(view.bytes > 8_000 and view.requests >= 4 for view in views)
