"""How many faulty sources does the citation check notice, and does it refuse honest ones? Prints a table, writes JSON.

    make bench-citecheck                         120 records of Crossref, beside a public peer
    make bench-citecheck ARGS="--half 1"         the records of one half only
    make bench-citecheck ARGS="--works my.json"  other records: {doi: what Crossref's /works/{doi} has under "message"}
    make bench-citecheck ARGS="--no-peer --show" without the peer; each entry that was judged wrongly

Each record is written in many honest ways and with many faults; the builder checks all of them against a loopback that
holds the records. Exit status 1: an honest entry was refused, or fewer than 99 % of the faults were noticed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cited import bibtex, from_record
from faults import FAULTS
from honest import WAYS
from loopback import Loopback

ROOT = Path(__file__).resolve().parents[2]
RECORDS = ROOT / "tests" / "data" / "crossref-works.json"
WORK = Path(os.environ.get("BENCH_FOLDER", ROOT / "_build" / ".bench-citecheck"))
PEER = "citecheck-refs==0.4.1"
REFUSED = ("differs", "not registered", "retracted")
#: The peer's words: those that fail its run, and those that ask for a look.
PEER_NOTICED = ("NOT_FOUND", "MISMATCH", "CHECK")
TO_REACH = 0.99

CONF = """
extensions = ["sphinxcontrib.bibtex", "sphinx_evidence.citecheck"]
bibtex_bibfiles = ["cases.bib"]
citecheck_crossref = {base!r}
citecheck_eutils = {base!r}
citecheck_datacite = {base!r}
citecheck_agency = {base!r} + "/ra"
"""


def cases(works: dict[str, dict[str, Any]], seed: int) -> Iterator[tuple[str, str, str]]:
    """Yield kind ("honest" or "fault"), name and BibTeX with the key ``KEY`` of every case."""
    records = {doi: item for doi, item in works.items() if item.get("title") and item["title"][0]}
    entries = {doi: from_record(item) for doi, item in records.items()}
    for doi, item in records.items():
        cited, chance = entries[doi], random.Random(f"{seed} {doi}")
        for name, way in WAYS.items():
            seen = set()
            for changed in way(cited, item):
                if (text := bibtex(changed, "KEY")) not in seen:
                    seen.add(text)
                    yield "honest", name, text
        other = entries[chance.choice([one for one in entries if one != doi])]
        for name, fault in FAULTS.items():
            for changed in fault(cited, item, other, chance):
                yield "fault", name, bibtex(changed, "KEY")


def ours(bib: str, works: dict[str, Any], folder: Path, *, lists: bool) -> dict[str, dict[str, Any]]:
    """Return the builder's report on each key of ``bib``."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "cases.bib").write_text(bib, encoding="utf-8")
    (folder / "index.rst").write_text("Cases\n=====\n", encoding="utf-8")
    register = Loopback(works, lists=lists)
    (folder / "conf.py").write_text(CONF.format(base=register.base), encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "citecheck", folder, folder / "out"]
    done = subprocess.run(
        command, capture_output=True, text=True, env={"PYTHONPATH": str(ROOT / "src"), "LANG": "C.UTF-8"}
    )
    register.end()
    report = folder / "out" / "report.json"
    if not report.exists():
        raise SystemExit(f"error: the builder wrote no report: {done.stderr.strip()[-2000:]}")
    print(f"the registers were asked {register.asked} times")
    return {source["key"]: source for source in json.loads(report.read_text(encoding="utf-8"))["sources"]}


def peers(bib: Path, works: dict[str, Any]) -> dict[str, str]:
    """Return the peer's verdict on each key, from an environment of its own."""
    folder = WORK / "peer"
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "--no-input", PEER], check=True)
    asked = json.dumps({"bib": str(bib), "works": works})
    done = subprocess.run(
        [python, Path(__file__).with_name("peer.py")], input=asked, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"error: the peer failed: {done.stderr.strip()[-2000:]}")
    return json.loads(done.stdout)


def main() -> int:
    """Run, print, and say whether the aim is reached."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--works", type=Path, default=RECORDS, help="the records (default: those of the tests)")
    parser.add_argument("--half", type=int, choices=(0, 1), help="every second record only")
    parser.add_argument("--seed", type=int, default=17, help="of the faults' chances")
    parser.add_argument("--no-peer", action="store_true", help="leave the peer out")
    parser.add_argument("--no-lists", action="store_true", help="a register that answers only /works/{doi}")
    parser.add_argument("--show", action="store_true", help="print each entry that was judged wrongly")
    options = parser.parse_args()
    works = json.loads(options.works.read_text(encoding="utf-8"))
    if options.half is not None:
        works = dict(list(works.items())[options.half :: 2])
    made = {f"case{number}": case for number, case in enumerate(cases(works, options.seed))}
    bib = "\n".join(text.replace("{KEY,", f"{{{key},", 1) for key, (_, _, text) in made.items())
    found = ours(bib, works, WORK / "project", lists=not options.no_lists)
    theirs = {} if options.no_peer else peers(WORK / "project" / "cases.bib", works)
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for key, (kind, name, text) in made.items():
        outcome = found[key]["outcome"] if key in found else "missing"
        noticed = outcome in REFUSED
        counts[kind, name].update(all=1, ours=noticed, theirs=theirs.get(key) in PEER_NOTICED)
        wrong = noticed if kind == "honest" else not noticed
        if options.show and (wrong or outcome in ("missing", "service unavailable")):
            said = found.get(key, {})
            print(f"--- {kind}: {name}: {outcome}: {said.get('why')} {said.get('fields')}\n{text}")
    return report(counts, len(works), options)


def report(counts: dict[tuple[str, str], Counter[str]], number: int, options: argparse.Namespace) -> int:
    """Print the tables and keep them as JSON; return the exit status."""
    totals = {}
    for kind, title in (("honest", "honest ways to write it: refused"), ("fault", "faults: noticed")):
        print(f"\n{title:45} {'of':>6} {'ours':>13}" + ("" if options.no_peer else f" {'peer':>13}"))
        rows = [(name, one) for (what, name), one in counts.items() if what == kind]
        total: Counter[str] = Counter()
        for _, one in rows:
            total.update(one)
        for name, one in [*rows, ("all", total)]:
            cells = [
                f"{one[who]:5} {one[who] / one['all']:6.1%}"
                for who in ("ours", "theirs")[: 1 if options.no_peer else 2]
            ]
            print(f"  {name:43} {one['all']:6} " + " ".join(f"{cell:>13}" for cell in cells))
        totals[kind] = total
    reached = not totals["honest"]["ours"] and totals["fault"]["ours"] >= TO_REACH * totals["fault"]["all"]
    print(
        f"\n{number} records; to reach: no honest entry refused, {TO_REACH:.0%} of the faults noticed: "
        + ("reached" if reached else "not reached")
    )
    data = {f"{kind}: {name}": dict(one) for (kind, name), one in counts.items()}
    (WORK / "results.json").write_text(
        json.dumps({"records": number, "counts": data}, indent=1) + "\n", encoding="utf-8"
    )
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
