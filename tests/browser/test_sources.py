"""The bibliography in a browser: copying a reference without a mouse."""

import pytest
from playwright.sync_api import sync_playwright

from audit.browser import wait_until
from needs import need

OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


@pytest.fixture
def page(site):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=need("chromium", "chromium"), args=OPTIONS)
        # From a disk, as a reader of the downloaded site has it.
        context = browser.new_context(viewport={"width": 390, "height": 844})
        yield context.new_page(), (site.folder / "reference" / "sources" / "trials.html").as_uri()
        browser.close()


def test_reference_is_copied_with_the_keyboard(page):
    tab, address = page
    tab.goto(address)
    buttons = tab.locator("button.source-copy")
    assert buttons.count() == tab.locator("div.citation").count() > 20
    tab.locator("#source-huestis2024human p a").first.focus()
    for _ in range(40):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.className") == "source-copy":
            break
    name = tab.evaluate("document.activeElement.getAttribute('aria-label')")
    assert name == "Copy the reference of Huestis 2024"
    tab.keyboard.press("Enter")
    tab.wait_for_function("document.querySelector('.source-copied').textContent !== ''")
    assert tab.locator("[role=status].source-copied").inner_text() == "Copied: Huestis 2024"
    tab.evaluate("document.body.append(Object.assign(document.createElement('textarea'), {id: 'paste'}))")
    tab.locator("#paste").focus()
    tab.keyboard.press("Control+V")
    pasted = tab.locator("#paste").input_value()
    assert pasted.startswith("Huestis, M. A.; Brett, M. A.;")
    assert "doi:10.3390/molecules29050984" in pasted
    assert "Cited in" not in pasted


def test_link_to_a_source_leads_there_though_buttons_have_been_added(page):
    tab, address = page
    tab.goto(address + "#source-huestis2024human")
    tab.locator("button.source-copy").first.wait_for()
    # The browser keeps to the target while the page is still being laid out.
    place = "document.getElementById('source-huestis2024human').getBoundingClientRect().top"
    wait_until(tab, f"0 <= {place} && {place} < 400")
