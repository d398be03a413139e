"""The Nu HTML Checker on each page, as the W3C runs it."""

import json
import subprocess
from pathlib import Path

from .npm import Problem, java, modules


def errors(folder: Path) -> list[str]:
    """Return what is wrong with the HTML files in `folder`: file, line and message. Raises Problem."""
    jar = modules() / "vnu-jar" / "build" / "dist" / "vnu.jar"
    # One start of Java for all files; each costs a second.
    command = [java(), "-jar", jar, "--errors-only", "--format", "json", "--skip-non-html", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    try:
        messages = json.loads(done.stderr)["messages"]
    except (ValueError, KeyError):
        raise Problem(f"the HTML checker did not answer: {done.stderr.strip()[-300:]}") from None
    return [
        f"{message.get('url', '').rpartition(str(folder))[2].lstrip('/.')}:{message.get('lastLine', 1)}:"
        f" {message['message']}"
        for message in messages
        if message["type"] in ("error", "non-document-error")
    ]
