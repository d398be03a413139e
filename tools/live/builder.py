"""What was saved, what is built, and what is wrong: tells the process that builds what to do."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from sphinx_autobuild.build import Builder
from sphinx_autobuild.utils import show_message

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
#: Folders of files that pages are made from.
READ = ("docs", "locale")
#: What a build reads only when it knows what was saved, if it has not said otherwise.
READ_LATE = (".md", ".csv", ".po")
#: What our messages say of a disk, and by how many bytes of room a build may end well after all.
FULL, MORE = "the disk is full", 1_000_000
_PROBLEM = re.compile(r"\b(WARNING|ERROR|SEVERE|CRITICAL|error):")
_PLACE = re.compile(r"(?P<path>.+?)(?::\d+)?: (?:WARNING|ERROR|SEVERE|CRITICAL):")


class Worker:
    """The process that builds (worker.py). ``answers`` has what it says; ``heard`` is called when there is more."""

    def __init__(self, arguments: list[str]) -> None:
        self._command = [sys.executable, str(HERE / "worker.py"), *map(str, arguments)]
        self._process: subprocess.Popen[bytes] | None = None
        self.answers: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self.heard: Callable[[], object] = lambda: None

    def tell(self, **order: Any) -> None:
        """Send an order; start the process when there is none."""
        if self._process is None:
            self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0)
            threading.Thread(target=self._listen, args=(self._process,), daemon=True).start()
        # If it has ended meanwhile, that will be heard of.
        with contextlib.suppress(OSError):
            self._process.stdin.write(json.dumps(order).encode() + b"\n")  # type: ignore[union-attr]

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        last: dict[str, Any] = {"gone": 0}
        for line in process.stderr or ():
            try:
                if not line.strip():
                    continue
                last = json.loads(line)
            except ValueError:
                # Python's own words, when it cannot even start.
                sys.stderr.buffer.write(line)
                sys.stderr.flush()
                continue
            self.answers.put(last)
            self.heard()
        status = process.wait()
        self._process = None
        if "gone" not in last:
            self.answers.put({"gone": status})
            self.heard()


class LiveBuilder(Builder):
    """Stands in the place of sphinx-autobuild's builder.

    ``problems`` are the messages of the last build and of its translations. ``looked_at`` returns the addresses of
    pages that are open.
    """

    def __init__(self, sphinx_args: list[str], **options: Any) -> None:
        super().__init__(sphinx_args, **options)
        host, _, port = options["url_host"].rpartition(":")
        if ":" in host:
            # As browsers take it.
            self.uri = f"http://[{host}]:{port}"
        self._problems: tuple[str, ...] = ()
        self._translated: tuple[str, ...] = ()
        self.looked_at: Callable[[], Iterable[str]] = tuple
        self.worker = Worker(sphinx_args)
        # What the process that builds is at: None, "preparing", "ready", "building", or "leaving" when it has built.
        self._at: str | None = None
        # Saved, and in no good build; since the next build began to get ready; in the one that runs.
        self._waiting: set[Path] = set()
        self._since: set[Path] = set()
        self._building: set[Path] = set()
        self._asked = False
        # Of the build that is ready: which files there were, and which of them it has read.
        self._there: set[Path] = set()
        self._read: set[str] = set()
        # Of each disk that may have been full, when one was.
        self._full, self._free = False, dict[str, int]()
        # Whether the last build has made all that it was to make.
        self._whole = False
        self._failed: dict[str, Any] | None = None
        self._libraries: list[str] = []
        self._again: set[str] = set()
        # There while what lies in the folders is that of a good build: it can be used again after a restart.
        self._clean = Path(os.environ["LIVE_CLEAN"]) if "LIVE_CLEAN" in os.environ else None

    def __call__(self, *, changed_paths: Iterable[Path]) -> None:
        """Build for the first time, before anything is served."""
        if self.before():
            self._asked = True
            self._step()
            while self._asked or self._at == "building":
                self.handle(self.worker.answers.get())

    @property
    def problems(self) -> tuple[str, ...]:
        """What is to be mended, one line each."""
        return self._problems + self._translated

    def before(self) -> bool:
        """Run what is to be run before each build; say whether that went well."""
        return self._run_commands(self.pre_build_commands, "pre-build") == 0

    def after(self) -> None:
        """Run what is to be run after each good build."""
        self._run_commands(self.post_build_commands, "post-build")

    def saved(self, paths: Iterable[Path]) -> None:
        """Build as soon as may be, because ``paths`` have changed."""
        paths = set(paths)
        self._waiting |= paths
        self._since |= paths
        self._asked = True
        self._step()

    def room(self) -> None:
        """Build again if a full disk has stopped the last build and there is more room now."""
        if self._full and self._at not in ("building", "leaving"):
            now = _free()
            if any(free > MORE + self._free.get(folder, free) for folder, free in now.items()):
                self._full = False
                self.saved(())
            self._free = now

    def _step(self) -> None:
        if not self._asked:
            return
        if self._at is None:
            self._prepare()
        elif self._at == "ready" and self._stale():
            self._at = "leaving"
            self.worker.tell(leave=True)
        elif self._at == "ready":
            self._go()
        # Else an answer will come.

    def _prepare(self) -> None:
        self._at, self._since, self._failed = "preparing", set(), None
        self._there = {Path(folder, name) for top in READ for folder, _, names in os.walk(ROOT / top) for name in names}
        # Sphinx does not see that an extension does something else with a page.
        code = any(path.suffix == ".py" and path.is_relative_to(ROOT / "src") for path in self._waiting)
        # What follows the last build would read what is saved by now, and tell of mistakes that this one will tell of.
        self.worker.tell(
            prepare={
                "first": not self._libraries,
                "libraries": self._libraries,
                "more": ["-E"] if code else [],
                "stop": bool(self._waiting),
            }
        )

    def _stale(self) -> bool:
        """Say whether the build that is ready has taken something for known that has changed since."""
        return not all(
            path.suffix in READ_LATE and str(path) not in self._read and path in self._there and path.is_file()
            for path in self._since
        )

    def _go(self) -> None:
        self._at, self._asked = "building", False
        self._building, self._waiting = self._waiting, set()
        if self._building:
            names = sorted({os.path.relpath(path) for path in self._building if path.exists()})
            show_message(f"Building again: {', '.join(names[:5]) or 'a file is gone'}")
        if self._clean:
            self._clean.unlink(missing_ok=True)
        saved = sorted(map(str, self._building))
        self.worker.tell(
            go={
                "saved": saved,
                "again": sorted(self._again),
                "open": sorted(self.looked_at()),
                "whole": self._whole,
            }
        )

    def handle(self, answer: dict[str, Any]) -> str:
        """Take an answer of the process that builds; return what pages have to be told of, or nothing.

        "shown" are pages, "copied" also what is beside them, "built" is all, and the build is over.
        """
        if "ready" in answer:
            self._at, self._read = "ready", set(answer["ready"])
            self._step()
        elif "shown" in answer:
            # What was wrong elsewhere may be so still: that is known at the end.
            self._problems = tuple(dict.fromkeys([*problems(answer["said"]), *self._problems]))
            return "copied" if answer["copied"] else "shown"
        elif "translated" in answer:
            self._say(answer["translated"])
            self._translated = problems(answer["translated"])
            return "shown"
        elif "done" in answer:
            before, self._at = self._at, "leaving"
            if before == "building":
                return self._ended(answer)
            # It did not get ready, which matters if something is to be built.
            self._failed = answer
        elif "gone" in answer:
            return self._gone(answer["gone"])
        return ""

    def _gone(self, status: int) -> str:
        before, self._at = self._at, None
        told = ""
        if before in ("preparing", "building"):
            crash = {"done": status or 1, "said": f"error: the build was ended from outside ({status}); save again\n"}
            if before == "building":
                told = self._ended(crash)
            else:
                self._failed = crash
        if self._failed is None and not told:
            self._prepare()
        elif self._failed and self._asked and not self._since:
            self._asked = False
            self._building, self._waiting = self._waiting, set()
            told = self._ended(self._failed)
        elif self._asked:
            self._prepare()
        return told

    def _say(self, said: str) -> None:
        sys.stdout.flush()
        sys.stderr.write(said)
        sys.stderr.flush()

    def _ended(self, answer: dict[str, Any]) -> str:
        """Take what a build has said at its end."""
        self._say(answer["said"])
        self._problems = problems(answer["said"])
        places = {found["path"] for line in self._problems if (found := _PLACE.match(line))}
        self._again = {str(Path(place).resolve()) for place in places}
        self._libraries = self._libraries or answer.get("libraries", [])
        if answer["done"]:
            self._waiting |= self._building
            print(
                f"The build failed ({answer['done']}): mend what is named above. "
                "Until then, the pages are those from before."
            )
        elif self._clean and not self._problems:
            self._clean.touch()
        self._whole = not answer["done"]
        self._full, self._free = any(FULL in line for line in self._problems), {}
        self._building = set()
        show_message(f"Serving on {self.uri}")
        return "built"


def _free() -> dict[str, int]:
    """Return by folder the room on each disk that a build writes to."""
    folders = (str(ROOT), str(ROOT / "_build"), tempfile.gettempdir())
    return {folder: shutil.disk_usage(folder).free for folder in folders if os.path.isdir(folder)}


def problems(said: str) -> tuple[str, ...]:
    """Return the lines of what a build ``said`` that name something to mend, with paths from the project's folder."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", said)
    return tuple(line.replace(f"{ROOT}/", "", 1) for line in plain.splitlines() if _PROBLEM.search(line))
