"""How pages look: what fits where, how long lines are, light and dark, on paper, and without JavaScript."""

from audit.browser import ARRIVED, Mode, opened


def test_on_a_phone_previous_stands_above_next_and_search_is_in_the_menus_first_view(browser, server):
    with opened(browser, Mode(320), reduced_motion="reduce") as page:
        page.goto(f"{server.address}/guide/safety.html")
        before, after = (page.locator(f".{name}-page").bounding_box() for name in ("prev", "next"))
        assert before["y"] + before["height"] <= after["y"]
        page.locator(".nav-overlay-icon").first.click()
        field = page.locator(".sidebar-search").bounding_box()
        assert field["y"] >= 0
        assert field["y"] + field["height"] <= 500


#: The number of letters in each full line of each paragraph of running text.
LINES = """() => {
    const counts = [];
    for (const paragraph of document.querySelectorAll("article section > p:not([class])")) {
        const text = document.createRange();
        text.selectNodeContents(paragraph);
        const lines = new Set([...text.getClientRects()].map((box) => Math.round(box.bottom / 12))).size;
        const height = paragraph.getBoundingClientRect().height;
        const rows = Math.round(height / parseFloat(getComputedStyle(paragraph).lineHeight));
        if (rows >= 3) counts.push(paragraph.textContent.length / (rows - 0.5));
    }
    return counts;
}"""


def test_lines_hold_60_to_75_letters_on_a_desk(browser, server):
    counts = []
    with opened(browser, Mode(1280)) as page:
        for name in ("guide/safety.html", "article/soreness.html", "evidence/method.html"):
            page.goto(f"{server.address}/{name}", wait_until=ARRIVED)
            counts += page.evaluate(LINES)
    assert len(counts) > 10
    assert 60 <= sorted(counts)[len(counts) // 2] <= 75


def test_rows_of_wide_tables_are_cards_on_a_phone(browser, server, pages):
    """No table has to be pushed sideways, and each value says what it is."""
    pushed, nameless, cards = [], [], 0
    with opened(browser, Mode(390), java_script_enabled=False) as page:
        for name in pages:
            page.goto(f"{server.address}/{name}", wait_until=ARRIVED)
            boxes = page.locator(".table-wrapper:visible")
            for number in range(boxes.count()):
                box = boxes.nth(number)
                if box.evaluate("(box) => box.scrollWidth > box.clientWidth + 1"):
                    pushed.append(f"{name}: {box.get_attribute('aria-label')}")
                if "cards" in box.get_attribute("class").split():
                    cards += 1
                    says = "(cells) => cells.map((cell) => getComputedStyle(cell, '::before').content)"
                    if "none" in box.locator("td:nth-child(3):not(:empty)").evaluate_all(says):
                        nameless.append(name)
    assert pushed == []
    assert nameless == []
    assert cards > 8


def colours(page):
    return page.evaluate(
        """() => [getComputedStyle(document.body).backgroundColor,
                  getComputedStyle(document.querySelector("article h1")).color]"""
    )


def test_theme_follows_the_system_without_javascript(browser, server):
    seen = []
    for scheme in ("light", "dark"):
        with opened(browser, Mode(390, scheme), java_script_enabled=False) as page:
            page.goto(server.address)
            seen.append(colours(page))
            assert not page.locator(".theme-toggle-header button").is_visible()
    assert seen[0] != seen[1]
    assert seen[0][0] == "rgb(255, 255, 255)"


def test_theme_that_a_reader_chose_is_kept_and_beats_the_system(browser, server):
    with opened(browser, Mode(1280, "light")) as page:
        page.goto(server.address)
        light = colours(page)
        page.locator(".theme-toggle-content button").click()
        dark = colours(page)
        assert dark != light
        page.goto(f"{server.address}/guide/safety.html")
        assert colours(page) == dark
        page.locator(".theme-toggle-content button").click()
        page.emulate_media(color_scheme="dark")
        assert colours(page) == light


def test_all_content_is_there_without_javascript(browser, server, pages, site):
    """The same text in the article, with and without; what scripts add are controls."""
    with opened(browser, Mode(390), java_script_enabled=False) as page:
        for name in ("evidence/claims.html", "guide/interactions.html", "evidence/human-studies.html"):
            page.goto(f"{server.address}/{name}", wait_until=ARRIVED)
            rows = page.locator("table tbody tr")
            assert rows.count() == len(site.pages()[name].select("table tbody tr")) > 10
            assert all(rows.nth(number).is_visible() for number in range(rows.count()))
            assert page.locator("form.filter").count() == 0


def test_less_movement_for_who_asks_for_it(browser, server):
    moving = """() => [getComputedStyle(document.documentElement).scrollBehavior,
        ...[...document.querySelectorAll("body, body *")].filter((element) =>
            parseFloat(getComputedStyle(element).transitionDuration) > 0).map((element) => element.className)]"""
    with opened(browser, Mode(390), reduced_motion="reduce") as page:
        page.goto(f"{server.address}/guide/safety.html")
        assert page.evaluate(moving) == ["auto"]
    with opened(browser, Mode(390)) as page:
        page.goto(f"{server.address}/guide/safety.html")
        assert len(page.evaluate(moving)) > 1


def test_verdicts_and_controls_hold_with_the_readers_own_colours(browser, server):
    with opened(browser, Mode(1280), forced_colors="active") as page:
        page.goto(f"{server.address}/evidence/claims.html")
        chips = page.locator("table .verdict-chip")
        signs, words = set(), set()
        for number in range(chips.count()):
            chip = chips.nth(number)
            sign = chip.evaluate("(chip) => getComputedStyle(chip, '::before').content")
            border = chip.evaluate("(chip) => getComputedStyle(chip, '::before').borderTopWidth")
            assert float(border.removesuffix("px")) >= 1
            signs.add(sign)
            words.add(chip.inner_text().strip().lower())
        # One sign a word: who sees no colours tells them apart, and who sees no signs reads them.
        assert len(signs) == len(words) == 6
        page.locator("form.filter input").focus()
        ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert ring == "solid"
        # Icons are lines in the colour of text.
        stroke = page.evaluate("getComputedStyle(document.querySelector('.theme-toggle svg')).stroke")
        text = page.evaluate("getComputedStyle(document.querySelector('h1')).color")
        assert stroke != "none" and stroke == text


def test_a_page_prints_without_its_frame_in_dark_ink(browser, server):
    with opened(browser, Mode(1280, "dark")) as page:
        page.goto(f"{server.address}/article/side-effects.html")
        page.emulate_media(media="print")
        for part in (".sidebar-drawer", ".toc-drawer", ".theme-toggle-content", ".related-pages", ".skip-to-content"):
            assert not page.locator(part).first.is_visible(), part
        ground, ink = colours(page)
        assert ground in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
        assert max(map(int, ink[4:-1].split(","))) < 60
        assert page.locator(".claim").first.is_visible()
        assert page.pdf()[:4] == b"%PDF"


def test_icon_and_share_picture_are_there(site):
    page = site.pages()["guide/safety.html"]
    (icon,) = page.select("link[rel=icon]")
    assert (site.folder / "guide" / icon["href"].partition("?")[0]).resolve().read_text().startswith("<svg")
    picture = (site.folder / "_static" / "share.png").read_bytes()
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")
    assert (width, height) == (1200, 630)
