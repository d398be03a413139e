"""What the machine could not give is one line, whoever was stopped by it and however it is told."""

import errno

import pytest
from sphinx.errors import ExtensionError, SphinxParallelError

from this_site.messages import machine, stop


def chained(cause):
    try:
        try:
            raise cause
        except Exception as inner:
            raise ValueError("cannot be written") from inner
    except ValueError as error:
        return error


FULL = OSError(errno.ENOSPC, "No space left on device")
LINE = "the disk is full (No space left on device); make room on the disk and build again"
ERRORS = {
    "a file that was being written": (FULL, LINE),
    "a file that was being opened": (OSError(errno.ENOSPC, "No space left", "/a/page.html"), f"/a/page.html: {LINE}"),
    "what led to another": (chained(FULL), LINE),
    "an extension": (ExtensionError("Handler threw an exception", FULL, "some.module"), LINE),
    "another process": (SphinxParallelError("", f"Traceback:\nOSError: {FULL}"), LINE),
    "a library that tells it in words": (RuntimeError(f"cannot write: {FULL}"), LINE),
    "memory": (
        MemoryError(),
        "there is not enough memory (Cannot allocate memory); end other programs and build again",
    ),
    "files": (
        OSError(errno.EMFILE, "Too many open files", "/a/b"),
        "/a/b: too few files may be open at once (Too many open files); allow more (ulimit -n 1024) and build again",
    ),
}


@pytest.mark.parametrize("what", ERRORS)
def test_what_the_machine_lacks_is_told(what):
    error, line = ERRORS[what]
    assert machine.lacks(error) == line
    assert stop.known(error) == line


@pytest.mark.parametrize(
    "error",
    [FileNotFoundError(errno.ENOENT, "no", "a"), ValueError("28"), RuntimeError("page [Errno 28] is not there")],
)
def test_other_faults_are_no_matter_of_the_machine(error):
    assert machine.lacks(error) == ""
