"""Every page of the site on paper, Letter and A4: nothing is cut, and no page of paper is empty."""

import pypdfium2
import pytest

from audit.browser import ARRIVED, Mode, opened

#: The room between the browser's margins, in CSS pixels.
PAPERS = {"Letter": 739, "A4": 717}

STICKS_OUT = """() => {
    const wide = document.documentElement.clientWidth;
    const found = [...document.querySelectorAll("body *")].filter((element) => {
        const box = element.getBoundingClientRect();
        return box.width > 1 && box.height > 1 && box.right > wide + 1
            && getComputedStyle(element).visibility !== "hidden" && !element.closest("svg");
    });
    return found.slice(0, 3).map((element) => element.outerHTML.slice(0, 120));
}"""


@pytest.mark.parametrize("paper", PAPERS)
def test_nothing_is_cut_and_no_sheet_is_empty(browser, server, pages, paper):
    faults = []
    with opened(browser, Mode(1280), reduced_motion="reduce") as page:
        page.emulate_media(media="print")
        page.set_viewport_size({"width": PAPERS[paper], "height": 1000})
        for name in pages:
            page.goto(f"{server.address}/{name}", wait_until=ARRIVED)
            faults += [f"{name}: {element}" for element in page.evaluate(STICKS_OUT)]
            sheets = pypdfium2.PdfDocument(page.pdf(format=paper))
            for number, sheet in enumerate(sheets, 1):
                if len(sheet.get_textpage().get_text_bounded().strip()) < 40:
                    faults.append(f"{name}: sheet {number} of {len(sheets)} is empty")
    assert faults == []


def test_lists_are_usable_with_a_pen(browser, server):
    with opened(browser, Mode(1280)) as page:
        page.emulate_media(media="print")
        page.set_viewport_size({"width": PAPERS["Letter"], "height": 1000})
        page.goto(f"{server.address}/guide/already-taking-it.html")
        # About a centimetre high, and half as wide as the paper.
        cells = page.locator("article td:empty, article td:has(> p:only-child:empty)").evaluate_all(
            "cells => cells.map((cell) => [cell.offsetWidth, cell.offsetHeight])"
        )
        assert len(cells) >= 10
        assert all(width >= 350 and height >= 38 for width, height in cells), cells
        page.goto(f"{server.address}/guide/clinicians.html")
        boxes = page.locator("article .tick input").evaluate_all("boxes => boxes.map((box) => box.offsetWidth)")
        assert len(boxes) >= 20 and min(boxes) >= 15
