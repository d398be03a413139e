"""Everything that can be done with a mouse can be done with a keyboard, and one sees where one is."""

import pytest

from audit.browser import Mode, opened, wait_until

#: What has the focus: enough of it to say which control that is, and whether a ring is drawn around it or its label.
FOCUS = """() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const label = element.matches(".toctree-checkbox, .sidebar-toggle")
        ? document.querySelector(`label[for="${element.id}"]:not(.overlay)`) : null;
    const ring = (part) => part && getComputedStyle(part).outlineStyle !== "none"
        && parseFloat(getComputedStyle(part).outlineWidth) >= 2;
    const box = (label || element).getBoundingClientRect();
    return {
        name: element.getAttribute("aria-label") || element.textContent.trim().slice(0, 60) || element.id,
        id: element.id,
        tag: element.tagName,
        place: (element.closest(".skip-to-content, .sidebar-drawer, .toc-drawer, .mobile-header")?.className
            || element.closest("article, footer")?.tagName.toLowerCase() || "").split(" ")[0],
        ring: Boolean(ring(element) || ring(label)),
        seen: box.width > 0 && box.height > 0 && box.right > 0 && box.left < innerWidth,
    };
}"""


def walk(page, most=400):
    """Press Tab until the focus leaves the page; return what had it, in order."""
    found = []
    for _ in range(most):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus is None:
            return found
        found.append(focus)
    raise AssertionError(f"the focus is still in the page after {most} steps: {found[-3:]}")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", ["index.html", "evidence/claims.html", "guide/what-helps-soreness.html"])
def test_every_stop_is_seen_and_in_order(browser, server, name, width):
    with opened(browser, Mode(width), reduced_motion="reduce") as page:
        page.goto(f"{server.address}/{name}")
        stops = walk(page)
        hidden = [stop for stop in stops if not stop["seen"] or not stop["ring"]]
        assert hidden == []
        places = [stop["place"] for stop in stops if stop["place"]]
        assert places[0] == "skip-to-content"
        # The menu before the text, the text before its foot; what is away is not reached.
        wanted = {
            1280: ["skip-to-content", "sidebar-drawer", "article", "footer"],
            390: ["skip-to-content", "mobile-header", "article", "footer"],
        }
        assert list(dict.fromkeys(places)) == wanted[width]


def test_skip_link_leads_to_the_text(browser, server):
    with opened(browser, Mode(1280), reduced_motion="reduce") as page:
        page.goto(f"{server.address}/guide/safety.html")
        page.keyboard.press("Tab")
        top = page.evaluate("document.activeElement.getBoundingClientRect().top")
        assert top >= 0
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "furo-main-content"
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('article') !== null")


@pytest.mark.parametrize(
    ("opener", "drawer", "width"),
    [(".nav-overlay-icon", "#site-menu", 390), (".toc-header-icon", "#page-contents", 390)]
    + [(".toc-content-icon", "#page-contents", 1280)],
)
def test_drawer_opens_traps_and_closes_with_escape(browser, server, opener, drawer, width):
    with opened(browser, Mode(width), reduced_motion="reduce") as page:
        page.goto(f"{server.address}/guide/safety.html")
        button = page.locator(opener)
        assert button.evaluate("(button) => button.tagName") == "BUTTON"
        assert button.get_attribute("aria-expanded") == "false"
        inside = f"document.querySelector('{drawer}').contains(document.activeElement)"
        button.focus()
        page.keyboard.press("Enter")
        assert button.get_attribute("aria-expanded") == "true"
        assert page.evaluate(inside)
        box = page.locator(drawer).bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
        stops = walk(page)
        assert stops and all("drawer" in stop["place"] for stop in stops)
        page.keyboard.press("Escape")
        assert button.get_attribute("aria-expanded") == "false"
        assert not page.locator(drawer).is_visible()
        assert page.evaluate(f"document.activeElement === document.querySelector('{opener}')")
        # By its button, and by touching the page beside it.
        button.click()
        page.locator(f"{drawer} .drawer-close").click()
        assert not page.locator(drawer).is_visible()
        button.click()
        page.mouse.click(width - 5 if drawer == "#site-menu" else 5, 500)
        assert not page.locator(drawer).is_visible()
        assert page.evaluate("document.querySelectorAll('[inert]').length") == 0


def test_drawer_lets_go_when_a_link_in_it_is_followed(browser, server):
    with opened(browser, Mode(390), reduced_motion="reduce") as page:
        page.goto(f"{server.address}/guide/safety.html")
        page.locator(".toc-header-icon").click()
        page.locator("#page-contents a:visible").nth(1).click()
        assert not page.locator("#page-contents").is_visible()
        assert page.evaluate("document.querySelectorAll('[inert]').length") == 0
        assert page.url.rpartition("#")[2]


def test_groups_of_the_menu_open_with_the_space_bar(browser, server):
    with opened(browser, Mode(1280)) as page:
        page.goto(server.address)
        switch = page.locator(".toctree-checkbox").first
        below = page.locator(".sidebar-tree li.has-children ul").first
        assert not below.is_visible()
        switch.focus()
        page.keyboard.press("Space")
        assert below.is_visible()


def test_table_is_filtered_with_the_keyboard(browser, server):
    with opened(browser, Mode(390)) as page:
        page.goto(f"{server.address}/evidence/claims.html")
        page.locator("form.filter input").focus()
        page.keyboard.type("hair")
        rows = page.locator(".claim-ledger tbody tr:visible")
        found = rows.count()
        assert 0 < found < page.locator(".claim-ledger tbody tr").count()
        assert f"Showing {found} of" in page.locator(".filter-status").inner_text()
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowDown")
        assert page.evaluate("document.activeElement.selectedIndex") == 1
        reset = page.locator("form.filter button[type=reset]")
        reset.focus()
        page.keyboard.press("Enter")
        wait_until(page, f"document.querySelectorAll('.claim-ledger tbody tr:not([hidden])').length > {found}")


def test_a_table_that_scrolls_is_reached_named_and_scrolled(browser, server):
    address = f"{server.address}/evidence/how-we-score.html"
    with opened(browser, Mode(1280), reduced_motion="reduce") as page:
        page.goto(address)
        box = page.locator(".table-wrapper").first
        assert box.get_attribute("aria-label").startswith("Table: ")
        assert box.get_attribute("tabindex") == "-1"
        # As a longer word, or larger letters, would make it.
        box.locator("td").first.evaluate("(cell) => { cell.style.minWidth = '2000px'; }")
        page.set_viewport_size({"width": 1270, "height": 900})
        wait_until(page, "document.querySelector('.table-wrapper').tabIndex === 0")
        box.focus()
        page.keyboard.press("ArrowRight")
        wait_until(page, "document.activeElement.scrollLeft > 0")
        assert page.evaluate(FOCUS)["ring"]
    # Without JavaScript all are reached, as nobody knows which are wide.
    with opened(browser, Mode(390), java_script_enabled=False) as page:
        page.goto(address)
        assert page.locator(".table-wrapper").first.get_attribute("tabindex") == "0"


def test_without_javascript_the_drawers_open_by_keyboard(browser, server):
    with opened(browser, Mode(390), java_script_enabled=False, reduced_motion="reduce") as page:
        page.goto(f"{server.address}/guide/safety.html")
        assert not page.locator("#site-menu").is_visible()
        page.keyboard.press("Tab")
        assert page.locator("#__navigation").evaluate("(box) => box === document.activeElement")
        ring = page.locator("label.nav-overlay-icon").evaluate("(label) => getComputedStyle(label).outlineStyle")
        assert ring != "none"
        page.keyboard.press("Space")
        assert page.locator("#site-menu").is_visible()
        page.keyboard.press("Space")
        assert not page.locator("#site-menu").is_visible()
