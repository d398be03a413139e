"""Which address is asked for a link: registers instead of landing pages that turn programs away."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True)
class Registers:
    """Where registers answer. Without a slash at the end."""

    handles: str
    eutils: str


def asked(address: str, registers: Registers) -> str:
    """Return the address to ask for the link ``address``; most are asked themselves."""
    if doi := re.match(r"https?://(?:dx\.)?doi\.org/(10\..+)$", address):
        return f"{registers.handles}/{quote(doi[1], safe='/%')}"
    if pubmed := re.match(r"https?://pubmed\.ncbi\.nlm\.nih\.gov/(\d+)/?$", address):
        return f"{registers.eutils}/esummary.fcgi?db=pubmed&id={pubmed[1]}&retmode=json"
    if pmc := re.match(r"https?://pmc\.ncbi\.nlm\.nih\.gov/articles/PMC(\d+)/?$", address):
        return f"{registers.eutils}/esummary.fcgi?db=pmc&id={pmc[1]}&retmode=json"
    return address


def verdict(address: str, registers: Registers, answer: object) -> str:
    """Return what is wrong by a register's ``answer`` to ``address``; nothing when the work is registered."""
    if not isinstance(answer, dict):
        return "the register's answer is not a record"
    if address.startswith(registers.handles):
        return "" if answer.get("responseCode") == 1 else "no such DOI is registered"
    result = answer.get("result")
    found = [entry for key, entry in result.items() if key != "uids"] if isinstance(result, dict) else []
    return "" if found and "error" not in found[0] else "the register has no such number"
