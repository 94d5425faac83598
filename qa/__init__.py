"""Ask an index of articles: search its passages, or get an answer with citations.

The names are loaded when they are first used, so that the page is up before the model's libraries.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from embeddings.article import Article
    from embeddings.index.store import Filters

    from .answer import Answer, Citation, Part
    from .assistant import Assistant
    from .retrieval.ranking import Hit

_MODULES = {
    "Answer": ".answer",
    "Article": "embeddings.article",
    "Assistant": ".assistant",
    "Citation": ".answer",
    "Filters": "embeddings.index.store",
    "Hit": ".retrieval.ranking",
    "Part": ".answer",
}

__all__ = ["Answer", "Article", "Assistant", "Citation", "Filters", "Hit", "Part"]


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULES[name], __name__), name)
