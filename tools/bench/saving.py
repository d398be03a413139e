"""How long it takes from saving a page until a browser shows it, with `make live`."""

import re
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from measure import cpu_of

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

PATIENCE = 300  # seconds
# An editor looks at the page before changing it again; by then the server has done all that follows.
STILL = 1.0  # seconds in which it has done next to nothing
NEXT_TO_NOTHING = 0.02  # seconds of work
# Playwright, waiting for words, looks again after up to half a second. So the page itself says what it has painted.
PAINTED = "Painted: "
TELLS = rf"""
addEventListener("DOMContentLoaded", () => {{
  const words = /Saved as number \d+\./.exec(document.body.textContent);
  requestAnimationFrame(() => setTimeout(() => console.log(`{PAINTED}${{words}}`)));
}});
"""


def costs(command: list[str], folder: Path, environment: dict[str, str], page: str, times: int) -> dict:
    """Start the server ``command`` in ``folder`` and save ``page`` ``times`` times; return what that took.

    ``wall`` and ``cpu`` are from the save until the words are on the screen of an open browser, ``after`` is the work
    that follows (search, exports, other pages, the next build made ready). The first time, which reads more from disk,
    does not count.

    Raises RuntimeError when there is no browser, and TimeoutError when the server does not start.
    """
    try:
        from audit.browser import launched
        from audit.npm import Problem
    except ImportError as missing:
        raise RuntimeError(f"needs what tests/requirements.txt lists ({missing}); run it by make bench") from None
    log = folder / "live.log"
    with open(log, "w") as said:
        server = subprocess.Popen(
            command, cwd=folder, env={**environment, "PYTHONUNBUFFERED": "1"}, stdout=said, stderr=said
        )
    source = folder / "docs" / f"{page}.md"
    text = source.read_text(encoding="utf-8")
    taken: list[tuple[float, float, float]] = []
    try:
        address = f"http://{_host(log)}/{page}.html"
        with launched() as chromium:
            window = chromium.new_page()
            window.add_init_script(TELLS)
            window.goto(address, wait_until="load")
            before = _still(server.pid)
            for mark in range(times + 1):
                words = f"Saved as number {mark}."
                with window.expect_console_message(
                    lambda said, words=words: said.text == PAINTED + words,  # type: ignore[misc]
                    timeout=PATIENCE * 1000,
                ):
                    start = time.perf_counter()
                    source.write_text(f"{text}\n{words}\n", encoding="utf-8")
                wall, seen = time.perf_counter() - start, cpu_of(server.pid)
                done = _still(server.pid)
                taken.append((wall, seen - before, done - seen))
                before = done
    except Problem as problem:
        raise RuntimeError(str(problem)) from None
    finally:
        source.write_text(text, encoding="utf-8")
        server.terminate()
        server.wait()
    wall, cpu, after = (round(statistics.median(column), 2) for column in zip(*taken[1:], strict=True))
    runs = [round(each[0], 2) for each in taken[1:]]
    return {"repeat": times, "wall": wall, "cpu": cpu, "after": after, "runs": runs}


def _still(pid: int) -> float:
    """Wait until the process ``pid`` and those that it has started rest; return their CPU seconds so far."""
    while True:
        before = cpu_of(pid)
        time.sleep(STILL)
        if cpu_of(pid) - before < NEXT_TO_NOTHING:
            return cpu_of(pid)


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
