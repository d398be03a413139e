"""The file ``_headers``, in the form that Netlify began and other hosts of static sites read."""

from __future__ import annotations

#: Kept for a year. Pages name these files with a checksum, so a changed one has another address.
LASTING = ("/_static/*",)


def headers(content_security_policy: str) -> str:
    """Return the text of ``_headers``: what goes with every file, and what may be kept how long."""
    every = {
        # No page may stand in a frame of another site; a page itself cannot say that.
        "Content-Security-Policy": f"{content_security_policy}; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        # Other sites do not learn which page a reader came from: that page may say what they take.
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    blocks = [("/*", every)]
    blocks += [(path, {"Cache-Control": "public, max-age=31536000, immutable"}) for path in LASTING]
    return "\n".join(
        "\n".join([path, *(f"  {name}: {value}" for name, value in fields.items())]) + "\n" for path, fields in blocks
    )
