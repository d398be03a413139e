"""What `make serve` and `make live` share: files over HTTP with the site's headers, for this machine's own name alone.

Starlette and uvicorn serve (sphinx-autobuild brings both); what is ours is `_headers`, brotli, and the check of names.
"""

import functools
import gzip
import mimetypes
import os
import re
import urllib.parse
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles

#: Media types that get smaller.
COMPRESSED = re.compile(r"text/|application/(javascript|json|xml|x-)|image/svg|application/xhtml")
TYPES = {".js": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml", ".bib": "text/plain"}
TYPES |= {".ris": "text/plain", ".epub": "application/epub+zip", ".atom": "application/atom+xml"}
#: Larger files go out as they are, a piece at a time.
PACKED_AT_MOST = 5_000_000
#: By which names a browser on this machine asks.
NAMES = ("127.0.0.1", "localhost", "[::1]")


def rules(folder: Path) -> list[tuple[re.Pattern, dict[str, str]]]:
    """Return what the file `_headers` in `folder` says: a pattern of paths, and the fields that go with them."""
    file = folder / "_headers"
    found: list[tuple[re.Pattern, dict[str, str]]] = []
    for line in file.read_text(encoding="utf-8").splitlines() if file.is_file() else []:
        if line and not line[0].isspace():
            found.append((re.compile(re.escape(line.strip()).replace(r"\*", ".*")), {}))
        elif line.strip() and found:
            name, _, value = line.strip().partition(":")
            found[-1][1][name] = value.strip()
    return found


@functools.lru_cache(maxsize=1000)
def packed(path: str, changed: int, coding: str) -> bytes:
    """Return the content of the file `path`, of which `changed` is the time of its last change, in the `coding`."""
    content = Path(path).read_bytes()
    if coding == "br":
        # Comes with the tests' requirements; readers of the built site get gzip without it.
        import brotli

        return brotli.compress(content)
    return gzip.compress(content, mtime=0)


@functools.cache
def codings() -> list[str]:
    """Return the codings that this Python can write, the best first."""
    try:
        import brotli  # noqa: F401
    except ImportError:
        return ["gzip"]
    return ["br", "gzip"]


def chosen(accepted: str) -> str:
    """Return the best coding that the field Accept-Encoding allows, or nothing."""
    wanted = {}
    for part in accepted.lower().split(","):
        name, *parameters = (word.strip() for word in part.split(";"))
        quality = next((one[2:] for one in parameters if one.startswith("q=")), "1")
        wanted[name] = bool(re.fullmatch(r"[01](\.\d*)?", quality)) and float(quality) > 0
    return next((one for one in codings() if wanted.get(one, wanted.get("*", False))), "")


class Files(StaticFiles):
    """The files of a folder; what gets smaller is sent smaller. ``added`` is put at the end of each page."""

    added = b""

    def file_response(self, full_path, stat_result, scope, status_code=200):
        """Return the answer with the file `full_path`."""
        kind = TYPES.get(Path(full_path).suffix) or mimetypes.guess_type(str(full_path))[0]
        kind = kind or "application/octet-stream"
        sent = Headers(scope=scope)
        coding = chosen(sent.get("accept-encoding", ""))
        small = stat_result.st_size <= PACKED_AT_MOST
        if self.added and kind == "text/html":
            answer = Response(Path(full_path).read_bytes() + self.added, status_code, media_type=kind)
        elif coding and small and COMPRESSED.match(kind) and "range" not in sent:
            content = packed(str(full_path), stat_result.st_mtime_ns, coding)
            answer = Response(content, status_code, media_type=kind)
            answer.headers["Content-Encoding"] = coding
            answer.headers["ETag"] = f'"{stat_result.st_mtime_ns:x}-{stat_result.st_size:x}-{coding}"'
        else:
            answer = super().file_response(full_path, stat_result, scope, status_code)
            answer.headers["Content-Type"] = kind + ("; charset=utf-8" if kind.startswith("text/") else "")
        answer.headers["Vary"] = "Accept-Encoding"
        asked = [tag.strip().removeprefix("W/") for tag in sent.get("if-none-match", "").split(",")]
        if status_code == 200 and (answer.headers.get("ETag") in asked or asked == ["*"]):
            return NotModifiedResponse(answer.headers)
        return answer

    async def get_response(self, path, scope):
        """Return the answer to `path`; what no disk can have a name for is not there."""
        if any(part.startswith(".") and part != ".well-known" for part in Path(path).parts):
            # What tools keep beside the pages is no page, and as if it were not there.
            path = "404.html/hidden"
        try:
            answer = await super().get_response(path, scope)
        except HTTPException as refused:
            return PlainTextResponse(f"{refused.detail}\n", refused.status_code, headers=refused.headers)
        except (ValueError, OSError):
            return await self.get_response("404.html", scope)
        if isinstance(answer, RedirectResponse):
            # Of the path that was found, never of the one that was asked for: that may name another host.
            folder = urllib.parse.quote("/" + path.replace(os.sep, "/").strip("/") + "/")
            return Response(status_code=301, headers={"Location": folder})
        return answer


class Guarded:
    """Answers only who asks by a name of this machine, and gives every answer the site's headers."""

    def __init__(self, app, folder: Path):
        self.app, self.folder = app, folder
        self._rules, self._read = [], None

    def _fields(self, path: str) -> dict[str, str]:
        file = self.folder / "_headers"
        changed = file.stat().st_mtime_ns if file.is_file() else 0
        if changed != self._read:
            self._rules, self._read = rules(self.folder), changed
        fields = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
        for pattern, values in self._rules:
            if pattern.fullmatch(path):
                fields |= values
        return fields

    async def __call__(self, scope, receive, send):
        """Pass the request on, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return

        async def with_fields(message):
            if message["type"] == "http.response.start":
                fields = MutableHeaders(scope=message)
                for name, value in self._fields(scope["path"]).items():
                    fields[name] = value
                if message["status"] == 304:
                    # There is no content, and so no length of it.
                    del fields["Content-Length"]
            await send(message)

        host = Headers(scope=scope).get("host", "")
        if scope["type"] == "websocket":
            await send({"type": "websocket.close"})
        elif re.sub(r":\d+$", "", host) not in NAMES:
            refusal = PlainTextResponse("This server answers only by the name of the machine it runs on.\n", 421)
            await refusal(scope, receive, with_fields)
        else:
            await self.app(scope, receive, with_fields)
