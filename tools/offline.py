"""Pack the site and the books into one zip file that opens from a disk. Standard library only."""

import datetime as dt
import os
import zipfile
from html import escape
from pathlib import Path

NAME = "kratom-and-muscle-soreness"
TITLE = "Kratom and muscle soreness"
START = "START-HERE.html"
# Where the site has what can be taken away.
FOLDER = "downloads"
# The page for a wrong address is a web server's, and its links begin at the server's root.
NOT_FROM_A_DISK = {"404.html"}
# What each kind of file is called where the reader chooses; the first that fits.
WORDS = (("leaflet.pdf", "One page to print and hand over"), (".pdf", "The book, to print"), (".epub", "The e-book"))
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Start here: {title}</title>
<style>
body {{ font: 1.1rem/1.6 system-ui, sans-serif; max-width: 38rem; margin: 3rem auto; padding: 0 1rem; }}
li {{ margin: 0.6rem 0; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>Edition of {day}. Everything here works without a network; only links to sources need one. Unpack the whole folder
before you open a page.</p>
<ul>
{links}
</ul>
<p>Licence of the text: CC BY 4.0. You may copy and pass on all of it, if you say where it is from.</p>
</main>
</body>
</html>
"""


def start_page(names, day):
    """Return the page that tells what is in the folder; `names` are those of the files to take away."""
    links = [("site/index.html", "The site, with search")]
    for number, (end, words) in enumerate(WORDS):
        first = [
            name for name in names if name.endswith(end) and not name.endswith(tuple(e for e, _ in WORDS[:number]))
        ]
        links += [(f"site/{FOLDER}/{name}", words) for name in first]
    items = [f'<li><a href="{escape(address)}">{escape(words)}</a></li>' for address, words in links]
    return PAGE.format(title=escape(TITLE), day=f"{day.day} {day:%B %Y}", links="\n".join(items))


def pack(site, target, seconds):
    """Write the zip file `target` of the folder `site`, with a page to start from; all carry the time `seconds`.

    The same content gives the same bytes: names in order, no owner, no time but that one.
    """
    when = dt.datetime.fromtimestamp(int(seconds), tz=dt.UTC)
    pages = [path for path in sorted(site.rglob("*")) if path.is_file()]
    names = [path.name for path in pages if path.parent == site / FOLDER]
    content = [(START, start_page(names, when).encode())]
    for path in pages:
        name = path.relative_to(site).as_posix()
        if name not in NOT_FROM_A_DISK:
            content.append((f"site/{name}", path.read_bytes()))
    part = Path(f"{target}.part")
    with zipfile.ZipFile(part, "w") as archive:
        for name, data in content:
            entry = zipfile.ZipInfo(f"{NAME}/{name}", date_time=when.timetuple()[:6])
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    os.replace(part, target)
