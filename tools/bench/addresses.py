"""Two hundred addresses on this machine, each of which answers after a moment, and a page that links them all."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

from generated import FRONT

HOSTS = [f"127.0.1.{number}" for number in range(1, 201)]
#: Seconds that an answer takes, about what a server far away needs.
AWAY = 0.1
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError, asyncio.IncompleteReadError):
        await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(AWAY)
        writer.write(ANSWER)
        await writer.drain()
    writer.close()


@contextlib.contextmanager
def answering() -> Iterator[int]:
    """Answer at every address; yield the port."""
    loop = asyncio.new_event_loop()
    first = loop.run_until_complete(asyncio.start_server(_answer, HOSTS[0], 0))
    port = first.sockets[0].getsockname()[1]
    loop.run_until_complete(asyncio.start_server(_answer, HOSTS[1:], port))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield port
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


def link_all(docs: Path, port: int) -> None:
    """Write a site that links to every address, and to nothing outside this machine."""
    lines = "".join(f"- [Address {number}](http://{host}:{port}/)\n" for number, host in enumerate(HOSTS, 1))
    docs.mkdir(exist_ok=True)
    cited = "Somebody has said so {cite:p}`source`.\n\n```{bibliography}\n```\n"
    (docs / "index.md").write_text(f"{FRONT.format(title='Links')}# Links\n\n{lines}\n{cited}", encoding="utf-8")
    source = "author = {Abel, Ann}, title = {{A source without a link}}, year = {2000}"
    (docs / "references.bib").write_text(f"@misc{{source, {source}}}\n", encoding="utf-8")
