"""A changed verdict is never silent: the build asks for its history and for an entry of the corrections."""

import re

import pytest

HISTORY = "docs/data/verdicts.yaml"
CORRECTIONS = "docs/reference/corrections.md"


@pytest.fixture
def told(whole):
    whole.write(
        CORRECTIONS,
        "---\ndescription: What changed.\nreviewed: 2026-11-20\nreview_due: 2027-05-20\n---\n"
        "# Corrections\n\nNothing yet.\n",
    )
    whole.replace("docs/reference/index.md", "bibliography\n", "bibliography\ncorrections\n")
    whole.append("conf.py", 'claims_corrections = "reference/corrections"\n')
    assert whole.sphinx() == (0, "")
    return whole


def page_of(whole, claim):
    return next(p for p in (whole.path / "docs").rglob("*.md") if f":id: {claim}\n" in p.read_text())


def change(whole):
    page = page_of(whole, "helps-muscles").relative_to(whole.path)
    whole.write(str(page), re.sub(r"(:id: helps-muscles\n:verdict: )unproven", r"\1supported", whole.read(str(page))))


def test_change_without_a_word_is_told_once(told):
    change(told)
    status, said = told.sphinx()
    assert status == 1
    assert len(re.findall("WARNING", said)) == 1
    assert "'helps-muscles' was 'unproven, very-low' and is now 'supported, very-low'; add that" in said
    assert "docs/data/verdicts.yaml" in said and "reference/corrections" in said


def test_change_without_an_entry_of_the_corrections_is_told_once(told):
    change(told)
    text = told.read(HISTORY).replace(
        "verdict: unproven, certainty: very-low}",
        "verdict: unproven, certainty: very-low}\n  - {date: 2026-11-21, verdict: supported, certainty: very-low}",
    )
    told.write(HISTORY, text)
    status, said = told.sphinx()
    assert status == 1 and len(re.findall("WARNING", said)) == 1
    assert "no entry of reference/corrections under '21 November 2026' names claim 'helps-muscles'" in said
    told.append(CORRECTIONS, "\n## 21 November 2026\n\n{claim}`helps-muscles`: a new trial.\n")
    assert told.sphinx() == (0, "")


FAULTS = {
    "a claim without a history": (
        "helps-muscles:",
        "helps-others:",
        "claim 'helps-muscles' has no history; write into",
    ),
    "no list": ("helps-muscles:\n  - {", "helps-muscles: {", r"verdicts.yaml:\d+: WARNING: helps-muscles needs a list"),
    "no day": ("date: 2026-11-20, verdict: unproven", "verdict: unproven", r"verdicts.yaml:\d+: WARNING: write date"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_history_that_is_wrong_is_told(told, fault):
    old, new, message = FAULTS[fault]
    told.replace(HISTORY, old, new)
    # A page has to be read, or nothing is checked.
    told.append("docs/index.md", "\n")
    status, said = told.sphinx()
    assert status == 1 and re.search(message, said), said
