"""A walk over all pages, as wide and narrow, light and dark, large and plain as readers see them."""

import pytest

from audit.browser import ARRIVED, Mode, opened

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


def walk(page, server, pages, looks):
    """Open each page once; for each of ``looks``, which changes how it is seen, collect its faults."""
    found = []
    for name in pages:
        page.goto(f"{server.address}/{name}", wait_until=ARRIVED)
        for said, look in looks.items():
            look(page)
            found += [f"{name}, {said}: {fault}" for fault in page.evaluate(FAULTS)]
    return found


def sized(width, height, scheme):
    def look(page):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": height})

    return look


LOOKS = {f"{width} px, {scheme}": sized(width, 800, scheme) for scheme in ("light", "dark") for width in WIDTHS}
LOOKS["400 % zoom"] = sized(*ZOOMED, "light")


def test_every_page_fits_at_every_width_light_and_dark_and_at_400_percent(browser, server, pages):
    with opened(browser, Mode(1280), reduced_motion="reduce") as page:
        assert walk(page, server, pages, LOOKS) == []


@pytest.mark.parametrize("mode", [Mode(390, "light", 200), Mode(1280, "dark", 200)], ids=str)
def test_every_page_fits_with_text_twice_as_large(browser, server, pages, mode):
    with opened(browser, mode, reduced_motion="reduce") as page:
        assert walk(page, server, pages, {str(mode): lambda page: None}) == []


def test_every_page_fits_with_the_readers_own_colours(browser, server, pages):
    looks = {f"{width} px": sized(width, 800, "dark") for width in (320, 1280)}
    with opened(browser, Mode(390), forced_colors="active", reduced_motion="reduce") as page:
        assert walk(page, server, pages, looks) == []


def test_every_page_fits_without_scripts(browser, server, pages):
    looks = {f"{width} px": sized(width, 800, "light") for width in WIDTHS}
    with opened(browser, Mode(320), java_script_enabled=False, reduced_motion="reduce") as page:
        # The checks are scripts, too; those of the page's own are off.
        assert walk(page, server, pages, looks) == []


def test_search_stands_in_the_first_view_of_the_phone_menu_at_400_percent(browser, server):
    with opened(browser, Mode(320), reduced_motion="reduce") as page:
        page.set_viewport_size({"width": ZOOMED[0], "height": ZOOMED[1]})
        for name in ("index.html", "guide/safety.html", "reference/glossary.html"):
            page.goto(f"{server.address}/{name}", wait_until=ARRIVED)
            page.locator(".nav-overlay-icon").first.click()
            field = page.locator(".sidebar-search").bounding_box()
            assert field["y"] >= 0, name
            assert field["y"] + field["height"] <= ZOOMED[1], name
