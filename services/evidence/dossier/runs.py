"""Sentences of the pages as runs of text, for paper: what is bold there is bold here."""

import re

from markupsafe import Markup

Runs = list[dict[str, str | bool]]
"""Pieces of a sentence: {text, bold}, and soft where it may be small."""

_TAG = re.compile(r"(<[^>]+>)")


def runs(sentence: Markup | str) -> Runs:
    """The sentence in pieces; tags other than <strong> fall away."""
    found: Runs = []
    bold = False
    for piece in _TAG.split(str(sentence)):
        if piece.startswith("<"):
            bold = (piece == "<strong>") if "strong" in piece else bold
        elif piece:
            text = Markup(piece).unescape()  # noqa: S704  to plain text, not to a page
            found.append({"text": text, "bold": bold})
    return found


def plain(sentence: Markup | str) -> str:
    """The sentence as text alone."""
    return "".join(str(run["text"]) for run in runs(sentence))
