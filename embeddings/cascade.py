"""The style that counts for each element of an HTML page, by CSS's order of precedence.

Of the page itself: old attributes, <style> elements with their rules for a screen, and inline
styles. Nothing is fetched. The order of layers, and rules nested in others, are not known.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import Any

import cssselect
import tinycss2

Style = dict[str, str]  # values by property, in lower case

_Declared = tuple[str, str, bool]  # property, value, whether it is important
_Specificity = tuple[int, int, int, int]  # the first is 1 for an inline style
_Rule = tuple[Any, _Specificity, list[_Declared]]  # of an element

_SCREEN = {"width": 1280.0, "height": 800.0}  # CSS pixels of a common laptop's window
_MEDIA = frozenset(["all", "screen"])
# What is true of that screen, its mouse and a reader who has changed no setting.
_FEATURES = frozenset(
    "color hover hover:hover any-hover:hover pointer pointer:fine orientation:landscape "
    "prefers-color-scheme:light prefers-reduced-motion:no-preference scripting:enabled".split()
)
_QUERY = re.compile(r"(?P<sign>not\s+|only\s+)?(?P<medium>[a-z-]+)?(?:\s*and\s*)?(?P<rest>\(.*)?")
_BOUND = re.compile(r"(min|max)-(width|height):(\d*\.?\d+)(px|em|rem)")
_RANGE = re.compile(r"(width|height)(<|>)=?(\d*\.?\d+)(px|em|rem)")
_PIXELS = {"px": 1.0, "em": 16.0, "rem": 16.0}
_DISPLAY = re.compile(
    r"none|contents|list-item|inherit|initial|revert|unset|[a-z-]*(?:block|inline|flex|grid|table|flow"
    r"|ruby|box|root)[a-z -]*"
)


def styles_of(tree: Any, names: Container[str]) -> dict[Any, Style]:
    """Return what counts of the properties of these names, for each element that has any."""
    found: dict[Any, list[tuple[bool, _Specificity, int, str, str]]] = {}
    rules = [*_attributes(tree), *_sheets(tree, names), *_inline(tree, names)]
    for place, (element, specificity, declared) in enumerate(rules):
        found.setdefault(element, []).extend(
            (important, specificity, place, name, value) for name, value, important in declared
        )
    # Sorting keeps the order within a rule.
    return {
        element: {name: value for *_, name, value in sorted(ranked, key=lambda rank: rank[:3])}
        for element, ranked in found.items()
    }


def is_for_screen(queries: str) -> bool:
    """Tell whether one of a list of media queries holds on a common screen.

    What isn't known (other features, `or`, nested brackets) doesn't hold.
    """
    return not queries.strip() or any(map(_holds, queries.lower().split(",")))


def _holds(query: str) -> bool:
    match = _QUERY.fullmatch(" ".join(query.split()))
    if not match:
        return False
    conditions = re.split(r"\)\s*and\s*\(", (match["rest"] or "").strip("()"))
    holds = (match["medium"] or "all") in _MEDIA and all(map(_is_true, filter(None, conditions)))
    return holds != ((match["sign"] or "").strip() == "not")


def _is_true(condition: str) -> bool:
    condition = re.sub(r"\s", "", condition)
    if bound := _BOUND.fullmatch(condition):
        side, name, number, unit = bound.groups()
    elif bound := _RANGE.fullmatch(condition):
        name, side, number, unit = bound.groups()
    else:
        return condition in _FEATURES
    most, least = _SCREEN[name], float(number) * _PIXELS[unit]
    return most >= least if side in ("min", ">") else most <= least


def _attributes(tree: Any) -> Iterator[_Rule]:
    """Yield what old attributes say of colours, which any style outdoes."""
    for attribute, name in (("color", "color"), ("text", "color"), ("bgcolor", "background-color")):
        for element in tree.xpath(f"//*[@{attribute}]"):
            yield element, (0, 0, 0, 0), [(name, element.get(attribute).strip().lower(), False)]


def _inline(tree: Any, names: Container[str]) -> Iterator[_Rule]:
    for element in tree.xpath("//*[@style]"):
        yield element, (1, 0, 0, 0), _declarations(element.get("style"), names)


def _sheets(tree: Any, names: Container[str]) -> Iterator[_Rule]:
    """Yield what the rules of the page's <style> elements say, element by element."""
    translator = cssselect.HTMLTranslator()
    sheets = (sheet for sheet in tree.xpath("//style") if is_for_screen(sheet.get("media", "")))
    for rule in (rule for sheet in sheets for rule in _rules(sheet.text or "")):
        declared = _declarations(rule.content, names)
        if not declared:
            continue
        try:
            selectors = cssselect.parse(tinycss2.serialize(rule.prelude))
            paths = [(s, translator.selector_to_xpath(s)) for s in selectors]
        except cssselect.SelectorError:
            continue  # browsers leave out the whole rule too
        for selector, path in paths:
            if not selector.pseudo_element:
                for element in tree.xpath(path):
                    yield element, (0, *selector.specificity()), declared


def _rules(source: Any) -> Iterator[Any]:
    """Yield a style sheet's rules for a screen, those in @media and the like among them."""
    for rule in tinycss2.parse_stylesheet(source, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule":
            yield rule
        elif rule.type == "at-rule" and rule.content is not None and _is_applied(rule):
            yield from _rules(rule.content)


def _is_applied(rule: Any) -> bool:
    """Tell whether what stands in an at-rule applies; a browser supports what it is asked for."""
    condition = tinycss2.serialize(rule.prelude).strip().lower()
    if rule.lower_at_keyword == "supports":
        return not condition.startswith("not")
    return rule.lower_at_keyword == "layer" or (
        rule.lower_at_keyword == "media" and is_for_screen(condition)
    )


def _declarations(source: Any, names: Container[str]) -> list[_Declared]:
    """Return the declarations of these properties."""
    found = tinycss2.parse_blocks_contents(source, skip_comments=True, skip_whitespace=True)
    declared = [item for item in found if item.type == "declaration" and item.lower_name in names]
    values = [tinycss2.serialize(item.value).strip().lower() for item in declared]
    return [
        (item.lower_name, value, item.important)
        for item, value in zip(declared, values, strict=True)
        if item.lower_name != "display" or _DISPLAY.fullmatch(value)  # browsers skip nonsense too
    ]
