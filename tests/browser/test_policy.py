"""The Content-Security-Policy holds, in the pages and in the headers, and nothing that the site does breaks it."""

import re

import pytest

from audit.browser import Mode, opened, wait_until

LISTEN = """
    window.broken = [];
    document.addEventListener("securitypolicyviolation", (event) =>
        window.broken.push(`${event.violatedDirective}: ${event.blockedURI || event.sample}`));
"""


def rules(policy):
    return {name: set(values) for name, *values in (rule.split() for rule in policy.split(";"))}


def test_policy_is_strict_and_the_same_in_every_page_and_in_the_headers(site, pages):
    for name in pages:
        page = site.pages()[name]
        (tag,) = page.select("head > meta[http-equiv=Content-Security-Policy]")
        found = rules(tag["content"])
        assert found["default-src"] == {"'none'"}, name
        hashes = {value for value in found["script-src"] if value.startswith("'sha256-")}
        assert found["script-src"] - hashes == {"'self'"} and len(hashes) == 1, name
        assert found["style-src"] == {"'self'"}, name
        assert "unsafe" not in tag["content"], name
        # What a page loads before its policy, the policy does not hold.
        before = [other.name for other in tag.find_previous_siblings()]
        assert set(before) <= {"meta"}, name
    headers = (site.folder / "_headers").read_text(encoding="utf-8")
    (sent,) = re.findall(r"^  Content-Security-Policy: (.*)$", headers, re.M)
    assert rules(sent) == found | {"frame-ancestors": {"'none'"}}


def test_server_sends_the_headers(browser, server):
    with opened(browser, Mode(1280)) as page:
        answer = page.goto(server.address)
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["content-encoding"] == "br"
        assert answer.headers["x-content-type-options"] == "nosniff"
        sheet = page.evaluate("document.querySelector('link[rel=stylesheet]').href")
        assert "max-age=31536000" in page.request.get(sheet).headers["cache-control"]


@pytest.mark.parametrize("place", ["server", "disk"])
def test_nothing_that_a_reader_does_breaks_the_policy(browser, server, site, place):
    """From a server and from a disk: search, change colours, filter, copy a reference, open figures and drawers."""
    address = server.address if place == "server" else site.folder.as_uri()
    errors = []
    with opened(browser, Mode(390)) as page:
        page.add_init_script(LISTEN)
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        page.on("console", lambda line: errors.append(f"{page.url}: {line.text}") if line.type == "error" else None)

        def visit(name):
            page.goto(f"{address}/{name}")
            # The sheet and the scripts are there, or the policy would have nothing to forbid.
            assert page.evaluate("getComputedStyle(document.querySelector('.mobile-header')).display") == "flex"
            assert page.evaluate("document.body.dataset.theme") in ("auto", "light", "dark")

        def broken():
            errors.extend(f"{page.url}: {one}" for one in page.evaluate("window.broken"))

        visit("index.html")
        for _ in range(3):
            page.locator(".theme-toggle-header button").click()
        page.locator(".nav-overlay-icon").click()
        page.locator("#site-menu .drawer-close").click()
        broken()
        visit("evidence/claims.html")
        page.locator("form.filter input").fill("hair")
        page.locator("form.filter select").first.select_option(index=1)
        broken()
        visit("reference/sources/trials.html")
        page.locator("button.source-copy").first.click()
        wait_until(page, "document.querySelector('.source-copied').textContent !== ''")
        broken()
        visit("guide/law-and-sport.html")
        page.locator("details.chart-data summary").first.click()
        broken()
        visit("search.html?q=hair")
        wait_until(page, "document.querySelectorAll('#search-results li').length > 0")
        page.wait_for_load_state("networkidle")
        broken()
        page.goto(f"{address}/guide/hair.html")
        page.locator(".nav-overlay-icon").click()
        page.locator(".sidebar-search").fill("liver")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search.html?**")
        broken()
    # Browsers let no page on a disk read another one, whatever its policy; Sphinx's search shows no words around then.
    no_reading = ("CORS policy", "ERR_FAILED", "Failed to fetch")
    assert [error for error in errors if place == "server" or not any(words in error for words in no_reading)] == []


def test_policy_forbids_what_it_should(browser, server):
    """The listener hears, and a script or a style that somebody slips into a page does nothing."""
    with opened(browser, Mode(1280)) as page:
        page.add_init_script(LISTEN)
        page.goto(server.address)
        page.evaluate(
            """() => {
                const script = document.createElement("script");
                script.textContent = "window.slipped = true";
                document.body.append(script);
                document.querySelector("h1").setAttribute("style", "color: red");
                const image = new Image();
                image.src = "https://example.org/pixel.png";
            }"""
        )
        wait_until(page, "window.broken.length >= 3")
        kinds = {one.partition(":")[0] for one in page.evaluate("window.broken")}
        assert kinds == {"script-src-elem", "style-src-attr", "img-src"}
        assert page.evaluate("window.slipped") is None
