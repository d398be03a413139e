"""The benchmark measures what it says; how long anything takes is no matter here."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tools" / "bench"))

import addresses  # noqa: E402
import generated  # noqa: E402
import measure  # noqa: E402
import own_site  # noqa: E402
import projects  # noqa: E402
import report  # noqa: E402

BURN = "import time\nwhile time.process_time() < 0.3: pass"


def site(folder, spelling, pages=23):
    generated.write(folder, pages, spelling)
    return {str(path.relative_to(folder)): path.read_text() for path in sorted(folder.rglob("*.md"))}


def words(text):
    body = text.split("---", 2)[2]
    return re.findall(r"[\w-]+", re.sub(r"\]\([^)]*\)|\{cite\}`\w+`", " ", body))


def test_generated_pages_are_the_same_each_time_and_of_the_length_that_is_said(tmp_path):
    first, again = site(tmp_path / "one", generated.MYST), site(tmp_path / "two", generated.MYST)
    assert first == again
    pages = {name: text for name, text in first.items() if "page-" in name}
    assert len(pages) == 23
    assert all(1600 < len(words(text)) < 1900 for text in pages.values())
    assert all(text.count("{cite}") == 8 and text.count("](/part-") == 6 for text in pages.values())
    assert all(text.count("{claim}") == 1 and text.count("https://example.org/") == 2 for text in pages.values())


def test_other_tools_get_the_same_words_and_links_that_lead_somewhere(tmp_path):
    myst, plain = site(tmp_path / "myst", generated.MYST), site(tmp_path / "plain", generated.PLAIN)
    assert myst.keys() == plain.keys()
    for name in (name for name in myst if "page-" in name):
        cited = re.findall(r"\[(\w+\s\d{4})\]\(../sources\.md#(source-\w+)\)", plain[name])
        assert len(cited) == 8 and "> Verdict: unproven." in plain[name]
        assert all(f'<a id="{key}"></a>' in plain["sources.md"] for _, key in cited)
    for name, text in plain.items():
        for target in re.findall(r"\]\((?!https)([^)#]+)", text):
            assert (tmp_path / "plain" / name).parent.joinpath(target).is_file(), (name, target)


def test_generated_pages_build_without_a_warning(tmp_path):
    tool = projects.TOOLS["Sphinx, stock"]
    projects.lay_out(tool, tmp_path / "site")
    generated.write(tmp_path / "site" / "docs", 3, getattr(generated, tool.spelling))
    command = projects.command(tool, Path(sys.executable))
    done = subprocess.run([*command, "-W", "-n"], cwd=tmp_path / "site", capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "site" / tool.output / "part-01" / "page-0003.html").is_file()


@pytest.mark.parametrize("name", ["this project", "Sphinx, stock"])
def test_links_that_are_measured_stand_on_a_page_without_a_fault(tmp_path, name):
    folder = tmp_path / "site"
    projects.lay_out(projects.TOOLS[name], folder)
    # The address answers nothing: what is looked at is the page, not the links.
    addresses.link_all(folder / "docs", 9)
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-n", "-b", "dummy", "-c", ".", "docs", "out"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_directive_of_ours_has_a_stub(tmp_path):
    own_site.stock(tmp_path)
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "dummy", "-c", ".", "docs", "_build"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0
    assert not re.findall(r".*unknown (?:directive|interpreted).*", done.stderr, re.IGNORECASE)


def test_the_work_of_processes_that_a_command_starts_is_counted(tmp_path):
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BURN!r}])"
    assert measure.cost([sys.executable, "-c", child], tmp_path, {}).cpu >= 0.3
    assert measure.cost([sys.executable, "-c", "bytearray(200_000_000)"], tmp_path, {}).memory > 150


def test_a_command_that_fails_is_no_measurement(tmp_path):
    with pytest.raises(measure.Failed, match="broken for a reason"):
        measure.cost([sys.executable, "-c", "raise SystemExit('broken for a reason')"], tmp_path, {})


def test_an_aim_that_is_missed_is_said_to_be_missed():
    costs = {report.OURS: {"cpu": 12.0}, report.STOCK: {"cpu": 10.0}}
    assert report.aims({"site": {"tools": costs}})[0][2:] == ["1.20 times", "no"]
    costs[report.OURS]["cpu"] = 11.0
    assert report.aims({"site": {"tools": costs}})[0][2:] == ["1.10 times", "yes"]


def test_the_book_has_its_aim_both_ways():
    costs = {"cpu": 19.0, "wall": 12.0, "memory": 400.0}
    found = {"book": {report.COLD: {**costs, "cpu": 31.0}, report.WARM: costs, "repeat": 3, "machine": "", "date": ""}}
    assert [row[0::3] for row in report.aims(found)] == [
        ["The book, from nothing", "no"],
        ["The book, after the site", "yes"],
    ]
    assert "after the site 19.0 CPU seconds in 12.0 seconds, 400 MiB" in report.tables(found)


def test_the_page_says_what_was_measured(tmp_path, monkeypatch):
    monkeypatch.setattr(report, "PAGE", tmp_path / "page.md")
    report.write_page()
    assert (tmp_path / "page.md").read_text() == (ROOT / "BENCHMARKS.md").read_text()
    text = report.RESULTS.read_text()
    assert not re.search(r"/(work|tmp|home|root)\b|localhost", text)


def test_page_says_how_long_it_takes_to_see_what_was_saved_and_what_follows():
    cost = {"wall": 0.5, "cpu": 0.4, "after": 0.3}
    assert report._seen({**cost, "site": {**cost, "wall": 0.7}}) == (
        "From saving a page of 100 until an open browser shows it: 0.5 seconds, of them 0.4 seconds of work; 0.3 "
        "seconds of work follow. A page of this site: 0.7 seconds, of them 0.4 seconds of work; 0.3 seconds of work "
        "follow"
    )
    missed = report.aims({"live": {**cost, "site": {**cost, "wall": 0.7}}})
    assert [line[3] for line in missed] == ["yes", "no"]


def test_figures_of_two_runs_never_stand_together():
    found = {"site": {"run": "2026-01-01"}, "10": {"run": "2026-01-02"}, "100": {"run": "2026-01-02"}}
    assert report.one_run(found).keys() == {"10", "100"}
