"""A walk over all pages, as wide and narrow, light and dark, large and plain as readers see them."""

from dataclasses import dataclass

import pytest

from audit.browser import ARRIVED, Mode, enlarger, opened

WIDTHS = (320, 360, 375, 390, 412, 430, 768, 1280)
#: A window of 1280 by 1024 pixels at 400 %.
ZOOMED = (320, 256)

#: What is wrong with the page as it stands now; each fault with the beginning of its element.
FAULTS = """() => {
    const wide = document.documentElement.clientWidth;
    const faults = [];
    const tell = (fault, element) => faults.push(fault + ": " + element.outerHTML.slice(0, 110));
    const seen = (element) => {
        const box = element.getBoundingClientRect();
        return box.width > 1 && box.height > 1 && getComputedStyle(element).visibility !== "hidden";
    };
    const own = ".table-wrapper, pre, .sidebar-drawer, .toc-drawer, .skip-to-content, svg";
    for (const element of document.querySelectorAll("body *")) {
        const out = element.getBoundingClientRect().right > wide + 1;
        if (out && seen(element) && !element.closest(own)) tell("sticks out", element);
    }
    const over = document.scrollingElement.scrollWidth - wide;
    if (over > 0) faults.push(`the page can be pushed sideways by ${over} px`);
    // A wide table scrolls in its own box, and the box can be reached with the keyboard.
    for (const box of document.querySelectorAll(".table-wrapper")) {
        const wider = box.scrollWidth > box.clientWidth + 1;
        if (seen(box) && wider && box.tabIndex < 0) tell("scrolls, and no key reaches it", box);
    }
    const titles = "h1, h2, h3, h4, .header-center .brand, .related-pages .title, figcaption, caption, th, dt";
    for (const title of document.querySelectorAll(titles + ", summary, button, label")) {
        if (!seen(title) || title.closest(".sidebar-drawer")) continue;
        const style = getComputedStyle(title);
        if (style.overflow !== "visible" && title.scrollWidth > title.clientWidth + 1) tell("cut", title);
    }
    for (const link of document.querySelectorAll("article a[href^='tel:']")) {
        const boxes = [...link.getClientRects()].filter((box) => box.width > 1);
        const lines = new Set(boxes.map((box) => Math.round(box.top)));
        if (seen(link) && lines.size > 1) tell("a number broken over a line", link);
    }
    const [before, after] = ["prev", "next"].map((name) => document.querySelector(`.related-pages .${name}-page`));
    if (before && after && seen(before) && seen(after)) {
        const [first, second] = [before, after].map((element) => element.getBoundingClientRect());
        const above = first.bottom <= second.top + 1;
        const left = first.right <= second.left + 1;
        if (!above && !left) tell("Previous stands neither above Next nor left of it", before);
        if (wide <= 430 && !above) tell("Previous does not stand above Next", before);
    }
    return [...new Set(faults)].slice(0, 4);
}"""


@dataclass(frozen=True)
class Look:
    """How a page is seen: window in CSS pixels, light or dark, size of text in percent, whose colours."""

    width: int
    height: int = 800
    scheme: str = "light"
    text: int = 100
    forced: str = "none"

    def __str__(self):
        said = [f"{self.width} by {self.height} px", self.scheme]
        said += [f"{self.text} % text"] * (self.text != 100)
        said += ["the reader's own colours"] * (self.forced != "none")
        return ", ".join(said)


#: When the page's own scripts, if any, have seen the new size: they are told with the next picture.
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"


def walk(page, server, pages, looks, scripts=True):
    """Open each page once; collect the faults that it has in each of ``looks``."""
    found, enlarge, size = [], enlarger(page), 100
    for name in pages:
        page.goto(f"{server.address}/{name}", wait_until=ARRIVED)
        for look in looks:
            page.emulate_media(color_scheme=look.scheme, forced_colors=look.forced, reduced_motion="reduce")
            page.set_viewport_size({"width": look.width, "height": look.height})
            if look.text != size:
                enlarge(look.text)
                size = look.text
            faults = page.evaluate(FAULTS)
            if faults and scripts:
                page.evaluate(DRAWN)
                faults = page.evaluate(FAULTS)
            found += [f"{name}, {look}: {fault}" for fault in faults]
    return found


LOOKS = (
    *(Look(width) for width in WIDTHS),
    # Dark, and the reader's own colours, have other grounds, borders and pictures. What they push aside shows where
    # there is least room, and where there is most.
    *(Look(width, scheme="dark") for width in (320, 1280)),
    *(Look(width, scheme="dark", forced="active") for width in (320, 1280)),
    Look(*ZOOMED),
    Look(390, text=200),
    Look(1280, scheme="dark", text=200),
)


def test_every_page_fits_however_it_is_seen(browser, server, pages):
    with opened(browser, Mode(1280), reduced_motion="reduce") as page:
        assert walk(page, server, pages, LOOKS) == []


def test_every_page_fits_without_scripts(browser, server, pages):
    with opened(browser, Mode(320), java_script_enabled=False, reduced_motion="reduce") as page:
        # The checks are scripts, too; those of the page's own are off.
        assert walk(page, server, pages, [Look(width) for width in (320, 1280)], scripts=False) == []


FIT = "<p style='width: 325px; max-width: none'>too wide for a phone</p>"
FORCED = "<style>@media (forced-colors: active) { .big { width: 325px } }</style><p class=big>with forced colours</p>"
LARGE = "<p style='width: 41em; max-width: none'>too wide where text is large</p>"


@pytest.mark.parametrize(
    ("look", "box"),
    [(Look(320), FIT), (Look(*ZOOMED), FIT), (Look(320, forced="active"), FORCED), (Look(1280, text=200), LARGE)],
    ids=["narrow", "zoomed", "forced", "large"],
)
def test_walk_sees_what_does_not_fit(browser, server, look, box):
    """A box that is too wide in this look alone, so that each look is one, and silence means something."""

    def add(route):
        route.fulfill(body=route.fetch().text().replace("</article>", box + "</article>"), content_type="text/html")

    with opened(browser, Mode(1280), bypass_csp=True, reduced_motion="reduce") as page:
        page.route("**/safety.html", add)
        found = walk(page, server, ["guide/safety.html"], [Look(1280), look])
    assert found and all(f"{look}: " in fault for fault in found), found


def test_search_stands_in_the_first_view_of_the_phone_menu_at_400_percent(browser, server):
    with opened(browser, Mode(320), reduced_motion="reduce") as page:
        page.set_viewport_size({"width": ZOOMED[0], "height": ZOOMED[1]})
        for name in ("index.html", "guide/safety.html", "reference/glossary.html"):
            page.goto(f"{server.address}/{name}", wait_until=ARRIVED)
            page.locator(".nav-overlay-icon").first.click()
            field = page.locator(".sidebar-search").bounding_box()
            assert field["y"] >= 0, name
            assert field["y"] + field["height"] <= ZOOMED[1], name
