"""When figures are drawn: in a second process, while Sphinx writes the pages."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any, ClassVar

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from sphinx_evidence import processes
from sphinx_evidence.codes import Code
from sphinx_evidence.kept import Kept

from . import data, draw
from .printing import file_name
from .store import Store

FOLDER = "figures"
#: Emitted with the name of a figure that has no CSV file; the first extension that knows its
#: rows returns them (each without a source).
ROWS_EVENT = "chart-rows"
#: Emitted once a build; whoever has colours with a name returns them: name to (on light, on dark).
COLOURS_EVENT = "chart-colours"
#: Emitted with a page and the words of a figure on it; whoever has that page in another language, written into the same
#: site, returns the languages with what stands there in the place of the words.
WORDS_EVENT = "chart-words"
#: The format by builder. Builders that are not here draw nothing.
KINDS = {**dict.fromkeys(("book", "html", "dirhtml", "json", "epub"), "svg"), "latex": "pdf"}
#: Builders whose pages only name the drawings, and show them in light and dark. The others pack them up, have to wait
#: for them, and have paper to put them on.
PATIENT = {"html", "dirhtml", "json"}
#: A digest of what is drawn, what to draw, and its outcome: program, line and reason of each that failed.
Drawing = tuple[str, draw.Job, "Future[list[tuple[Path, int, str]]]"]


#: The rows of a figure; None where they come from other pages.
Rows = list[dict[str, Any]] | None


class Here(Executor):
    """Draws in this process, at once."""

    def submit(self, draws: Callable[..., Any], /, *arguments: Any, **options: Any) -> Future[Any]:
        """Let it draw, and return what comes of it."""
        drawn: Future[Any] = Future()
        drawn.set_result(draws(*arguments, **options))
        return drawn


def one_process() -> Executor:
    """Return a process that draws, or what draws without one."""
    try:
        return ProcessPoolExecutor(1, mp_context=processes.context())
    except (ImportError, NotImplementedError, OSError):
        # Two processes need semaphores to wait for each other. Where /dev/shm is missing there are none.
        return Here()


class FiguresDomain(Kept):
    """Keeps the figures of each page, and what was drawn of them."""

    name = "figures"
    label = "Figures"
    by_page: ClassVar[tuple[str, ...]] = ("pages", "words")
    #: The rows of each figure, by page and name; what its program prints besides; the rows that
    #: came from other pages, by name; what each drawing was made of, by name, format and language.
    initial_data: ClassVar[dict[str, Any]] = {"pages": {}, "words": {}, "rows": {}, "drawn": {}}

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        #: The process that draws, where the drawings will be kept, and what it draws.
        self.under_way: tuple[Executor, Store, list[Drawing]] | None = None

    def note(self, docname: str, name: str, rows: Rows, words: Sequence[str] = ()) -> None:
        """Keep that page ``docname`` shows the figure ``name``, whose program prints ``words`` besides its rows."""
        self.data["pages"].setdefault(docname, {})[name] = rows
        self.data["words"].setdefault(docname, {})[name] = list(words)

    def words_of(self, docname: str, name: str) -> list[str]:
        """Return what the program of a figure prints besides its rows."""
        found: list[str] = self.data["words"].get(docname, {}).get(name, [])
        return found

    def all(self) -> list[tuple[str, str, Rows]]:
        """Return page, name and rows of each figure, in the order of their names."""
        pages: dict[str, dict[str, Rows]] = self.data["pages"]
        return [(page, name, rows) for page, shown in sorted(pages.items()) for name, rows in sorted(shown.items())]

    def rows_of(self, name: str) -> list[dict[str, Any]]:
        """Return the rows of a figure whose numbers come from other pages."""
        found: list[dict[str, Any]] = self.data["rows"].get(name, [])
        return found


def figures_domain(env: BuildEnvironment) -> FiguresDomain:
    """Return the domain of ``env``."""
    domain = env.get_domain("figures")
    assert isinstance(domain, FiguresDomain)
    return domain


def warn_of_program(program: Path, line: int, reason: str) -> None:
    """Warn that the figure's program has failed at ``line``."""
    location = f"{program}:{line}"
    Code.FIGURES_PROGRAM.warn(
        "the figure cannot be drawn (%s)%s",
        reason,
        "" if ";" in reason else "; mend this line",
        location=location,
    )


def start_charts(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Start to draw every figure whose numbers or program have changed; return the pages to write again."""
    kind = KINDS.get(app.builder.name)
    folder = Path(app.outdir) if kind == "pdf" else Path(app.outdir, "_images")
    store = Store(Path(app.doctreedir, "drawings"))
    colours = {name: pair for known in app.emit(COLOURS_EVENT) if known for name, pair in known.items()}
    all_looks = draw.looks(colours)
    domain = figures_domain(env)
    before, domain.data["rows"] = domain.data["rows"], {}
    drawn = domain.data["drawn"]
    again = []
    jobs = []
    for docname, name, rows in domain.all():
        if rows is None:
            rows = app.emit_firstresult(ROWS_EVENT, name) or []
            if not rows:
                program = Path(env.srcdir, FOLDER, f"{name}.py")
                warn_of_program(program, 1, "it has no COLUMNS, and no extension knows its numbers; add COLUMNS")
            domain.data["rows"][name] = rows
            if before.get(name) != rows:
                again.append(docname)
        if kind is None or not rows:
            continue
        program = Path(env.srcdir, FOLDER, f"{name}.py")
        looks = all_looks if app.builder.name in PATIENT else all_looks[:1]
        for language, words in {
            "": {},
            **_translations(app, docname, [*domain.words_of(docname, name), *said(rows)]),
        }.items():
            code = program.read_bytes() + Path(draw.__file__).read_bytes() + repr((rows, colours, words)).encode()
            digest = hashlib.sha256(code).hexdigest()
            targets = [(folder / file_name(name, look.name, kind, language), look) for look in looks]
            store.note(digest)
            if drawn.get((name, kind, language)) == digest and all(target.is_file() for target, _ in targets):
                continue
            # The environment is saved before the drawings are there. A drawing that fails leaves no file, so it is
            # tried again by the next build.
            for target, _ in targets:
                target.unlink(missing_ok=True)
            drawn[(name, kind, language)] = digest
            if not store.fetch(digest, [target for target, _ in targets]):
                jobs.append((digest, draw.Job(program, rows, targets, kind, words)))
    store.prune(kind)
    _remove_unused(domain, kind, folder)
    if jobs:
        folder.mkdir(parents=True, exist_ok=True)
        pool = one_process()
        domain.under_way = pool, store, [(*job, pool.submit(draw.render_all, [job[1]])) for job in jobs]
        if app.builder.name not in PATIENT:
            finish_charts(app, None)
    return again


def said(rows: list[dict[str, Any]]) -> list[str]:
    """Return the words in the cells of ``rows``, each once."""
    cells = (cell for row in rows for name, cell in row.items() if name != data.SOURCE)
    return list(dict.fromkeys(cell for cell in cells if isinstance(cell, str) and re.search(r"[^\W\d]", cell)))


def _translations(app: Sphinx, docname: str, words: list[str]) -> dict[str, dict[str, str]]:
    """Return the languages for which page ``docname`` needs drawings of their own, with the words of each."""
    return {
        language: found for told in app.emit(WORDS_EVENT, docname, words) for language, found in (told or {}).items()
    }


def _remove_unused(domain: FiguresDomain, kind: str | None, folder: Path) -> None:
    """Remove the drawings of figures that no page shows any more."""
    shown = {name for _, name, _ in domain.all()}
    drawn: dict[tuple[str, str, str], str] = domain.data["drawn"]
    for key in [key for key in drawn if key[0] not in shown and key[1] == kind]:
        name, ending, language = key
        for look in draw.LOOKS:
            (folder / file_name(name, look.name, ending, language)).unlink(missing_ok=True)
        del drawn[key]


def finish_charts(app: Sphinx, error: Exception | None) -> None:
    """Wait for the drawings and warn of those that failed; ``error`` is what stopped the build, if anything did."""
    domain = figures_domain(app.env)
    if domain.under_way is None:
        return
    (pool, store, drawings), domain.under_way = domain.under_way, None
    with pool:
        for digest, job, drawing in drawings:
            try:
                failed = drawing.result()
            except BrokenProcessPool:
                # One process draws them in turn, so the first that is not there has ended it, and the rest with it.
                warn_of_program(job.program, 1, "it ends the process; take that line out")
                return
            if not failed:
                store.put(digest, [target for target, _ in job.targets])
            for program, line, reason in failed:
                warn_of_program(program, line, reason)
