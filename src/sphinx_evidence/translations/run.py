"""The second run of Sphinx: a process of its own for each language, when the originals are written."""

from __future__ import annotations

import hashlib
import logging as stdlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from sphinx_evidence import __version__, catalogues
from sphinx_evidence.codes import Code, retell
from sphinx_evidence.interface import catalogue as interface_catalogue

from . import settings

#: The builders whose site gets translated pages.
BUILDERS = ("html",)
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
#: What Sphinx calls the text that a catalogue has.
_TRANSLATED = re.compile(r":<translated>:\d+")
_TOLD = re.compile(
    r"(?:(?P<location>[^\s].*?):(?: ?\[\w+\])? )?(?:WARNING|ERROR|SEVERE|CRITICAL): (?P<words>.*?)"
    r"(?: \[(?P<type>[\w.]+)\])?"
)


class Told(stdlib.Handler):
    """Keeps what this run has warned of, so that no line is said again for each language."""

    def __init__(self) -> None:
        super().__init__(stdlib.WARNING)
        self.words: set[str] = set()

    def emit(self, record: stdlib.LogRecord) -> None:
        """Keep the first line of a message; one without a place has been made ready to be printed."""
        said = record.getMessage().partition("\n")[0].strip()
        found = _TOLD.fullmatch(said)
        self.words.add(found["words"].strip() if found else said)


def wanted(app: Sphinx) -> bool:
    """Say whether the pages that are being written have translations beside them."""
    return bool(app.config.translations and app.config.translations_build and app.builder.name in BUILDERS)


class Runs:
    """What follows a build: the runs for its languages."""

    def __init__(self) -> None:
        self._told: Told | None = None

    def listen(self, app: Sphinx, config: Config) -> None:
        """Begin to keep warnings, before there is a builder: what is wrong with conf.py or a file is told early."""
        if config.translations and config.translations_build:
            self._told = Told()
            stdlib.getLogger("sphinx").addHandler(self._told)

    def translate(self, app: Sphinx, error: Exception | None) -> None:
        """Write the pages of each language."""
        told, self._told = self._told, None
        if told is not None:
            stdlib.getLogger("sphinx").removeHandler(told)
        if error is not None or told is None or not wanted(app):
            return
        for language in app.config.translations:
            if pages := settings.pages(app, language):
                _run(app, language, pages, told.words)


def _made_of(app: Sphinx, language: str, pages: list[str]) -> str:
    """Return a digest of what the pages in ``language`` are made of.

    What they take from other pages, the originals take too: numbers, titles, addresses, styles. So the originals, as
    they were just written, stand for it.
    """
    made = hashlib.sha256(f"{__version__} {language} {sorted(app.config.translations[language])}".encode())
    templates = (path for name in app.config.templates_path for path in Path(app.confdir, name).rglob("*"))
    files = [
        *(Path(app.outdir, app.builder.get_target_uri(page)) for page in pages),
        *catalogues.files(settings.folder(app), language),
        interface_catalogue(language),
        Path(app.confdir, "conf.py"),
        *sorted(templates),
    ]
    for path in files:
        made.update(path.name.encode() + b"\0" + (path.read_bytes() if path.is_file() else b""))
    return made.hexdigest()


def _run(app: Sphinx, language: str, pages: list[str], told: set[str]) -> None:
    memory = Path(f"{app.doctreedir}-{language}")
    stamp, digest = memory / "written", _made_of(app, language, pages)
    there = all(Path(app.outdir, language, app.builder.get_target_uri(page)).is_file() for page in pages)
    if there and stamp.is_file() and stamp.read_text(encoding="utf-8") == digest:
        return
    stamp.unlink(missing_ok=True)
    # The other pages are as this run has read them.
    shutil.copytree(app.doctreedir, memory, dirs_exist_ok=True)
    done = subprocess.run(
        _command(app, language, pages, memory),
        # The run finds what this one has found, wherever conf.py has looked for it.
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "NO_COLOR": "1"},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    said: set[tuple[str, str]] = set()
    for line in _COLOURS.sub("", done.stderr).splitlines():
        found = _TOLD.fullmatch(_TRANSLATED.sub("", line).strip())
        if not found or _is_told(found["words"].strip(), told):
            continue
        words, place = _in_catalogue(app, language, found["words"], found["location"] or "")
        # A sentence that stands on several lines of a page is one in its catalogue.
        if (found["words"], place) not in said:
            said.add((found["words"], place))
            retell(words, found["type"] or Code.TRANSLATIONS_RUN.code, location=place or None)
    if not done.returncode and not said:
        stamp.write_text(digest, encoding="utf-8")
    elif not said:
        reason = next((line for line in reversed(done.stderr.splitlines()) if line.strip()), "it gave no reason")
        Code.TRANSLATIONS_RUN.warn("the pages in %s could not be written: %s", language, reason)


def _is_told(words: str, told: set[str]) -> bool:
    """Say whether the run for the originals has told the same; a project may have added its advice to either."""
    return words in told or any(words.startswith(f"{one.rstrip('.')}; ") for one in told)


def _in_catalogue(app: Sphinx, language: str, words: str, place: str) -> tuple[str, str]:
    """Return what a run has told, and where it is mended: in a catalogue, where it is about a translated sentence."""
    page = next((page for page in settings.pages(app, language) if place.startswith(f"{app.env.doc2path(page)}:")), "")
    catalogue = settings.folder(app) / catalogues.MESSAGES.format(language=language) / f"{page}.po"
    if not page or not catalogue.is_file():
        return words, place
    line, name = place.rpartition(":")[2], Path(app.env.doc2path(page)).name
    try:
        messages = list(catalogues.load(catalogue))
    except ValueError:
        messages = []
    for message in messages:
        # As gettext notes it: the file as seen from the catalogues, and the line.
        if any(Path(file).name == name and str(number) == line for file, number in message.locations):
            return words, f"{catalogue}:{message.lineno or 1}"
    where = f"{name}, line {line}" if line.isdigit() else name
    return f"{words} (in the translation of {where})", f"{catalogue}:1"


def _command(app: Sphinx, language: str, pages: list[str], memory: Path) -> list[str]:
    given: dict[str, Any] = {**app.config.overrides, "language": language, settings.ORIGINAL: app.config.language}
    command = [sys.executable, "-m", "sphinx", "-q", "-b", settings.BUILDER, "-c", str(app.confdir), "-d", str(memory)]
    for name, value in given.items():
        if isinstance(value, list | tuple):
            value = ",".join(map(str, value))
        if isinstance(value, bool):
            value = int(value)
        if isinstance(value, str | int):
            command += ["-D", f"{name}={value}"]
    for one in sorted(app.tags):
        command += ["-t", one]
    files = [str(app.env.doc2path(page)) for page in pages]
    return [*command, str(app.srcdir), str(app.outdir), *files]


def connect(app: Sphinx) -> None:
    """Connect the run to the end of the build, when everything else has been written."""
    runs = Runs()
    app.connect("config-inited", runs.listen, priority=0)
    app.connect("build-finished", runs.translate, priority=950)
