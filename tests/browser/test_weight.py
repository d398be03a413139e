"""What a first view costs a phone, on every page, and that nothing is asked of another host."""

from audit import weight


def test_first_views_keep_the_budget(browser, server, pages):
    views = weight.first_views(browser, server.address, pages)
    assert [view.page for view in views] == pages
    assert [f"{view.page}: {view.elsewhere}" for view in views if view.elsewhere] == []
    over = [
        f"{view.page}: {view.bytes:,} bytes (at most {most:,}), {view.requests} files (at most {files}):"
        f" {view.heaviest(4)}"
        for view in views
        for most, files in [weight.budget(view.page)]
        if view.bytes > most or view.requests > files
    ]
    assert over == [], "\n".join(over)
    # A page that nobody could measure would pass as well.
    assert all(view.bytes > 8_000 and view.requests >= 4 for view in views)


def test_a_heavier_budget_has_its_reason_and_its_page(pages):
    for name, (_, _, why) in weight.HEAVIER.items():
        assert name in pages
        assert len(why) > 20
