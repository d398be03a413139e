"""A process that builds, and is ready to before anything is saved; arguments are those of sphinx-build.

To start Python, to load Sphinx and the project's extensions and to read what is known of the pages takes longer than to
read and write a page that was saved. So a build is made ready when the one before it has ended: it does all of that,
says so, and waits until it is told what was saved. Each build has a process of its own, which has read everything anew,
so none can leave anything behind for the next one. Where the system can fork, these processes begin with the libraries
loaded.

It is told what to do through its standard input and answers on its standard error, a line of JSON each. Orders:
``prepare`` a build, ``go``, or ``leave`` without having built. Answers: ``ready`` with the pages that were read on the
way, ``shown`` when what somebody looks at is written, ``done`` with the exit status and what was said, ``gone``.

The translated pages take longer than all others together. They follow a build that was good, while the next one is made
ready, and stop when that one begins. Then comes one more answer: ``translated`` with what was said.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent))

from shown import Order, get_ready  # noqa: E402
from wire import Held, Wire, passing_file  # noqa: E402

from sphinx_main import prepare  # noqa: E402

# Where the compiled files of the project's extensions go: beside them they would count as a change.
COMPILED = ROOT / "_build" / ".live" / "compiled"
# Starts threads, which a fork does not take along.
COLD = ("numpy", "matplotlib", "multiprocessing", "concurrent")

# What writes the translated pages when a build is over.
TRANSLATES = "sphinx_evidence.translations.run"
# What a build tells the process that it is a fork of: that it begins, and that it goes on although it has told its end.
BEGINS, FOLLOWS = b"b", b"f"

# This process, as a fork of it knows it even if it is gone by then.
known: int | None = None
# Whether the processes that this one has started are to end with it.
leads = False


def end_with_parent() -> None:
    """End this process soon after the one that has started it, however that one ended."""
    global known
    parent, known = known or os.getppid(), os.getpid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        if leads:
            os.killpg(0, signal.SIGKILL)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


class Reads:
    """Which files are opened, until asked."""

    def __init__(self) -> None:
        self._paths: set[str] | None = set()
        self._looking = False
        sys.addaudithook(self._note)

    def _note(self, event: str, details: tuple[Any, ...]) -> None:
        if event == "open" and self._paths is not None and not self._looking and isinstance(details[0], (str, bytes)):
            self._paths.add(os.fsdecode(details[0]))

    def without(self, look: Callable[[Any], None]) -> Callable[[Any], None]:
        """Return ``look``, which may open files that are not counted."""

        def uncounted(app: Any) -> None:
            self._looking = True
            try:
                look(app)
            finally:
                self._looking = False

        return uncounted

    def end(self, suffixes: tuple[str, ...]) -> list[str]:
        """Return the files with such a suffix that were opened, and note no more."""
        paths, self._paths = self._paths or set(), None
        return sorted({os.path.realpath(path) for path in paths if path.endswith(suffixes)})


class Build:
    """One build, in this process. ``order`` are what it was told when it was prepared.

    ``parent`` is where it tells the process that it is a fork of how far it is.
    """

    def __init__(self, wire: Wire, arguments: list[str], order: dict[str, Any], parent: int | None = None) -> None:
        self.wire, self.order, self.parent = wire, order, parent
        self.translate: Callable[[], object] | None = None
        self.arguments = [*arguments, *order.get("more", [])]
        self.reads, self.look_at_files = Reads(), None
        # On a disk that is full, nothing could be said of it.
        self.said = passing_file()
        self.held = Held(sys.stdout)

    def run(self) -> None:
        """Make ready, wait, build, and end this process."""
        os.dup2(self.said.fileno(), 2)
        sys.stdout = self.held  # type: ignore[assignment]
        status = 1
        try:
            prepare()
            self._hook()
            from sphinx.cmd.build import build_main

            status = build_main(self.arguments)
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            self.held.flush()
            self.wire.tell(done=status, said=self._messages(), libraries=loaded() if self.order.get("first") else [])
            if self.translate and not status:
                self._follow(self.translate)
            os._exit(status)

    def _follow(self, translate: Callable[[], object]) -> None:
        """Write the translated pages, and tell what is wrong with them."""
        global leads
        if self.parent is not None:
            os.setpgid(0, 0)
            leads = True
            os.write(self.parent, FOLLOWS)
            os.close(self.parent)
        before = len(self._messages())
        try:
            translate()
        except BaseException:
            sys.excepthook(*sys.exc_info())
        self.wire.tell(translated=self._messages()[before:])

    def _messages(self) -> str:
        sys.stderr.flush()
        # What is said later follows: to read to the end leaves the place there.
        self.said.seek(0)
        return self.said.read().decode("utf-8", "replace")

    def _hook(self) -> None:
        """Let Sphinx wait between being ready and building."""
        from sphinx.application import Sphinx

        try:
            from this_site.messages import files
        except ImportError:
            pass
        else:
            # Looks at every file before any is read, and again at those that were saved since.
            self.look_at_files = files.check
            files.check = self.reads.without(files.check)
        build = Sphinx.build

        def waits(app: Any, *arguments: Any) -> None:
            get_ready(app)
            gc.collect()
            gc.freeze()
            self.wire.tell(ready=self.reads.end((".md", ".csv", ".po")))
            order = self.wire.order()
            if "go" not in order:
                os._exit(0)
            self.held.release()
            self._begin(app, order["go"])
            build(app, *arguments)

        Sphinx.build = waits  # type: ignore[method-assign]

    def _begin(self, app: Any, order: dict[str, Any]) -> None:
        if self.parent is not None:
            os.write(self.parent, BEGINS)
        for listener in list(app.events.listeners["build-finished"]):
            if getattr(listener.handler, "__module__", "") == TRANSLATES:
                app.disconnect(listener.id)
                self.translate = functools.partial(listener.handler, app, None)
        if self.look_at_files:
            self.look_at_files(app)
        Order(app, order, lambda copied: self.wire.tell(shown=True, copied=copied, said=self._messages())).connect()


def loaded() -> list[str]:
    """Return the names of the modules in this process that are no part of the project."""
    files = {name: getattr(module, "__file__", None) for name, module in list(sys.modules.items())}
    own = tuple(str(ROOT / name) for name in ("docs", "src", "tools", "conf.py"))
    return [name for name, file in files.items() if file and not file.startswith(own) and name != "__main__"]


def warm_up(libraries: list[str]) -> None:
    """Load ``libraries``, for the forks to come."""
    for name in libraries:
        if name.partition(".")[0] not in COLD:
            try:
                import_module(name)
            except Exception:  # loaded in a way of its own; the build will do that
                continue
    gc.collect()
    gc.freeze()


def main(arguments: list[str]) -> None:
    """Build whenever told to, each time in a fork, or once where the system has none."""
    end_with_parent()
    # From the keyboard, it goes to all processes at once: the server ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    wire = Wire()
    if not hasattr(os, "fork"):
        if "prepare" in (order := wire.order()):
            Build(wire, arguments, order["prepare"]).run()
        return
    os.register_at_fork(after_in_child=end_with_parent)
    following: set[int] = set()
    try:
        while "prepare" in (order := wire.order()):
            wire.tell(gone=fork(wire, arguments, order["prepare"], following))
    finally:
        stop(following)


def fork(wire: Wire, arguments: list[str], order: dict[str, Any], following: set[int]) -> int:
    """Let a fork build; return its exit status when it has ended, or goes on by itself as one of ``following``."""
    if order.get("stop"):
        stop(following)
    libraries = order.get("libraries", [])
    warm_up(libraries)
    sys.stdout.flush()
    near, far = os.pipe()
    child = os.fork()
    if not child:
        os.close(near)
        if libraries:
            sys.pycache_prefix, sys.dont_write_bytecode = str(COMPILED), False
        Build(wire, arguments, order, far).run()
    os.close(far)
    said = b""
    while said != FOLLOWS and (said := os.read(near, 1)):
        if said == BEGINS:
            stop(following)
    os.close(near)
    if said == FOLLOWS:
        following.add(child)
        return 0
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def stop(following: set[int]) -> None:
    """End these processes, with those that they have started."""
    for child in following:
        # Of one that has ended by itself, a Mac knows no group.
        with contextlib.suppress(OSError):
            os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
    following.clear()


if __name__ == "__main__":
    main(sys.argv[1:])
