"""A second process, which prints a part of a book while this one prints another: that takes half the time."""

from __future__ import annotations

import logging
from multiprocessing.connection import Connection
from typing import Any

from sphinx_evidence import processes

from .part import Part


class SecondFailed(Exception):
    """Says what went wrong in the second process."""


class Second:
    """Starts the process, which loads what it needs at once. It ends with this one, or when it is closed.

    A copy of this process has Sphinx, WeasyPrint and Pango already; to load them again takes a second.
    """

    def __init__(self) -> None:
        start = processes.context()
        self._connection, theirs = start.Pipe()
        self._process = start.Process(target=_serve, args=(self._connection, theirs), daemon=True)
        self._process.start()
        theirs.close()

    def ask(self, name: str, *arguments: Any) -> None:
        """Let the process begin with ``name``: "lay_out" with what ``Part`` takes, "finish" or "piece" like its own."""
        try:
            self._connection.send((name, arguments))
        except OSError as error:
            raise SecondFailed("the process that prints its second part has ended") from error

    def answer(self) -> tuple[Any, list[str]]:
        """Wait, and return what came out and what WeasyPrint complained of.

        Raise OSError where the process could not write, and SecondFailed where it has ended or failed otherwise.
        """
        try:
            error, result, complaints = self._connection.recv()
        except (EOFError, OSError) as ended:
            raise SecondFailed("the process that prints its second part has ended") from ended
        if isinstance(error, OSError):
            raise error
        if error is not None:
            raise SecondFailed(str(error))
        return result, complaints

    def close(self) -> None:
        """End the process."""
        self._connection.close()
        self._process.terminate()
        self._process.join()


class _Collected(logging.Handler):
    """Keeps what WeasyPrint complains of until it is asked for."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())

    def take(self) -> list[str]:
        taken, self.messages = self.messages, []
        return taken


def _serve(asking: Connection, connection: Connection) -> None:
    """Do what is asked, until nobody is there to ask; ``asking`` is the other end."""
    import gc

    import weasyprint  # noqa: F401 -- the other process is not ready to ask yet

    from . import listen

    # As long as it is open here too, nobody is ever gone.
    asking.close()
    gc.disable()
    complaints = _Collected()
    listen(complaints)
    part = None
    while True:
        try:
            name, arguments = connection.recv()
        except (EOFError, OSError):
            return
        error: Exception | None = None
        result = None
        try:
            if name == "lay_out":
                part = Part(*arguments)
                result = part.length, part.places
            else:
                result = getattr(part, name)(*arguments)
        except OSError as problem:
            error = OSError(problem.errno, problem.strerror)
        except Exception as problem:
            error = SecondFailed(f"{type(problem).__name__}: {problem}")
        connection.send((error, result, complaints.take()))
