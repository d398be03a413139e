"""Put what was built in its place: one build at a time, each as a whole or not at all.

A build that fails or is stopped leaves the last good one where it was. Standard library only.
"""

import contextlib
import ctypes
import errno
import filecmp
import fnmatch
import functools
import itertools
import os
import re
import shutil
import sys
import time
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None
    import msvcrt

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "_build"
RENAME_EXCHANGE = 2  # from linux/fs.h
AT_FDCWD = -100


def taken(lock):
    """Take the open file `lock` for this process; say whether another one has it."""
    try:
        if fcntl:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
    except OSError as error:
        if error.errno not in (errno.EAGAIN, errno.EACCES, errno.EDEADLK):
            raise
        return True
    return False


@contextlib.contextmanager
def alone():
    """Wait until no other build runs here, and let none start before the end."""
    BUILD.mkdir(exist_ok=True)
    with open(BUILD / ".lock", "w") as lock:
        if taken(lock):
            print("Waiting for another build to end.", flush=True)
            if fcntl:
                fcntl.flock(lock, fcntl.LOCK_EX)
            while not fcntl and taken(lock):
                time.sleep(0.2)
        yield


@contextlib.contextmanager
def first_free(folder):
    """Give `folder`, or where another command works in it, one with a number after its name, until the end."""
    BUILD.mkdir(exist_ok=True)
    for number in itertools.count(1):
        chosen = folder if number == 1 else folder.with_name(f"{folder.name}-{number}")
        with open(chosen.with_name(f"{chosen.name}-lock"), "w") as lock:
            if not taken(lock):
                yield chosen
                return


def same(one, other):
    """Say whether two folders hold the same files with the same bytes."""
    files = [sorted(path.relative_to(top) for path in top.rglob("*") if path.is_file()) for top in (one, other)]
    return files[0] == files[1] and not any(filecmp.cmpfiles(one, other, files[0], shallow=False)[1:])


def exchange(one, other):
    """Swap two folders in one step, so that there is always a good one; return False where the system cannot."""
    try:
        swap = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError, TypeError):  # no such call, or Windows
        return False
    return swap(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0


def beside(target):
    """Return the folders beside `target` for its next and its last content while it is being replaced."""
    return target.with_name(f".{target.name}-next"), target.with_name(f".{target.name}-last")


def recover(target):
    """Clear up after a run that was stopped while it published `target`."""
    following, last = beside(target)
    if last.exists() and not target.exists():
        last.rename(target)
    shutil.rmtree(last, ignore_errors=True)
    shutil.rmtree(following, ignore_errors=True)


def heard():
    """Say whether what is printed arrives: a program that was to read it may have ended, its file may be full."""
    try:
        sys.stdout.write("\n")
        sys.stdout.flush()
    except OSError:
        # What is left of it would be written once more at the end, and change the status.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return False
    return True


def trouble(error):
    """Return what the system could not do, in one line that says what to do."""
    place, why = error.filename or "_build", error.strerror or str(error)
    if error.filename is None and not heard():
        return (
            f"nobody can read what the build says ({why}); send it to a terminal or a file with room, and build again"
        )
    if isinstance(error, shutil.Error):  # from a folder that was being copied; it tells of each file
        _, place, why = error.args[0][0]
        why = re.sub(r"^\[Errno \d+\] |: '.*", "", str(why))
    if error.errno == errno.EROFS or (error.errno == errno.EACCES and not os.access(ROOT, os.W_OK)):
        return f"{place}: {why}; build into another folder: sphinx-build -c . docs /tmp/site"
    full = error.errno == errno.ENOSPC or os.strerror(errno.ENOSPC) in str(why)
    return f"{place}: {why}; {'make room on the disk' if full else 'mend that'} and build again"


def unwanted(made, keep, leave, folder, names):
    """Return which `names` in `folder` are not to be published, as shutil.copytree asks."""
    gone = {name for pattern in leave for name in fnmatch.filter(names, pattern)}
    if Path(folder) != made:
        return gone
    for pattern in keep:
        if not fnmatch.filter(names, pattern):
            raise FileNotFoundError(f"the build was to make {pattern} in {made}")
    return gone | set(names).difference(*(fnmatch.filter(names, pattern) for pattern in keep))


def publish(made, target, keep=("*",), leave=()):
    """Put a copy of the folder `made` in the place of the folder `target`.

    Only what matches `keep` at its top is taken, and nowhere what matches `leave`. Raises FileNotFoundError when a
    pattern of `keep` matches nothing: the target is as it was.
    """
    recover(target)
    following, last = beside(target)
    shutil.copytree(made, following, ignore=functools.partial(unwanted, made, keep, leave))
    if target.exists() and same(target, following):
        shutil.rmtree(following)
    elif not target.exists():
        following.rename(target)
    elif exchange(following, target):
        shutil.rmtree(following)
    else:
        target.rename(last)
        following.rename(target)
        shutil.rmtree(last)
