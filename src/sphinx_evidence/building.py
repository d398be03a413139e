"""Which application builds an environment.

A transform and a directive know the environment alone, and Sphinx will take ``env.app``, ``transform.app`` and
``builder.app`` away (Sphinx 11). What they need of the application is remembered here when the builder starts.
"""

from __future__ import annotations

import weakref

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment

_apps: weakref.WeakKeyDictionary[BuildEnvironment, weakref.ref[Sphinx]] = weakref.WeakKeyDictionary()


def _remember(app: Sphinx) -> None:
    _apps[app.env] = weakref.ref(app)


def app_of(env: BuildEnvironment) -> Sphinx:
    """Return the application that builds ``env``. Raises ``LookupError`` before its builder has started."""
    reference = _apps.get(env)
    app = reference() if reference is not None else None
    if app is None:
        raise LookupError("the builder has not started; call building.setup in the extension's setup")
    return app


def builder_of(env: BuildEnvironment) -> Builder:
    """Return the builder of ``env``. Raises ``LookupError`` before it has started."""
    return app_of(env).builder


def setup(app: Sphinx) -> None:
    """Remember the application; each room that asks for it calls this in its own ``setup``."""
    # Before anything that listens to the start of the builder.
    app.connect("builder-inited", _remember, priority=1)
