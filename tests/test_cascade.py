"""Media queries: which hold for a reader at a common screen."""

import pytest

from embeddings.cascade import is_for_screen


@pytest.mark.parametrize(
    ("queries", "expected"),
    [
        ("", True),
        ("all", True),
        ("SCREEN", True),
        ("only screen", True),
        ("print", False),
        ("not print", True),
        ("not screen", False),
        ("print, screen", True),
        ("speech, print", False),
        ("(min-width: 600px)", True),
        ("(min-width: 2000px)", False),
        ("(max-width: 600px)", False),
        ("(max-width:\n100em)", True),
        ("(width >= 40rem)", True),
        ("(height < 30em)", False),
        ("screen and (min-width: 20em) and (max-width: 2000px)", True),
        ("screen and (min-width: 20em) and (max-width: 600px)", False),
        ("not all and (max-width: 600px)", True),
        ("print and (min-width: 600px)", False),
        ("(hover) and (orientation: landscape)", True),
        ("(prefers-color-scheme: dark)", False),
        ("(min-width: 37.5em)", True),
        ("(min-width: 1.2.3px)", False),
        ("(unknown: 1)", False),
        ("and", False),
        (")(", False),
    ],
)
def test_media_queries(queries: str, expected: bool) -> None:
    assert is_for_screen(queries) == expected
