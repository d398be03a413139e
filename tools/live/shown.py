"""How a build shows first what somebody looks at: all else is done before anything was saved, or after that page."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO


def get_ready(app: Any) -> None:
    """Do of the build ``app`` what does not depend on what will be saved."""
    if "get-ready" in app.events.events:
        app.emit("get-ready")
    env = app.env
    # That no file has come since, the server sees to: it would have another build made ready.
    env.find_files(app.config, app.builder)

    def again(*arguments: Any) -> None:
        del env.find_files
        if not all(os.path.exists(env.doc2path(docname)) for docname in env.found_docs):
            env.find_files(*arguments)

    env.find_files = again


class Later:
    """What Sphinx does before it writes pages, and what nobody who looks at a page waits for."""

    def __init__(self, app: Any) -> None:
        self._app, self._left = app, list[Callable[[], object]]()

    def leave(self, *, files: bool) -> None:
        """Let this build leave it out until ``catch_up``; ``files`` are those beside the pages, such as styles."""
        from sphinx import builders

        builder = self._app.builder
        if hasattr(os, "fork"):
            self._pickle, builders.pickle = builders.pickle, self  # type: ignore[assignment]
        if files:
            self._put_off(builder, "copy_assets")
        finish = builder.finish

        def at_last() -> None:
            # Where no page is written.
            self.catch_up()
            finish()

        builder.finish = at_last

    def _put_off(self, holder: Any, name: str) -> None:
        now = getattr(holder, name)
        setattr(holder, name, lambda: self._left.append(now))

    def dump(self, what: Any, file: BinaryIO, protocol: int) -> None:
        """Take the place of ``pickle.dump``; what is known of all pages is saved by a fork, as it is at this moment."""
        if what is not self._app.env:
            self._pickle.dump(what, file, protocol)
            return
        child = os.fork()
        if not child:
            failed = 0
            try:
                os.nice(10)
                self._pickle.dump(what, file, protocol)
                file.flush()
            except OSError as error:
                failed = error.errno or 1
            except BaseException:
                failed = 255
            os._exit(failed)
        self._left.append(lambda: self._saved(child, file.name))
        # Sphinx does this next.
        self._put_off(what, "check_consistency")

    def _saved(self, child: int, name: str) -> None:
        failed = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if failed:
            # Another build is to read all pages again.
            Path(name).unlink(missing_ok=True)
            raise OSError(failed, os.strerror(failed), name)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pickle, name)

    def catch_up(self) -> None:
        """Do what was left out, once."""
        left, self._left = self._left, []
        for do in left:
            do()


class Order:
    """What a build is to do besides: ``saved`` are files, ``open`` are addresses that somebody looks at.

    ``again`` are files that something was wrong with: Sphinx tells that only when it reads them. Unless the last build
    was ``whole``, what is beside the pages may be cut or missing, and a page names it by its content. ``shown`` is
    called when what somebody waits for is written, and told whether what is beside the pages is there, too.
    """

    def __init__(self, app: Any, order: dict[str, Any], shown: Callable[[bool], None]) -> None:
        self.app, self.shown = app, shown
        self.saved, self.again = ({Path(name) for name in order[kind]} for kind in ("saved", "again"))
        self.open = {address.lstrip("/") for address in order["open"]}
        self.later = Later(app)
        self._pages_alone = order["whole"] and all(self._pages({path}) for path in self.saved)

    def connect(self) -> None:
        """Let the build do so."""
        self.app.connect("env-get-outdated", self._read_again)
        self._write, self.app.builder.write_documents = self.app.builder.write_documents, self._write_first
        self.later.leave(files=self._pages_alone)

    def _read_again(self, app: Any, env: Any, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
        """Return the pages to read again; remove what those that are gone have left."""
        for path in self.saved:
            docname = env.path2doc(path)
            if docname and docname not in env.found_docs and not path.exists():
                Path(app.builder.get_output_path(docname)).unlink(missing_ok=True)
        return sorted(self._pages(self.again))

    def _pages(self, paths: set[Path]) -> set[str]:
        """Return the names of the pages that are made from any of ``paths``."""
        env = self.app.env
        found = {env.path2doc(path) for path in paths}
        # Sphinx has them from the pages' folder, extensions whole.
        names = {os.path.relpath(path, env.srcdir) for path in paths} | set(map(str, paths))
        found |= {docname for docname, needs in env.dependencies.items() if not names.isdisjoint(map(str, needs))}
        return found & env.found_docs

    def _write_first(self, docnames: set[str]) -> None:
        """Write what somebody waits for, say so, then write the rest of ``docnames``."""
        builder = self.app.builder
        looked_at = {name for name in docnames if builder.get_target_uri(name) in self.open}
        first = (self._pages(self.saved) | looked_at) & set(docnames)
        try:
            if first:
                self._write(first)
                self.shown(not self._pages_alone)
        finally:
            self.later.catch_up()
        if rest := set(docnames) - first:
            self._write(rest)
