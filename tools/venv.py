"""Make .venv from the locks, or the locks from what was chosen.

    python3 tools/venv.py site     .venv holds requirements.txt
    python3 tools/venv.py tests    and tests/requirements.txt on top
    python3 tools/venv.py lock     write both locks again (UPGRADE=1: newest versions)

Runs on the system's Python before anything is installed, so: standard library only, and no syntax newer than
Python 3.6, or an old Python would answer with a SyntaxError instead of the sentence below.

A virtual environment cannot be moved into place when it is ready, because its scripts hold its path. So a stamp,
written last, says what is in it; an environment without the right stamp is thrown away. Exit status 0 when the
environment is ready, 1 after one line that says what is wrong and what to do, 130 when interrupted.
"""

import glob
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

OLDEST = (3, 11)
VENV = ".venv"
LOCKS = {
    "site": "requirements.txt",
    "tests": "tests/requirements.txt",
    "bench": "tools/bench/requirements.txt",
}
NO_NETWORK = re.compile(
    r"Retrying \(|NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|ProxyError|SSLError"
    r"|Network is unreachable|name resolution|dns error|error sending request|Failed to fetch"
    r"|from versions: none",  # all that pip says when it is told not to try again
    re.IGNORECASE,
)
WRONG_HASH = re.compile(r"DO NOT MATCH THE HASHES|--require-hashes mode|ResolutionImpossible", re.IGNORECASE)
INSTALL_BEGAN = "Installing collected packages"


class Problem(Exception):
    """One line for the person at the keyboard: what is wrong and what to do."""


def program(folder, name, windows=os.name == "nt"):
    """Return where the virtual environment `folder` has the program `name`."""
    return os.path.join(folder, "Scripts", name + ".exe") if windows else os.path.join(folder, "bin", name)


def base_python():
    """Return the real interpreter, also when this runs from an activated .venv that is about to be removed."""
    return getattr(sys, "_base_executable", None) or sys.executable


def chosen(lock):
    """Return the digest of the requirements that `lock` is made from (None when there is no .in file)."""
    source = lock[: -len("txt")] + "in"
    if not os.path.exists(source):
        return None
    with open(source, encoding="utf-8") as lines:
        wanted = [line.split("#")[0].strip() for line in lines]
    return hashlib.sha256("\n".join(line for line in wanted if line).encode()).hexdigest()


def fingerprint(lock):
    """Return what the stamp for `lock` must say. Raises Problem if the lock is missing or out of date."""
    try:
        with open(lock, "rb") as file:
            content = file.read()
    except FileNotFoundError:
        raise Problem("there is no {}: get it back with git, or run `make lock`".format(lock)) from None
    made_from = re.search(rb"^# chosen: ([0-9a-f]{64})$", content, re.MULTILINE)
    if made_from and made_from.group(1).decode() != (chosen(lock) or made_from.group(1).decode()):
        raise Problem("{0}.txt does not match {0}.in, which has changed: run `make lock`".format(lock[:-4]))
    # Another interpreter, or another place of the same, would leave compiled packages that do not load.
    content += "{} {}".format(sys.version, sys.base_prefix).encode()
    return hashlib.sha256(content).hexdigest()


def stamped(name, digest):
    """Say whether .venv holds the layer `name` as `digest` describes it, and can run."""
    try:
        with open(os.path.join(VENV, ".lock-" + name), encoding="ascii") as stamp:
            return stamp.read() == digest and os.path.exists(program(VENV, "python"))
    except (OSError, ValueError):
        return False


def discard():
    """Throw .venv away: its stamp first, so that a half-removed one is not trusted either."""
    if os.path.islink(VENV):
        os.unlink(VENV)
    elif os.path.exists(VENV):
        if os.path.exists(os.path.join(VENV, ".lock-site")):
            os.unlink(os.path.join(VENV, ".lock-site"))
        shutil.rmtree(VENV, ignore_errors=True)


def reason(output, lock):
    """Return one line that explains what pip or uv wrote when it failed."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    if "No space left on device" in output:
        return "the disk is full: make room, then run make again"
    if WRONG_HASH.search(output):
        package = re.findall(r"^\s*([A-Za-z0-9._-]+==[^\s;]+).*\n\s+Expected sha256", output, re.MULTILINE)
        return "{} does not match the packages on offer{}: get it back with git, or run `make lock`".format(
            lock, " ({})".format(package[0]) if package else ""
        )
    if NO_NETWORK.search(output):
        return "could not reach the package index: check the network or the proxy, then run make again"
    errors = [line for line in lines if line.lower().startswith("error")]
    return "installing {} failed: {}".format(lock, (errors or lines or ["no reason given"])[-1])


def run(command, lock):
    """Run `command` without its noise. Raises Problem, with `began` set if pip had begun to change the environment."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
    if done.returncode:
        problem = Problem(reason(done.stdout, lock))
        problem.began = INSTALL_BEGAN in done.stdout
        raise problem


def create(path):
    """Make an empty environment at `path` and return its interpreter. Raises Problem."""
    python = base_python()
    # Asked in a process of its own: in this one, `venv` is this file.
    if subprocess.run([python, "-I", "-c", "import venv, ensurepip"], stderr=subprocess.DEVNULL).returncode:
        raise Problem("this Python has no venv module: install the Debian package python3-venv, then run make again")
    run([python, "-I", "-m", "venv", "--clear", path], path)
    return program(path, "python")


def install(name):
    """Install the lock of the layer `name` into .venv and stamp it. Raises Problem."""
    lock, stamp, digest = LOCKS[name], os.path.join(VENV, ".lock-" + name), fingerprint(LOCKS[name])
    print("Installing {} into {} (only when it has changed).".format(lock, VENV), flush=True)
    # Without the site's stamp nobody trusts the environment while pip is changing it, not even after a kill.
    site = os.path.join(VENV, ".lock-site")
    held = os.path.join(VENV, ".held")
    if name != "site":
        os.rename(site, held)
    if os.path.exists(stamp):
        os.unlink(stamp)
    # Python compiles a module when it is first asked for; to compile all of them takes a third of the time.
    pip = [program(VENV, "python"), "-m", "pip", "install", "--no-compile", "--require-hashes", "--no-input"]
    try:
        run([*pip, "-r", lock, *(["-c", LOCKS["site"]] if name != "site" else [])], lock)
    except Problem as problem:
        if name != "site" and not problem.began:
            os.rename(held, site)
        raise
    with open(stamp, "w", encoding="ascii") as file:
        file.write(digest)
    if name != "site":
        os.rename(held, site)


def prepare(layers):
    """Bring .venv up to date with the locks of `layers`. Raises Problem; then .venv is good or gone."""
    fresh = not stamped("site", fingerprint(LOCKS["site"]))
    try:
        if fresh:
            discard()
            create(VENV)
        for name in layers:
            if not stamped(name, fingerprint(LOCKS[name])):
                install(name)
        name_packages()
    finally:
        if not stamped("site", fingerprint(LOCKS["site"])):
            discard()


def name_packages():
    """Let .venv know the packages of src/, as they are being written: a line with the folder, as pip's -e writes it."""
    for folder in glob.glob(os.path.join(VENV, "lib*", "python*", "site-packages")):
        with open(os.path.join(folder, "this-checkout.pth"), "w", encoding="utf-8") as file:
            file.write(os.path.abspath("src") + "\n")


def compile_locks():
    """Write both locks again with uv, which comes and goes in an environment of its own. Raises Problem."""
    scratch = tempfile.mkdtemp(prefix="lock-")
    try:
        run([create(scratch), "-m", "pip", "install", "uv"], "uv")
        uv = [program(scratch, "uv"), "pip", "compile", "--quiet", "--no-header", "--generate-hashes"]
        # One lock for every system and Python; where the packages came from is the business of who installs them.
        uv += ["--universal", "--python-version", "3.11", "--no-emit-index-url", "--no-emit-find-links"]
        uv += ["--upgrade"] if os.environ.get("UPGRADE") else []
        for lock in LOCKS.values():
            run(uv + [lock[:-3] + "in", "-o", lock], lock)
            with open(lock, encoding="utf-8") as file:
                pins = file.read()
            with open(lock, "w", encoding="utf-8") as file:
                file.write("# Made by `make lock`; do not edit.\n# chosen: {}\n{}".format(chosen(lock), pins))
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def main(arguments):
    """Do what `arguments` asks for; return the exit status."""
    os.chdir(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if sys.version_info < OLDEST:
            found = ".".join(map(str, sys.version_info[:3]))
            raise Problem("Python {} is too old: install 3.11 or newer and name it, PYTHON=python3.12".format(found))
        if arguments not in (["site"], ["tests"], ["lock"]):
            raise Problem("usage: venv.py site | tests | lock")
        if fcntl:
            here = os.open(".", os.O_RDONLY)
            fcntl.flock(here, fcntl.LOCK_EX)  # two makes at once: the second waits, then finds the work done
        if arguments == ["lock"]:
            compile_locks()
        else:
            prepare(["site"] if arguments == ["site"] else ["site", "tests"])
    except Problem as problem:
        print("error: {}".format(problem), file=sys.stderr)
        return 1
    except OSError as error:
        print("error: {}: {}".format(error.strerror, error.filename or VENV), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted: run make again.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
