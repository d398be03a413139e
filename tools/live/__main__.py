"""Serve the site as it is being written; arguments are those of sphinx-autobuild.

sphinx-autobuild starts Python and loads Sphinx each time that a page is saved, which takes longer than to write the
page; and it tells nobody before all is written. Here a build stands ready before anything is saved (``worker``), writes
first what was saved and what somebody looks at, and says so (``builder``).

Its own way to reload a page, a script inside the page and a web socket, the site's policy forbids; and any page of any
host could listen in. Here a page loads a script of this server, which the policy allows, and is told by events
(server-sent) when it is no longer as it was served, and of what is wrong, which it shows until it is mended
(``server``).
"""

import contextlib
import itertools
import socket
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import builder  # noqa: E402
import server  # noqa: E402
import uvicorn  # noqa: E402
from sphinx_autobuild import __main__ as autobuild  # noqa: E402
from worker import end_with_parent  # noqa: E402


def _values(arguments, option):
    """Return what ``arguments`` say of ``option``."""
    said = [argument.removeprefix(f"{option}=") for argument in arguments if argument.startswith(f"{option}=")]
    return said + [value for name, value in itertools.pairwise(arguments) if name == option]


def taken(arguments):
    """Return one line that says why the port that ``arguments`` name cannot be had, or nothing."""
    host = ([*_values(arguments, "--host"), "127.0.0.1"])[0]
    for port in filter(str.isdigit, _values(arguments, "--port")):
        try:
            socket.create_server((host, int(port)), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or error
            return f"error: cannot listen on port {port} ({reason}); name another: make live ARGS='--port 8001'"
    return ""


class Server(uvicorn.Server):
    """Ends what open pages wait for, which has no end by itself."""

    def handle_exit(self, number, frame):
        """Take a signal."""
        super().handle_exit(number, frame)
        server.end()


def serve(app, **options):
    """Serve until stopped, in the place of ``uvicorn.run``."""
    with contextlib.suppress(KeyboardInterrupt):
        Server(uvicorn.Config(app, timeout_graceful_shutdown=1, **options)).run()


if __name__ == "__main__":
    if refused := taken(sys.argv[1:]):
        print(refused, file=sys.stderr)
        sys.exit(1)
    # Whoever reads this through a pipe wants to know the address now.
    sys.stdout.reconfigure(line_buffering=True)
    end_with_parent()
    autobuild.Builder = builder.LiveBuilder
    autobuild._create_app = server.create_app
    autobuild.uvicorn.run = serve
    autobuild.main(sys.argv[1:])
