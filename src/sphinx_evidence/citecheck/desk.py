"""The registers, and what they have answered: in this run, and lately."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sphinx_evidence.bibliography import Source
from sphinx_evidence.web import Memory

from .ask import Asker, NotRegistered, NotUnderstood, Unavailable
from .compare import Record
from .registers import REGISTERS, Agency, Crossref, PubMed, Register


class Desk:
    """The registers, and what they have answered: in this run, and lately."""

    def __init__(self, ask: Asker, memory: Memory, addresses: Mapping[str, str]):
        self.ask, self.memory = ask, memory
        self.registers: list[Register] = [kind(ask, addresses.get(kind.option) or kind.default) for kind in REGISTERS]
        self.crossref = next(one for one in self.registers if isinstance(one, Crossref))
        self.pubmed = next(one for one in self.registers if isinstance(one, PubMed))
        self.agency = Agency(ask, addresses.get(Agency.option) or Agency.default)
        self._unknown: dict[str, type[NotRegistered]] = {}

    def named(self, name: str) -> Register | None:
        """Return the register that doi.org calls ``name``."""
        return next((register for register in self.registers if register.name == name), None)

    @staticmethod
    def _name(register: Register, source: Source) -> str:
        return f"{register.name} {register.names(source).lower()}"

    def look_up(self, register: Register, source: Source) -> Record:
        """Return what ``register`` has of ``source``. Raises `NotRegistered` or `Unavailable`."""
        name = self._name(register, source)
        if known := Record.from_data(self.memory.get(name)):
            return known
        if name in self._unknown:
            raise self._unknown[name]
        try:
            found = register.fetch(source)
        except NotRegistered as error:
            self._unknown[name] = type(error)
            raise
        except NotUnderstood as error:
            raise NotUnderstood(f"the answer of {register.name} could not be understood: {error}") from None
        except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, RecursionError) as error:
            # What nobody thought of: it costs this source its verdict, not the run.
            reason = type(error).__name__
            raise NotUnderstood(f"the answer of {register.name} could not be understood ({reason})") from None
        # Who has a DOI is asked only when something is amiss, which may be mended tomorrow.
        if not isinstance(register, Agency):
            self.memory.put(name, found.as_data())
        return found

    def ask_for_many(self, sources: Iterable[Source]) -> None:
        """Ask each register for all that it may have, many at a time, where it can be asked so.

        What is in no list is asked for singly later: a list says nothing of what is not in it.
        """
        sources = list(sources)
        for register in self.registers:
            fetch_many: Callable[[list[Source]], dict[str, Record]] | None = getattr(register, "fetch_many", None)
            if fetch_many is None:
                continue
            wanted = {
                register.names(source).lower(): source
                for source in sources
                if register.handles(source) and not Record.from_data(self.memory.get(self._name(register, source)))
            }
            for some in _parts(list(wanted.values()), getattr(register, "at_once", 50)):
                if len(some) == 1:
                    continue
                try:
                    found = fetch_many(some)
                except (NotRegistered, Unavailable, TypeError, ValueError, LookupError, AttributeError, RecursionError):
                    break
                for number, record in found.items():
                    self.memory.put(f"{register.name} {number}", record.as_data())


def _parts(whole: list[Any], size: int) -> Iterator[list[Any]]:
    for start in range(0, len(whole), size):
        yield whole[start : start + size]
