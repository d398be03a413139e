"""Serve the site as it is being written; arguments are those of sphinx-autobuild.

sphinx-autobuild starts Python and loads Sphinx each time that a page is saved, which takes longer than to write the
page. Here each build runs in a fork of the server, in which the libraries are loaded already. What the project itself
says, in conf.py and in its extensions, every build reads anew.

Its own way to reload a page, a script inside the page and a web socket, the site's policy forbids; and any page of any
host could listen in. Here a page loads a script of this server, which the policy allows, and is told by events
(server-sent) of builds and of what is wrong; it shows that until it is mended.
"""

import asyncio
import itertools
import json
import multiprocessing
import os
import re
import socket
import sys
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from pathlib import Path

import watchfiles
from sphinx.cmd.build import build_main
from sphinx_autobuild import __main__ as autobuild
from sphinx_autobuild.build import Builder
from sphinx_autobuild.server import RebuildServer
from sphinx_autobuild.utils import show_message
from starlette.applications import Starlette
from starlette.responses import FileResponse, StreamingResponse
from starlette.routing import Mount, Route

from serving import Files, Guarded
from sphinx_main import prepare

ROOT = Path(__file__).resolve().parent.parent
# Where the compiled files of the project's extensions go: beside them they would count as a change.
COMPILED = ROOT / "_build" / ".live" / "compiled"
# Starts threads, which a fork does not take along.
COLD = ("numpy", "matplotlib", "multiprocessing", "concurrent")


# This process, as a fork of it knows it even if it is gone by then.
known = None


def end_with_parent():
    """End this process soon after the one that has started it, however that one ended."""
    global known
    parent, known = known or os.getppid(), os.getpid()

    def watch():
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


class WarmBuilder(Builder):
    """Builds in a fork of this process. ``problems`` are the messages of the last build."""

    problems: tuple[str, ...] = ()

    def __call__(self, *, changed_paths):
        """Build, because ``changed_paths`` have changed, or for the first time; return what is wrong."""
        if changed_paths:
            names = sorted({os.path.relpath(path) for path in changed_paths if path.exists()})
            show_message(f"Building again: {', '.join(names[:5]) or 'a file is gone'}")
        if self._run_commands(self.pre_build_commands, "pre-build") != 0:
            return self.problems
        # There while what lies in the folders is that of a good build: it can be used again after a restart.
        clean = Path(os.environ["LIVE_CLEAN"]) if "LIVE_CLEAN" in os.environ else None
        if clean:
            clean.unlink(missing_ok=True)
        status, libraries, self.problems = fork(self.sphinx_args, first=not changed_paths)
        if clean and status == 0 and not self.problems:
            clean.touch()
        if status == 0:
            self._run_commands(self.post_build_commands, "post-build")
        else:
            print(
                f"The build failed ({status}): mend what is named above. Until then, the pages are those from before."
            )
        if not changed_paths:
            warm_up(libraries)
        show_message(f"Serving on {self.uri}")
        return self.problems


def fork(arguments, *, first):
    """Build in a child; return its exit status, its messages and, of the first build, which libraries it loaded."""
    sys.stdout.flush()
    reading, writing = os.pipe()
    with tempfile.TemporaryFile() as said:
        child = os.fork()
        if not child:
            status = 1
            try:
                os.dup2(said.fileno(), 2)
                if not first:
                    sys.pycache_prefix, sys.dont_write_bytecode = str(COMPILED), False
                prepare()
                status = build_main(arguments)
                if first:
                    os.write(writing, json.dumps(loaded()).encode())
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(status)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            told = pipe.read()
        _, status = os.waitpid(child, 0)
        said.seek(0)
        messages = said.read().decode("utf-8", "replace")
    sys.stderr.write(messages)
    sys.stderr.flush()
    return os.waitstatus_to_exitcode(status), json.loads(told or "[]"), problems(messages)


def problems(messages):
    """Return the lines of what a build said that name something to mend."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", messages)
    return tuple(line for line in plain.splitlines() if re.search(r"\b(WARNING|ERROR|SEVERE|CRITICAL|error):", line))


def loaded():
    """Return the names of the modules in this process that are no part of the project."""
    files = {name: getattr(module, "__file__", None) for name, module in list(sys.modules.items())}
    own = tuple(str(ROOT / name) for name in ("docs", "src", "tools", "conf.py"))
    return [name for name, file in files.items() if file and not file.startswith(own) and name != "__main__"]


def warm_up(libraries):
    """Load ``libraries``, for the forks to come."""
    for name in libraries:
        if name.partition(".")[0] not in COLD:
            try:
                import_module(name)
            except Exception:  # loaded in a way of its own; the build will do that
                continue


class Watcher(RebuildServer):
    """Builds again when something has changed, and tells every open page."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.builds, self.problems, self.told = 0, (), asyncio.Condition()

    async def watch(self):
        """Wait for changes and build."""
        async for changes in watchfiles.awatch(
            *self.paths, watch_filter=lambda _, path: not self.ignore(path), step=20, debounce=200
        ):
            changed = [Path(path).resolve() for _, path in changes]
            # A process of its own: a fork of one with threads at work could hang.
            with ProcessPoolExecutor(1) as pool:
                built = pool.submit(self.change_callback, changed_paths=changed)
                self.problems = await asyncio.wrap_future(built) or ()
            self.builds += 1
            async with self.told:
                self.told.notify_all()

    def state(self):
        """Return what a page is told."""
        # The first build came before this served, in this process.
        problems = self.problems if self.builds else self.change_callback.problems
        return f"data: {json.dumps({'builds': self.builds, 'problems': problems})}\n\n"

    async def events(self, _request):
        """Answer with the state now, and again after each build."""

        async def stream():
            while True:
                seen = self.builds
                yield self.state()
                async with self.told:
                    await self.told.wait_for(lambda: self.builds != seen)  # noqa: B023

        return StreamingResponse(stream(), media_type="text/event-stream")


class LiveFiles(Files):
    """The pages, each with the script that listens."""

    added = b'\n<script src="/_live/reload.js"></script>\n'


def create_app(watched, ignored, builder, folder, _host):
    """Return what serves, in the place of sphinx-autobuild's own."""
    watcher = Watcher(watched, ignored, change_callback=builder)
    script = Path(__file__).with_name("reload.js")
    routes = [
        Route("/_live/events", watcher.events),
        Route("/_live/reload.js", lambda _: FileResponse(script, media_type="text/javascript")),
        Mount("/", app=LiveFiles(directory=folder, html=True)),
    ]
    return Guarded(Starlette(routes=routes, lifespan=watcher.lifespan), Path(folder))


def taken(arguments):
    """Return one line that says why the port that ``arguments`` name cannot be had, or nothing."""
    named = [argument.removeprefix("--port=") for argument in arguments if argument.startswith("--port=")]
    named += [value for name, value in itertools.pairwise(arguments) if name == "--port"]
    for port in filter(str.isdigit, named):
        try:
            socket.create_server(("127.0.0.1", int(port))).close()
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or error
            return f"error: cannot listen on port {port} ({reason}); name another: make live ARGS='--port 8001'"
    return ""


if __name__ == "__main__":
    if refused := taken(sys.argv[1:]):
        print(refused, file=sys.stderr)
        sys.exit(1)
    # Whoever reads this through a pipe wants to know the address now.
    sys.stdout.reconfigure(line_buffering=True)
    end_with_parent()
    os.register_at_fork(after_in_child=end_with_parent)
    # sphinx-autobuild asks for a process of its own to build in; it has to be one of these.
    multiprocessing.set_start_method("fork")
    autobuild.Builder = WarmBuilder
    autobuild._create_app = create_app
    autobuild.main(sys.argv[1:])
