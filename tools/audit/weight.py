"""What a phone downloads for the first view of a page: from nothing, over a connection that compresses with brotli."""

from dataclasses import dataclass

from playwright.sync_api import Browser, Request

from .browser import Mode, opened

#: Bytes of bodies on the wire, and files.
MOST_BYTES = 25_000
MOST_REQUESTS = 8


@dataclass(frozen=True)
class View:
    """The first view of a page: what was loaded, by path, with its bytes, and what was asked of other hosts."""

    page: str
    loaded: dict[str, int]
    elsewhere: list[str]

    @property
    def bytes(self) -> int:
        """All bytes together."""
        return sum(self.loaded.values())

    @property
    def requests(self) -> int:
        """How many files."""
        return len(self.loaded)

    def heaviest(self, most: int = 3) -> str:
        """Name the heaviest files, the heaviest first."""
        files = sorted(self.loaded.items(), key=lambda file: -file[1])
        return ", ".join(f"{path.rpartition('/')[2] or path} {size:,}" for path, size in files[:most])


def first_views(browser: Browser, address: str, pages: list[str]) -> list[View]:
    """Load each of `pages` from the server at `address` with an empty cache; return what that took."""
    views = []
    with opened(browser, Mode(390), reduced_motion="reduce") as page:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        requests: list[Request] = []
        page.on("request", lambda request: requests.append(request))
        for name in pages:
            requests.clear()
            page.goto(f"{address}/{name}", wait_until="load")
            # Pictures that are loaded only when they come near have come by the second frame.
            page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
            page.wait_for_timeout(50)
            ours = [request for request in requests if request.url.startswith(address + "/")]
            loaded = {}
            for request in ours:
                response = request.response()
                if response is not None:
                    response.finished()
                    loaded[request.url.removeprefix(address).partition("?")[0]] = request.sizes()["responseBodySize"]
            # A browser with a window asks for the icon too; one without does not.
            icon = page.evaluate("document.querySelector('link[rel=icon]')?.href")
            if icon and icon.startswith(address) and icon not in {request.url for request in ours}:
                answer = page.request.get(icon, headers={"Accept-Encoding": "br"})
                loaded[icon.removeprefix(address).partition("?")[0]] = int(answer.headers["content-length"])
            foreign = [request.url for request in requests if request not in ours and request.url[:5] != "data:"]
            views.append(View(name, loaded, foreign))
    return views
