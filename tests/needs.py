"""What a test does when a program that it needs is not there."""

import os
import shutil

import pytest


def need(program, package):
    """Return the path of `program`; without it, skip the test and name the Debian `package` that brings it.

    With CI=true the test fails instead: a machine that stands for everybody must not pass by testing less.
    """
    path = shutil.which(program)
    if path:
        return path
    message = f"needs {program}: install the Debian package {package}"
    if os.environ.get("CI") == "true":
        pytest.fail(message, pytrace=False)
    pytest.skip(message)
