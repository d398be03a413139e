"""Serve the site as it is being written; arguments are those of sphinx-autobuild.

sphinx-autobuild starts Python and loads Sphinx each time that a page is saved, which takes longer than to write the
page. Here each build runs in a fork of the server, in which the libraries are loaded already. What the project itself
says, in conf.py and in its extensions, every build reads anew.
"""

import json
import multiprocessing
import os
import sys
import threading
import time
from importlib import import_module
from pathlib import Path

from sphinx.cmd.build import build_main
from sphinx_autobuild import __main__ as autobuild
from sphinx_autobuild.build import Builder
from sphinx_autobuild.utils import show_message

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
    """Builds in a fork of this process."""

    def __call__(self, *, changed_paths):
        """Build, because ``changed_paths`` have changed, or for the first time."""
        if changed_paths:
            names = sorted({os.path.relpath(path) for path in changed_paths if path.exists()})
            show_message(f"Building again: {', '.join(names[:5]) or 'a file is gone'}")
        if self._run_commands(self.pre_build_commands, "pre-build") != 0:
            return
        status, libraries = fork(self.sphinx_args, first=not changed_paths)
        if status == 0:
            self._run_commands(self.post_build_commands, "post-build")
        else:
            print(
                f"The build failed ({status}): mend what is named above. Until then, the pages are those from before."
            )
        if not changed_paths:
            warm_up(libraries)
        show_message(f"Serving on {self.uri}")


def fork(arguments, *, first):
    """Build in a child; return its exit status and, of the first build, the names of the libraries that it loaded."""
    sys.stdout.flush()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        status = 1
        try:
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
    return os.waitstatus_to_exitcode(status), json.loads(told or "[]")


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


if __name__ == "__main__":
    # Whoever reads this through a pipe wants to know the address now.
    sys.stdout.reconfigure(line_buffering=True)
    end_with_parent()
    os.register_at_fork(after_in_child=end_with_parent)
    # sphinx-autobuild asks for a process of its own to build in; it has to be one of these.
    multiprocessing.set_start_method("fork")
    autobuild.Builder = WarmBuilder
    autobuild.main(sys.argv[1:])
