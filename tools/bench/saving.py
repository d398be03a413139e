"""How long it takes from saving a page until an open browser is told to load it again, with `make live`."""

import re
import statistics
import subprocess
import time
import urllib.request
from pathlib import Path

from measure import cpu_of

PATIENCE = 300  # seconds


def costs(command: list[str], folder: Path, environment: dict[str, str], page: str, times: int) -> dict:
    """Start the server ``command`` in ``folder`` and save ``page`` ``times`` times; return what that took.

    The first time, which reads more from disk, does not count.

    Raises TimeoutError when the server does not start or does not answer, and RuntimeError when it serves an old page.
    """
    log = folder / "live.log"
    with open(log, "w") as said:
        server = subprocess.Popen(
            command, cwd=folder, env={**environment, "PYTHONUNBUFFERED": "1"}, stdout=said, stderr=said
        )
    try:
        host = _host(log)
        with urllib.request.urlopen(f"http://{host}/_live/events", timeout=PATIENCE) as browser:
            _told(browser)
            source = folder / "docs" / f"{page}.md"
            _save(source, host, page, browser, 0)
            before = cpu_of(server.pid)
            taken = [_save(source, host, page, browser, mark) for mark in range(1, times + 1)]
            cpu = (cpu_of(server.pid) - before) / times
            return {
                "repeat": times,
                "wall": round(statistics.median(taken), 2),
                "cpu": round(cpu, 2),
                "runs": [round(each, 2) for each in taken],
            }
    finally:
        server.terminate()
        server.wait()


def _save(source: Path, host: str, page: str, browser, mark: int) -> float:
    sign = f"Saved for the time number {mark}."
    # An editor looks at the page before changing it again.
    time.sleep(1)
    text = source.read_text(encoding="utf-8")
    start = time.perf_counter()
    source.write_text(f"{text}\n{sign}\n", encoding="utf-8")
    _told(browser)
    with urllib.request.urlopen(f"http://{host}/{page}.html", timeout=PATIENCE) as answer:
        if sign not in answer.read().decode():
            raise RuntimeError(f"{page} was served as it was before it was saved")
    return time.perf_counter() - start


def _told(browser) -> None:
    """Wait for what an open page is told."""
    while not browser.readline().startswith(b"data:"):
        continue


def _host(log: Path) -> str:
    """Return host and port of the server, once it listens."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := re.search(r"Serving on http://([\w.:]+)", log.read_text()):
            try:
                urllib.request.urlopen(f"http://{found[1]}/", timeout=10).close()
                return found[1]
            except OSError:
                pass
        time.sleep(0.2)
    raise TimeoutError("the server did not start: " + log.read_text()[-500:])
