"""Serve the built site on this machine as a good host would: compressed, with `_headers`, a 404 page and validators.

    serve.py [--port N] [FOLDER]    FOLDER is _build/html unless given; a free port unless given

It listens on loopback only. Exit status: 130 when interrupted, 1 when there is nothing to serve or the port is taken.
"""

import argparse
import contextlib
import socket
import sys
import threading
from pathlib import Path

import uvicorn

from serving import Files, Guarded

ROOT = Path(__file__).resolve().parent.parent


def listen(port: int) -> socket.socket:
    """Return a socket on loopback; `port` 0 is a free one. Raises OSError when it is taken."""
    return socket.create_server(("127.0.0.1", port), backlog=128)


class Server:
    """Serves `folder` on loopback; `port` 0 is a free one. As a context manager it serves beside the caller."""

    def __init__(self, folder: Path, port: int = 0):
        self.folder = Path(folder).resolve()
        self._socket = listen(port)
        app = Guarded(Files(directory=self.folder, html=True), self.folder)
        # No line for each request; a page is a dozen.
        options = {"log_level": "error", "access_log": False, "server_header": False, "ws": "none", "lifespan": "off"}
        self._uvicorn = uvicorn.Server(
            uvicorn.Config(app, timeout_keep_alive=15, h11_max_incomplete_event_size=16_384, **options)
        )

    @property
    def address(self) -> str:
        """The address of the front page, without the slash at its end."""
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def serve_forever(self) -> None:
        """Serve until interrupted."""
        self._uvicorn.run(sockets=[self._socket])

    def __enter__(self):
        self._thread = threading.Thread(target=self.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._uvicorn.should_exit = self._uvicorn.force_exit = True
        self._thread.join()
        self._socket.close()


def main(arguments: list[str]) -> int:
    """Serve until interrupted; return the exit status."""
    parser = argparse.ArgumentParser(prog="serve.py", description="Serve the built site on this machine.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "_build" / "html")
    chosen = parser.parse_args(arguments)
    if not (chosen.folder / "index.html").is_file():
        print(f"error: there is no site in {chosen.folder}: run `make html` first", file=sys.stderr)
        return 1
    try:
        server = Server(chosen.folder, chosen.port)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        print(
            f"error: cannot listen on port {chosen.port} ({reason}); name another: make serve ARGS='--port 8001'",
            file=sys.stderr,
        )
        return 1
    print(f"Serving {chosen.folder} at {server.address}/ (Ctrl+C stops it)", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()
    return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
