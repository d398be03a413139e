""".venv: made from the locks, made once, and never trusted half made."""

import ast
import hashlib
import os
import re
import signal
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from patience import PATIENCE

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.txt", "tests/requirements.txt")

# An interpreter as a machine may have it: another version, or without a part that Debian packages apart.
INTERPRETER = """#!{python}
import runpy, sys
{faults}
sys._base_executable = __file__
arguments = [argument for argument in sys.argv[1:] if argument != "-I"]
if arguments[0] == "-c":
    exec(arguments[1])
else:
    sys.argv = arguments
    runpy.run_path(arguments[0], run_name="__main__")
"""

# The program under test with one change: an empty environment is copied, because making one takes five seconds.
QUICK = """#!{python}
import importlib.util, os, shutil, sys
spec = importlib.util.spec_from_file_location("quick", sys.argv[1])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
def create(path):
    shutil.copytree("{template}", path, symlinks=True, copy_function=os.link, dirs_exist_ok=True)
    return path + "/bin/python"
module.create = create
sys.exit(module.main(sys.argv[2:]))
"""


def script(path, text, **values):
    """Write a program and return its path."""
    path.write_text(text.format(python=sys.executable, **values))
    path.chmod(0o755)
    return str(path)


class Shelf:
    """A folder of tiny packages that pip finds in the place of an index, and the locks that name them."""

    def __init__(self, path):
        self.path = path
        path.mkdir()

    def package(self, name, version="1.0", needs=()):
        """Put a package on the shelf; return its line in a lock."""
        file = self.path / f"{name}-{version}-py3-none-any.whl"
        info = f"{name}-{version}.dist-info"
        needed = "".join(f"Requires-Dist: {other}\n" for other in needs)
        with zipfile.ZipFile(file, "w") as wheel:
            wheel.writestr(f"{name}.py", f"version = '{version}'\n")
            wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needed}")
            wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            wheel.writestr(f"{info}/RECORD", "")
        return f"{name}=={version} --hash=sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}\n"

    def found(self):
        """Return what makes pip look here and nowhere else."""
        return {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.path)}


def nowhere(port=9):
    """Return what makes pip ask an index at ``port`` of this machine, and nobody else."""
    index = f"http://127.0.0.1:{port}/"
    return {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "",
        "PIP_FIND_LINKS": "",
        "PIP_EXTRA_INDEX_URL": "",
        "PIP_INDEX_URL": index,
        "PIP_RETRIES": "0",
    }


@pytest.fixture(scope="module")
def quick(tmp_path_factory):
    """Return an interpreter that runs tools/venv.py quickly."""
    folder = tmp_path_factory.mktemp("quick")
    subprocess.run([sys._base_executable, "-m", "venv", folder / "template"], check=True)
    return script(folder / "python", QUICK, template=folder / "template")


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path / "shelf")


@pytest.fixture
def locked(house, shelf, quick):
    """A house with two locks; its ``venv`` runs tools/venv.py for a layer."""
    house.write("requirements.txt", shelf.package("salt"))
    house.write("tests/requirements.txt", shelf.package("pepper"))
    house.venv = lambda layer, **environment: house.run(quick, "tools/venv.py", layer, **(environment or shelf.found()))
    return house


def inside(house):
    """Return the versions of the tiny packages in .venv."""
    found = (house.path / ".venv").glob("lib/*/site-packages/*-*.dist-info")
    names = dict(path.name.removesuffix(".dist-info").split("-") for path in found)
    return {name: version for name, version in names.items() if name in ("salt", "pepper", "sugar")}


def the_error(done):
    """Return the only line that a failed run says on standard error."""
    assert done.returncode == 1, done
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: ")
    return line


def identity(house):
    return (house.path / ".venv/bin").stat().st_ino


# -- All is well --------------------------------------------------------------------------------


def test_make_makes_the_environment_from_nothing_and_then_leaves_it(house, shelf):
    house.write("requirements.txt", shelf.package("salt"))
    python = f"PYTHON={sys._base_executable}"
    assert house.run("make", "site-venv", python, **shelf.found()).stderr == ""
    assert subprocess.check_output(
        [house.path / ".venv/bin/python", "-c", "import salt; print(salt.version)"], text=True
    ) == ("1.0\n")
    before = identity(house)
    again = house.run("make", "site-venv", python, **nowhere())
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert identity(house) == before


def test_tests_go_on_top_of_the_site(locked):
    assert locked.venv("site").returncode == 0
    before = identity(locked)
    assert locked.venv("tests").returncode == 0
    assert inside(locked) == {"salt": "1.0", "pepper": "1.0"}
    assert identity(locked) == before
    for layer in ("site", "tests"):
        done = locked.venv(layer, **nowhere())
        assert (done.returncode, done.stdout) == (0, "")


def test_tests_from_nothing_bring_the_site_too(locked):
    assert locked.venv("tests").returncode == 0
    assert inside(locked) == {"salt": "1.0", "pepper": "1.0"}


def test_changed_site_lock_makes_the_environment_again(locked, shelf):
    locked.venv("tests")
    locked.write("requirements.txt", shelf.package("salt", "2.0"))
    assert locked.venv("site").returncode == 0
    assert inside(locked) == {"salt": "2.0"}


def test_changed_tests_lock_leaves_the_site_alone(locked, shelf):
    locked.venv("tests")
    before = identity(locked)
    locked.write("tests/requirements.txt", shelf.package("pepper", "2.0"))
    assert locked.venv("site", **nowhere()).returncode == 0
    assert inside(locked) == {"salt": "1.0", "pepper": "1.0"}
    assert locked.venv("tests").returncode == 0
    assert inside(locked) == {"salt": "1.0", "pepper": "2.0"}
    assert identity(locked) == before


def test_another_python_makes_the_environment_again(locked, tmp_path):
    locked.venv("site")
    before = identity(locked)
    other = script(tmp_path / "other", INTERPRETER, faults="sys.version = '3.99.0 (other)'")
    done = locked.run(other, "tools/venv.py", "site", **nowhere())
    assert done.returncode == 1
    assert not (locked.path / ".venv").exists() or identity(locked) != before


def test_environment_without_interpreter_is_made_again(locked):
    locked.venv("site")
    (locked.path / ".venv/bin/python").unlink()
    assert locked.venv("site").returncode == 0
    assert (locked.path / ".venv/bin/python").exists()


def test_link_in_the_place_of_the_environment_is_replaced_not_followed(locked, tmp_path):
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious/file").touch()
    (locked.path / ".venv").symlink_to(tmp_path / "precious")
    assert locked.venv("site").returncode == 0
    assert (tmp_path / "precious/file").exists()
    assert not (locked.path / ".venv").is_symlink()


# -- One line that says what is wrong -------------------------------------------------------------


def test_python_that_is_too_old_is_named(locked, tmp_path):
    old = script(tmp_path / "old", INTERPRETER, faults="sys.version_info = (3, 9, 18, 'final', 0)")
    line = the_error(locked.run(old, "tools/venv.py", "site"))
    assert line == "error: Python 3.9.18 is too old: install 3.11 or newer and name it, PYTHON=python3.12"
    assert not (locked.path / ".venv").exists()


def test_old_python_can_read_the_program_that_turns_it_away():
    ast.parse((ROOT / "tools/venv.py").read_text(), feature_version=(3, 6))


@pytest.mark.parametrize("target", ["html", "test", "check", "live", "linkcheck", "lock"])
def test_no_python_at_all_is_named(house, target):
    done = house.run("make", target, "PYTHON=python-that-is-not-there")
    assert done.returncode != 0
    assert done.stderr.splitlines()[0].startswith("error: there is no python-that-is-not-there: install Python 3.11")


def test_missing_venv_module_names_the_package(locked, tmp_path):
    bare = script(tmp_path / "bare", INTERPRETER, faults="sys.modules['ensurepip'] = None")
    line = the_error(locked.run(bare, "tools/venv.py", "site"))
    assert "no venv module: install the Debian package python3-venv" in line
    assert not (locked.path / ".venv").exists()


def test_unreachable_index_is_named_and_leaves_nothing(locked):
    assert "could not reach the package index" in the_error(locked.venv("site", **nowhere()))
    assert not (locked.path / ".venv").exists()
    assert locked.venv("site").returncode == 0


def test_unreachable_index_for_the_tests_leaves_the_site(locked):
    locked.venv("site")
    before = identity(locked)
    assert "could not reach the package index" in the_error(locked.venv("tests", **nowhere()))
    assert identity(locked) == before
    assert locked.venv("site", **nowhere()).returncode == 0


def test_package_that_does_not_have_the_hash_of_the_lock_is_refused(locked, shelf):
    locked.write("requirements.txt", f"salt==1.0 --hash=sha256:{'0' * 64}\n")
    line = the_error(locked.venv("site"))
    assert "requirements.txt does not match the packages on offer (salt==1.0)" in line
    assert "`make lock`" in line
    assert not (locked.path / ".venv").exists()


def test_lock_that_lacks_a_package_is_refused(locked, shelf):
    shelf.package("sugar")
    locked.write("requirements.txt", shelf.package("salt", needs=["sugar"]))
    assert "requirements.txt does not match" in the_error(locked.venv("site"))
    assert not (locked.path / ".venv").exists()


def test_lock_without_hashes_is_refused(locked):
    locked.write("requirements.txt", "salt==1.0\n")
    assert "requirements.txt does not match" in the_error(locked.venv("site"))
    assert not (locked.path / ".venv").exists()


def test_locks_that_disagree_are_refused(locked, shelf):
    locked.write("tests/requirements.txt", shelf.package("salt", "2.0"))
    assert "tests/requirements.txt does not match" in the_error(locked.venv("tests"))
    assert inside(locked) == {"salt": "1.0"}


def test_changed_choice_without_a_new_lock_is_named(locked, shelf, monkeypatch):
    choice = locked.tool("venv")
    locked.write("requirements.in", "# why\nsalt\n")
    monkeypatch.chdir(locked.path)
    locked.write("requirements.txt", f"# chosen: {choice.chosen('requirements.txt')}\n{shelf.package('salt')}")
    assert locked.venv("site").returncode == 0
    locked.write("requirements.in", "# why, in other words\nsalt\n")
    assert locked.venv("site").returncode == 0
    locked.write("requirements.in", "salt\nsugar\n")
    line = the_error(locked.venv("site"))
    assert line == "error: requirements.txt does not match requirements.in, which has changed: run `make lock`"
    assert inside(locked) == {"salt": "1.0"}


def test_missing_lock_is_named(locked):
    (locked.path / "requirements.txt").unlink()
    assert "there is no requirements.txt: get it back with git" in the_error(locked.venv("site"))


@pytest.mark.parametrize(
    ("said", "told"),
    {
        "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device": "the disk is full",
        "WARNING: Retrying (Retry(total=4)) after connection broken by 'NewConnectionError'\nERROR: No match": "reach",
        "error: Failed to fetch: `somewhere`\n  Caused by: dns error": "could not reach",
        "ERROR: one\nERROR: a package is not for this system\nnotice": "failed: ERROR: a package is not for this",
        "": "installing x.txt failed: no reason given",
    }.items(),
)
def test_other_troubles_are_told_in_one_line(house, said, told):
    line = house.tool("venv").reason(said, "x.txt")
    assert told in line
    assert "\n" not in line


# -- Stopped half way ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("layer", "how"),
    [("site", signal.SIGINT), ("site", signal.SIGKILL), ("tests", signal.SIGTERM), ("tests", signal.SIGKILL)],
)
def test_stopped_install_is_not_trusted(locked, quick, layer, how):
    if layer == "tests":
        locked.venv("site")
    with socket.create_server(("127.0.0.1", 0)) as deaf:  # takes calls and says nothing
        process = locked.start(quick, "tools/venv.py", layer, **nowhere(deaf.getsockname()[1]))
        deaf.settimeout(PATIENCE)
        call, _ = deaf.accept()
        os.killpg(process.pid, how)
        _, err = process.communicate(timeout=PATIENCE)
        call.close()
    assert process.returncode in (130, -signal.SIGKILL)
    if how != signal.SIGKILL:
        assert err == "Interrupted: run make again.\n"
        assert not (locked.path / ".venv").exists()
    # Had the half-made one been trusted, there would be nothing to fetch.
    assert "could not reach" in the_error(locked.venv("site", **nowhere()))
    assert locked.venv(layer).returncode == 0
    assert inside(locked)["salt"] == "1.0"


def test_install_that_breaks_while_it_writes_takes_the_environment_with_it(locked, shelf):
    locked.venv("site")
    line = shelf.package("pepper", "3.0")
    wheel = shelf.path / "pepper-3.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "a") as file:
        file.writestr("../../../../outside.py", "")  # pip finds out after it has begun
    locked.write("tests/requirements.txt", re.sub("[0-9a-f]{64}", hashlib.sha256(wheel.read_bytes()).hexdigest(), line))
    the_error(locked.venv("tests"))
    assert not (locked.path / ".venv").exists()


def test_two_at_once_do_the_work_once(locked, quick, shelf):
    runs = [locked.start(quick, "tools/venv.py", "site", **shelf.found()) for _ in range(2)]
    said = [process.communicate(timeout=PATIENCE) for process in runs]
    assert [process.returncode for process in runs] == [0, 0]
    assert sorted(out for out, _ in said)[0] == ""


# -- The locks in the repository ----------------------------------------------------------------


def pins(lock):
    """Return the pinned versions of ``lock``, by package and marker."""
    text = (ROOT / lock).read_text()
    return dict(re.findall(r"^([a-z0-9][\w.-]*)==(\S+)", text, re.MULTILINE))


def test_locks_agree_where_they_meet():
    site, tests = map(pins, LOCKS)
    shared = site.keys() & tests.keys()
    assert {"packaging", "pygments"} <= shared
    assert {name: site[name] for name in shared} == {name: tests[name] for name in shared}


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_is_made_from_the_choice_and_has_hashes(house, lock, monkeypatch):
    for name in (lock, lock.replace(".txt", ".in")):
        house.write(name, (ROOT / name).read_text())
    monkeypatch.chdir(house.path)
    assert house.tool("venv").fingerprint(lock)
    text = (ROOT / lock).read_text()
    assert "# chosen: " in text
    entries = re.split(r"\n(?=[a-z0-9])", text)[1:]
    assert len(entries) > 10
    assert all("--hash=sha256:" in entry for entry in entries)


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_says_nothing_about_where_it_was_made(lock):
    text = (ROOT / lock).read_text()
    assert not re.search(
        r"://|--(index-url|extra-index-url|find-links|trusted-host)|file:|^\s*#.* /", text, re.MULTILINE
    )


def test_choices_say_why():
    for name in ("requirements.in", "tests/requirements.in"):
        blocks = (ROOT / name).read_text().strip().split("\n\n")[1:]
        assert all(block.startswith("# ") and block.splitlines()[-1][0] != "#" for block in blocks), name


def test_make_lock_writes_both_with_what_uv_says(house, tmp_path):
    template = tmp_path / "scratch"
    (template / "bin").mkdir(parents=True)
    script(
        template / "bin/uv",
        "#!{python}\nimport sys\n"
        "assert '--generate-hashes' in sys.argv and '--no-emit-index-url' in sys.argv\n"
        "source, output = sys.argv[-3], sys.argv[-1]\n"
        "open(output, 'w').write('from ' + source + '\\n')\n",
    )
    script(template / "bin/python", "#!/bin/sh\nexit 0\n")
    quick = script(tmp_path / "quick", QUICK, template=template)
    for name in ("requirements.in", "tests/requirements.in"):
        house.write(name, "salt\n")
    assert house.run(quick, "tools/venv.py", "lock").returncode == 0
    for name in ("requirements", "tests/requirements"):
        text = (house.path / f"{name}.txt").read_text()
        assert re.fullmatch(rf"# Made by `make lock`; do not edit\.\n# chosen: \w{{64}}\nfrom {name}\.in\n", text)
