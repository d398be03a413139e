"""What Read the Docs and GitHub run for us: the same make targets, and what these hosts ask of a build."""

import importlib.util
import re
from itertools import chain
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = {file.stem: file for file in sorted((ROOT / ".github/workflows").glob("*.y*ml"))}
READ_THE_DOCS = yaml.safe_load((ROOT / ".readthedocs.yaml").read_text(encoding="utf-8"))
PANGO = {"libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"}


def load(file):
    """Return a workflow; YAML takes its key ``on`` for True."""
    text = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {"on" if key is True else key: value for key, value in text.items()}


def steps(workflow):
    """Return all steps of a workflow."""
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def commands():
    """Return every command that a host runs, by who runs it."""
    build = READ_THE_DOCS["build"]["jobs"]["build"]
    ours = {"Read the Docs": list(chain.from_iterable(build.values()))}
    for name, file in WORKFLOWS.items():
        ours[name] = [step["run"] for step in steps(load(file)) if "run" in step]
    return ours


def test_hosts_call_targets_that_the_makefile_has():
    heads = re.findall(r"^([a-z][a-z -]*):(?!=)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    targets = {name for head in heads for name in head.split()}
    called = {name: re.findall(r"(?:^|&& )make ([a-z-]+)", "\n".join(runs), re.M) for name, runs in commands().items()}
    assert called["Read the Docs"] == called["pages"] == ["all"]
    assert called["links"] == called["watch"] == ["site-venv"]
    assert set(chain.from_iterable(called.values())) <= targets
    assert [run for run in commands()["ci"] if run.startswith(".ci")] == [".ci/run"]


def test_no_host_calls_sphinx_or_pip_itself():
    # One job does as a stranger does who has the wheel alone.
    runs = "\n".join(run for run in chain.from_iterable(commands().values()) if not re.search("stranger|wheel", run))
    assert not re.search(r"sphinx-build|-m sphinx|pip install|-m pip", runs)


def test_hosts_that_print_the_book_install_what_lays_out_its_text():
    wanted = (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert all(re.search(rf"^  {re.escape(name)}\b", wanted, re.M) for name in PANGO)
    assert set(READ_THE_DOCS["build"]["apt_packages"]) == PANGO
    (install,) = [run for run in commands()["pages"] if "apt-get" in run]
    assert set(install.partition("--no-install-recommends")[2].split()) == PANGO


# -- Read the Docs ------------------------------------------------------------------------------

MADE = [
    "html/index.html",
    "offline/kratom-and-muscle-soreness-offline.zip",
    "pdf/kratom-and-muscle-soreness.pdf",
    "pdf/kratom-and-muscle-soreness-leaflet.pdf",
    "epub/kratom-and-muscle-soreness.epub",
]


def read_the_docs(house, formats=("html", "htmlzip", "pdf", "epub")):
    """Do what Read the Docs does, in its order; return its folder of results."""
    jobs = READ_THE_DOCS["build"]["jobs"]["build"]
    output = house.path / "_readthedocs"
    for name in formats:
        for command in jobs[name]:
            done = house.run("bash", "-ec", command, PATH=f"{house.path}/bin:/usr/bin:/bin", READTHEDOCS_OUTPUT=output)
            assert done.returncode == 0, f"{command}: {done.stderr}"
    return output


@pytest.fixture
def host(house):
    """A house whose `make all` leaves what ours leaves."""
    made = "\n".join(f"mkdir -p _build/{Path(name).parent} && echo {name} > _build/{name}" for name in MADE)
    house.write("bin/make", f'#!/bin/sh\n[ "$*" = all ] || exit 2\n{made}\n')
    (house.path / "bin/make").chmod(0o755)
    return house


def test_make_all_calls_its_files_so():
    conf = (ROOT / "conf.py").read_text(encoding="utf-8")
    names = [
        value
        for names, value in re.findall(r'^((?:\w+ = )+)"(.*)"', conf, re.M)
        for _ in re.findall(r"\b(?:book|epub)_basename\b", names)
    ]
    names += re.findall(r'^NAME = "(.*)"', (ROOT / "tools/offline.py").read_text(encoding="utf-8"), re.M)
    assert names == ["kratom-and-muscle-soreness"] * 3
    assert "-offline.zip" in (ROOT / "tools/formats.py").read_text(encoding="utf-8")


def test_read_the_docs_gets_one_file_of_each_format(host):
    output = read_the_docs(host)
    assert (output / "html" / "index.html").is_file()
    found = {name: [file.name for file in (output / name).iterdir()] for name in ("htmlzip", "pdf", "epub")}
    # More than one would fail the build there.
    assert found == {
        "htmlzip": ["kratom-and-muscle-soreness-offline.zip"],
        "pdf": ["kratom-and-muscle-soreness.pdf"],
        "epub": ["kratom-and-muscle-soreness.epub"],
    }


def test_nothing_is_left_where_read_the_docs_suspects_an_old_build(host):
    read_the_docs(host)
    assert not (host.path / "_build" / "html").exists()


def test_a_pull_request_there_gets_the_site_alone(host):
    output = read_the_docs(host, ["html"])
    assert [folder.name for folder in output.iterdir()] == ["html"]


def test_read_the_docs_fails_when_make_does(host):
    host.write("bin/make", "#!/bin/sh\nexit 2\n")
    with pytest.raises(AssertionError, match="make all"):
        read_the_docs(host)


def test_read_the_docs_knows_each_format_that_has_commands_and_a_python_that_we_promise():
    assert {*READ_THE_DOCS["formats"], "html"} == set(READ_THE_DOCS["build"]["jobs"]["build"])
    assert READ_THE_DOCS["build"]["os"] in ("ubuntu-22.04", "ubuntu-24.04")  # the ones with long support
    major, minor = READ_THE_DOCS["build"]["tools"]["python"].split(".")
    assert (int(major), int(minor)) >= (3, 11)
    # Were it there, Read the Docs would install and run Sphinx in its own way beside ours.
    assert not {"sphinx", "python", "mkdocs"} & set(READ_THE_DOCS)


def test_the_real_options_take_a_warning_for_an_error(house):
    house.write("docs/other.rst", "Other\n=====\n\n:doc:`nowhere`\n")
    assert house.make("html").returncode != 0


# -- GitHub -------------------------------------------------------------------------------------


def test_there_are_four_workflows():
    assert list(WORKFLOWS) == ["ci", "links", "pages", "watch"]


@pytest.mark.parametrize("name", WORKFLOWS)
def test_actions_are_pinned_by_commit_with_the_version_beside_it(name):
    used = re.findall(r"uses: (.*)", WORKFLOWS[name].read_text(encoding="utf-8"))
    assert used
    assert [one for one in used if not re.fullmatch(r"[\w-]+/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one)] == []


def test_an_action_is_the_same_everywhere():
    pins = {}
    for file in WORKFLOWS.values():
        for action, pin in re.findall(r"uses: ([\w-]+/[\w-]+)[\w/-]*@(.*)", file.read_text(encoding="utf-8")):
            pins.setdefault(action, set()).add(pin)
    assert len(pins) >= 5
    assert {action: found for action, found in pins.items() if len(found) > 1} == {}


@pytest.mark.parametrize("name", WORKFLOWS)
def test_jobs_have_the_rights_that_they_need_and_an_end(name):
    workflow = load(WORKFLOWS[name])
    assert workflow["permissions"] == {}
    writes = {
        f"{name}.{job}": sorted(right for right, kind in spec["permissions"].items() if kind == "write")
        for job, spec in workflow["jobs"].items()
    }
    allowed = {"pages.deploy": ["id-token", "pages"], "links.issue": ["issues"], "watch.issue": ["issues"]}
    assert writes == {job: allowed.get(job, []) for job in writes}
    assert all(0 < job["timeout-minutes"] <= 60 for job in workflow["jobs"].values())
    checkouts = [step for step in steps(workflow) if step.get("uses", "").startswith("actions/checkout@")]
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)
    assert "concurrency" in workflow


def test_jobs_that_write_run_nothing_that_was_installed():
    jobs = load(WORKFLOWS["links"])["jobs"] | load(WORKFLOWS["pages"])["jobs"]
    runs = {name: [step["run"] for step in jobs[name]["steps"] if "run" in step] for name in ("issue", "deploy")}
    assert runs == {"issue": ["python3 tools/standing_issue.py tell links _build/checked"], "deploy": []}
    (watch,) = [step["run"] for step in load(WORKFLOWS["watch"])["jobs"]["issue"]["steps"] if "run" in step]
    assert watch == "python3 tools/standing_issue.py tell watch _build/checked"


def test_forks_are_left_alone():
    for name in ("links", "pages", "watch"):
        jobs = load(WORKFLOWS[name])["jobs"]
        first = [job for job in jobs.values() if "needs" not in job]
        assert [job["if"] for job in first] == ["${{ !github.event.repository.fork }}"]
        # The others wait for the first, so they are skipped with it.
        assert len(first) == 1


def test_links_are_tried_once_a_week_and_by_hand_and_what_passed_is_remembered():
    workflow = load(WORKFLOWS["links"])
    (time,) = workflow["on"]["schedule"]
    assert re.fullmatch(r"\d+ \d+ \* \* [0-6]", time["cron"])
    assert "workflow_dispatch" in workflow["on"]
    caches = [step for step in steps(workflow) if "actions/cache/" in step.get("uses", "")]
    restored, saved = ([path for path in step["with"]["path"].split()] for step in caches)
    assert restored == saved == ["_build/.linkcheck/passed.json", "_build/.citecheck/answers.json"]
    # Saved under a name that no other run has, or it would be kept as the first run left it.
    assert "run_id" in caches[1]["with"]["key"] and caches[0]["with"]["restore-keys"] == "links-"
    for folder, memory in (("linkcheck", "linkcheck"), ("citecheck", "citecheck")):
        (path,) = [path for path in restored if folder in path]
        files = (ROOT / f"src/sphinx_evidence/{memory}").glob("*.py")
        assert any(f'"{Path(path).name}"' in file.read_text(encoding="utf-8") for file in files)


def test_the_watch_looks_once_a_week_and_by_hand_and_what_it_listed_is_remembered():
    workflow = load(WORKFLOWS["watch"])
    (time,) = workflow["on"]["schedule"]
    assert re.fullmatch(r"\d+ \d+ \* \* [0-6]", time["cron"])
    assert "workflow_dispatch" in workflow["on"]
    caches = [step for step in steps(workflow) if "actions/cache/" in step.get("uses", "")]
    assert [step["with"]["path"] for step in caches] == ["_build/.watch", "_build/.watch"]
    assert "run_id" in caches[1]["with"]["key"] and caches[0]["with"]["restore-keys"] == "watch-"
    assert 'BUILD / ".watch"' in (ROOT / "tools/build.py").read_text(encoding="utf-8")


def test_every_configuration_file_of_a_host_is_checked():
    spec = importlib.util.spec_from_file_location("tools_check", ROOT / "tools" / "check.py")
    check = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(check)
    checked = {name.partition(" (")[0] for name in check.schema_checks()}
    there = {str(file.relative_to(ROOT)) for file in (ROOT / ".github").rglob("*.y*ml")}
    assert there | {".readthedocs.yaml", "CITATION.cff"} == checked


def test_dependabot_is_slow_and_brings_one_request_of_a_kind():
    text = yaml.safe_load((ROOT / ".github/dependabot.yml").read_text(encoding="utf-8"))
    kinds = {update["package-ecosystem"]: update for update in text["updates"]}
    assert set(kinds) >= {"pip", "github-actions"}
    assert "npm" in kinds or not (ROOT / "tests/package.json").exists()
    for update in kinds.values():
        assert update["schedule"]["interval"] == "monthly"
        assert update["cooldown"]["default-days"] >= 7
        assert [group["patterns"] for group in update["groups"].values()] == [["*"]]
    assert kinds["pip"]["directories"] == ["/", "/tests", "/tools/bench"]


@pytest.mark.parametrize("name", ["correction", "new-study"])
def test_issue_forms_ask_for_a_source_and_keep_health_details_out(name):
    form = yaml.safe_load((ROOT / f".github/ISSUE_TEMPLATE/{name}.yml").read_text(encoding="utf-8"))
    words, *fields = form["body"]
    assert "Please do not send your own health details" in words["attributes"]["value"]
    needed = {field["id"] for field in fields if field.get("validations", {}).get("required")}
    assert needed >= {"correction": {"where", "says", "should", "source"}, "new-study": {"doi", "kind", "found"}}[name]
    assert "interest" in {field["id"] for field in fields} - needed
