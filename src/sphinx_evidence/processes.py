"""How another process begins that does a part of the work."""

from __future__ import annotations

import multiprocessing
import os
from typing import Any


def may_be_copied() -> bool:
    """Say whether a process may be a copy of this one: on Linux, if it has no threads, which a copy would wait for."""
    try:
        return len(os.listdir("/proc/self/task")) == 1
    except OSError:
        return False


def context() -> Any:
    """Return what starts processes: copies where they may be, which have loaded already what this one has."""
    return multiprocessing.get_context("fork" if may_be_copied() else "spawn")
