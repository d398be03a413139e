"""Serves the pages as they are now, and tells those that are open when something of theirs has changed."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import functools
import hashlib
import json
import os
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import watchfiles
from builder import LiveBuilder
from sphinx_autobuild.server import RebuildServer
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import Mount, Route

from serving import Files, Guarded

#: Where the pictures, styles and scripts of all pages lie.
SHARED = ("_static", "_images")
#: What editors put beside a file while they save it.
PASSING = (".tmp", ".swp", ".swx", ".pyc", "~", "#")


def passing(path: str) -> bool:
    """Say whether nobody means the file of this name to be part of the project."""
    name = os.path.basename(path)
    return name.startswith((".", "#")) or name.endswith(PASSING) or name == "4913" or "__pycache__" in path


class LiveFiles(Files):
    """The pages, each with the script that listens and with a sign of how it is now."""

    def __init__(self, **options):
        super().__init__(**options)
        self._shared, self._lent, self._torn = b"", dict[str, bytes](), 0

    @property
    def folder(self) -> Path:
        """The folder with the pages."""
        return Path(str(self.directory))

    def file_response(self, full_path, stat_result, scope, status_code=200):
        """Return the answer with the file ``full_path``."""
        if not str(full_path).endswith(".html"):
            self._lent[str(full_path)] = _digest(str(full_path))
            return super().file_response(full_path, stat_result, scope, status_code)
        content = Path(full_path).read_bytes()
        script = f'\n<script src="/_live/reload.js" data-seen="{self._sign(content)}"></script>\n'
        return Response(content + script.encode(), status_code, media_type="text/html")

    async def get_response(self, path, scope):
        """Return the answer to ``path``; a page that is not there yet listens, too."""
        answer = await super().get_response(path, scope)
        if isinstance(answer, FileResponse) and answer.status_code == 404:
            return self.file_response(answer.path, answer.stat_result, scope, 404)
        return answer

    def seen(self, address: str) -> str:
        """Return the sign of the page that ``address``, from the root of the site, shows now."""
        path = self.get_path({"path": address, "root_path": ""})
        for name in (path, os.path.join(path, "index.html"), "404.html"):
            try:
                full_path, found = self.lookup_path(name)
            except (OSError, ValueError):
                continue  # no disk can have a name for it
            if found and stat.S_ISREG(found.st_mode):
                try:
                    return self._sign(Path(full_path).read_bytes())
                except OSError:
                    break  # gone since
        return ""

    def look(self) -> None:
        """Take what is beside the pages as it is now, when no build is writing it.

        Sphinx writes some of it anew each time, and the theme a moment later once more: signs that followed that would
        have an open page loaded three times for each save.
        """
        lent, self._lent = self._lent, {}
        # Whoever was given one of them meanwhile, and not as it is now, is to ask again.
        self._torn += any(_digest(path) != given for path, given in lent.items())
        sign = hashlib.sha256(b"%d" % self._torn)
        for shared in SHARED:
            for folder, _, names in sorted(os.walk(self.folder / shared)):
                for name in sorted(names):
                    sign.update(_digest(os.path.join(folder, name)))
        self._shared = sign.digest()

    def _sign(self, content: bytes) -> str:
        return hashlib.sha256(content + self._shared).hexdigest()[:16]


def _digest(path: str) -> bytes:
    try:
        now = os.stat(path)
    except OSError:
        return b""
    return _digest_of(path, now.st_mtime_ns, now.st_size)


@functools.lru_cache(maxsize=5000)
def _digest_of(path: str, changed: int, size: int) -> bytes:
    try:
        return hashlib.sha256(Path(path).read_bytes()).digest()
    except OSError:
        return b""


class Watcher(RebuildServer):
    """Lets build again when something has changed, and tells every open page."""

    def __init__(self, watched: list[Path], ignored: object, builder: LiveBuilder, files: LiveFiles) -> None:
        super().__init__(watched, ignored, change_callback=builder)
        self.builder, self.files = builder, files
        self.moment, self.told, self.ending = 0, asyncio.Condition(), False
        self._loop: asyncio.AbstractEventLoop | None = None
        #: How many windows show which address.
        self.open: collections.Counter[str] = collections.Counter()
        builder.looked_at = lambda: +self.open

    async def watch(self) -> None:
        """Wait for changes and for what the builds say."""
        self.files.look()  # the first build is over
        # A file that is saved under another name and then renamed is no longer the one that was watched.
        alone = {path for path in self.paths if path.is_file()}
        folders = [path for path in self.paths if path not in alone]
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._listen())
            tasks.create_task(self._look_for_room())
            if folders:
                tasks.create_task(self._saved(folders))
            if alone:
                tasks.create_task(self._saved({path.parent for path in alone}, alone))

    async def _saved(self, folders, only=None) -> None:
        async for changes in watchfiles.awatch(
            *folders,
            watch_filter=lambda _, path: not passing(path) and not self.ignore(path),
            recursive=only is None,
            step=20,
            debounce=200,
        ):
            paths = {Path(path).resolve() for _, path in changes}
            paths = paths & only if only else paths
            if paths and (not self.builder.pre_build_commands or await asyncio.to_thread(self.builder.before)):
                self.builder.saved(paths)

    async def _look_for_room(self) -> None:
        while True:
            await asyncio.sleep(1)
            self.builder.room()

    async def _listen(self) -> None:
        loop, heard = asyncio.get_running_loop(), asyncio.Event()
        self._loop = loop

        def wake() -> None:
            # What builds may say a last word when nobody serves any more.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(heard.set)

        self.builder.worker.heard = wake
        while True:
            heard.clear()
            while not self.builder.worker.answers.empty():
                told = self.builder.handle(self.builder.worker.answers.get())
                if told == "built" and self.builder.post_build_commands:
                    await asyncio.to_thread(self.builder.after)
                if told in ("copied", "built"):
                    self.files.look()
                if told:
                    self.moment += 1
                    await self._tell()
            await heard.wait()

    async def _tell(self) -> None:
        async with self.told:
            self.told.notify_all()

    def end(self) -> None:
        """Let no page wait any longer."""
        self.ending = True
        if self._loop:
            self._loop.call_soon_threadsafe(lambda: asyncio.ensure_future(self._tell()))

    def state(self, address: str) -> str:
        """Return what the page at ``address`` is told."""
        state = {"seen": self.files.seen(address), "problems": self.builder.problems}
        return f"data: {json.dumps(state)}\n\n"

    async def events(self, request: Request) -> StreamingResponse:
        """Answer with the state now, and again whenever it may have changed."""
        address = request.query_params.get("page", "/")

        async def stream() -> AsyncIterator[str]:
            self.open[address] += 1
            try:
                # A server that was started again is found soon.
                yield "retry: 500\n\n"
                while not self.ending:
                    moment = self.moment
                    yield self.state(address)
                    async with self.told:
                        await self.told.wait_for(lambda: self.ending or self.moment != moment)  # noqa: B023
            finally:
                self.open[address] -= 1

        return StreamingResponse(stream(), media_type="text/event-stream")


#: What serves, once it does.
watchers: list[Watcher] = []


def end() -> None:
    """Let no page wait any longer, because the server ends."""
    for watcher in watchers:
        watcher.end()


def create_app(watched, ignored, builder, folder, _host):
    """Return what serves, in the place of sphinx-autobuild's own."""
    files = LiveFiles(directory=folder, html=True)
    watcher = Watcher(watched, ignored, builder, files)
    watchers.append(watcher)
    # Read once: another commit may have none, and is to be seen as well.
    script = Path(__file__).with_name("reload.js").read_bytes()
    routes = [
        Route("/_live/events", watcher.events),
        Route("/_live/reload.js", lambda _: Response(script, media_type="text/javascript")),
        Mount("/", app=files),
    ]
    return Guarded(Starlette(routes=routes, lifespan=watcher.lifespan), Path(folder))
