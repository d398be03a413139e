"""Sphinx's command, which tells in one line what stops it, also in conf.py; arguments are those of sphinx-build."""

import contextlib
import ctypes
import locale
import os
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1  # from linux/prctl.h


def speak_english():
    """Choose a locale that is there: a foreign one, or one that this machine lacks, must not change or stop a build."""
    for name in ("C.UTF-8", "en_US.UTF-8", "C"):
        try:
            locale.setlocale(locale.LC_ALL, name)
        except locale.Error:
            continue
        os.environ["LC_ALL"] = name
        return


def prepare():
    """Let messages be one line each, also those of conf.py, and in English."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
    try:
        from this_site.messages import stop
    except ImportError:
        pass  # Sphinx will say what is wrong with the extension
    else:
        stop.install()
    speak_english()


def end_with_parent():
    """Let Linux end this process when whoever started it is gone: nobody else holds the lock of the build."""
    parent = os.getppid()
    with contextlib.suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


# A process that draws figures imports this module again, and needs nothing of Sphinx.
if __name__ == "__main__":
    from sphinx.cmd.build import main

    end_with_parent()
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=end_with_parent)
    prepare()
    sys.exit(main())
