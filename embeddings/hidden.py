"""What an HTML page hides from its reader, which is no part of the article, and goes.

Told by attributes and by the styles that count; scripts are not run.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from tinycss2.color3 import RGBA, parse_color

from embeddings.cascade import Style, styles_of

_UNSEEN_TAGS = frozenset(["noscript", "template"])
_COLORS = ("color", "background", "background-color")
_SIZES = ("width", "height", "max-width", "max-height")
_OVERFLOWS = ("overflow", "overflow-x", "overflow-y")
_PLACES = ("left", "top", "right", "bottom", "text-indent", "margin", "margin-left", "margin-top")
_CLIPS = ("clip", "clip-path")
_OTHERS = ("display", "visibility", "content-visibility", "opacity", "font-size", "transform")
_HIDING = frozenset([*_COLORS, *_SIZES, *_OVERFLOWS, *_PLACES, *_CLIPS, *_OTHERS])
_BLACK, _WHITE = RGBA(0.0, 0.0, 0.0, 1.0), RGBA(1.0, 1.0, 1.0, 1.0)
_TINY = 2.0  # CSS pixels of a font that nobody reads
_FAINT = 0.05  # opacity, or the difference of two colours' channels, from 0 to 1
_BEFORE, _BEYOND = -500.0, 5000.0  # CSS pixels: as far off, nothing is on the screen
# CSS pixels of a unit, where it depends on the screen or the element about as many.
_PIXELS = {"px": 1.0, "": 1.0, "pt": 1.33, "em": 16.0, "rem": 16.0, "%": 5.0, "vw": 12.0, "vh": 8.0}
_LENGTH = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))([a-z%]*)")
_NO_AREA = re.compile(
    r"rect\((?:[01](?:px)?[\s,]*){4}\)|inset\((?:50|100)%.*|(?:circle|ellipse)\(0.*"
)
_NO_SCALE = re.compile(r"scale(?:x|y|3d)?\(0?[.0]*(?:[,\s]|\))")


@dataclass(frozen=True)
class _Look:
    """How text looks, as far as it depends on the elements around it; None is unknown."""

    shown: bool = True
    tiny: bool = False
    color: RGBA | None = _BLACK
    background: RGBA | None = _WHITE

    @property
    def readable(self) -> bool:
        """Whether the text can be seen."""
        return self.shown and not self.tiny and not self._faint()

    def _faint(self) -> bool:
        if self.color is None or self.background is None:
            return self.color is not None and self.color.alpha < _FAINT
        channels = zip(self.color[:3], self.background[:3], strict=True)
        return self.color.alpha < _FAINT or all(abs(a - b) < _FAINT for a, b in channels)


def drop_hidden(tree: Any) -> None:
    """Take out of a page, an lxml tree, all text that its reader would not see.

    A page that hides all of itself is waiting for a script, so it counts as shown.
    """
    styles = styles_of(tree, _HIDING)
    waiting = [(tree, _Look())]
    while waiting:
        element, look = waiting.pop()
        style = styles.get(element, {})
        if element.tag in ("html", "head", "body"):
            style = {name: style[name] for name in _COLORS if name in style}
        elif _is_hidden(element, style):
            element.drop_tree()  # which leaves the text after it
            continue
        look = _inherit(look, style)
        if not look.readable:
            element.text = None
            for child in element:
                child.tail = None
        waiting += [(child, look) for child in element if isinstance(child.tag, str)]


def _is_hidden(element: Any, style: Style) -> bool:
    """Tell whether an element is hidden with all that it holds."""
    return (
        element.tag in _UNSEEN_TAGS
        or "hidden" in element.attrib
        or element.get("aria-hidden", "").strip().lower() == "true"
        or (element.tag == "dialog" and "open" not in element.attrib)
        or _is_styled_away(style)
    )


def _is_styled_away(style: Style) -> bool:
    def values(names: Sequence[str]) -> list[str]:
        return [style[name] for name in names if name in style]

    transform = style.get("transform", "")
    moved = re.split(r"[(,\s]+", transform) if transform.startswith("translate") else []
    places = [_pixels(value, 0.0) for value in [*values(_PLACES), *moved]]
    flat = any(_pixels(value, 99.0) <= 1 for value in values(_SIZES))
    return (
        style.get("display") == "none"
        or style.get("content-visibility") == "hidden"
        or _pixels(style.get("opacity", ""), 1.0) < _FAINT
        or (flat and any("hidden" in value or "clip" in value for value in values(_OVERFLOWS)))
        or any(not _BEFORE < place < _BEYOND for place in places)
        or any(map(_NO_AREA.fullmatch, values(_CLIPS)))
        or _NO_SCALE.search(transform) is not None
    )


def _inherit(look: _Look, style: Style) -> _Look:
    """Return how text looks in an element, given how it looks around it."""
    visibility = style.get("visibility", "inherit")
    if visibility in ("hidden", "collapse", "visible"):
        look = replace(look, shown=visibility == "visible")
    size = style.get("font-size", "inherit")
    relative = size == "inherit" or size.endswith(("%", "em", "er"))  # smaller, larger
    if not (look.tiny and relative):
        look = replace(look, tiny=_pixels(size, 16.0) < _TINY)
    if style.get("color", "inherit") not in ("inherit", "currentcolor"):
        look = replace(look, color=_color(style["color"]))
    for name in ("background", "background-color"):
        if name in style:
            color = _color(style[name])
            if color is None or color.alpha > _FAINT:  # through the rest one sees what is behind
                look = replace(look, background=color)
    return look


def _pixels(value: str, unknown: float) -> float:
    """Return about how many CSS pixels the first length is, or what stands in for none."""
    match = _LENGTH.match(value)
    return float(match[1]) * _PIXELS.get(match[2], 16.0) if match else unknown


def _color(value: str) -> RGBA | None:
    found = parse_color(value)
    return found if isinstance(found, RGBA) else None
