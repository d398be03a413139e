"""What a command costs: CPU seconds and memory of the process and of all that it starts."""

import os
import statistics
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple


class Cost(NamedTuple):
    """What one run took."""

    cpu: float  # seconds, of all processes together
    wall: float  # seconds
    memory: float  # MiB at the peak, of all processes together


class Failed(RuntimeError):
    """Says which command failed and what it printed last."""


def cost(command: list[str], folder: Path, environment: dict[str, str]) -> Cost:
    """Run ``command`` in ``folder``. Raises Failed when it does not end with status 0."""
    start = time.perf_counter()
    # Not in the folder: a file that comes there is a change of the project.
    with tempfile.TemporaryFile("w+", errors="replace") as said:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=said, stderr=said)
        peak: list[float] = [0.0]
        over = threading.Event()
        watch = threading.Thread(target=_watch, args=(process.pid, peak, over))
        watch.start()
        try:
            _, status, used = os.wait4(process.pid, 0)
        finally:
            over.set()
            watch.join()
        said.seek(0)
        told = said.read()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise Failed(f"{' '.join(map(str, command))} failed:\n{told[-2000:]}")
    # The largest of the processes, in KiB: there may be more of them, or one that was gone before we looked.
    largest = used.ru_maxrss / 1024
    return Cost(used.ru_utime + used.ru_stime, time.perf_counter() - start, max(largest, peak[0]))


def _watch(pid: int, peak: list[float], over: threading.Event) -> None:
    """Keep in ``peak`` the most memory, in MiB, that the tree under ``pid`` has had; shared pages count once."""
    while not over.wait(0.2):
        peak[0] = max(peak[0], sum(_memory(each) for each in _tree(pid)))


def _tree(pid: int) -> list[int]:
    try:
        children = [
            int(child) for file in Path(f"/proc/{pid}/task").glob("*/children") for child in file.read_text().split()
        ]
    except OSError:
        return [pid]
    return [pid, *(each for child in children for each in _tree(child))]


def _memory(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def cpu_of(pid: int) -> float:
    """Return the CPU seconds so far of a running process, of those it has started and of those that have ended."""
    ticks = 0
    for each in _tree(pid):
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def middle(costs: list[Cost]) -> dict[str, float]:
    """Return the medians of ``costs``, with every run's CPU seconds."""
    return {
        **{name: round(statistics.median(getattr(each, name) for each in costs), 2) for name in Cost._fields},
        "runs": [round(each.cpu, 2) for each in costs],
    }
