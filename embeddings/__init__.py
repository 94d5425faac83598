"""From a folder of seeds to an index: read, split, analyse, encode, publish."""

from importlib import import_module
from typing import TYPE_CHECKING

from .article import Article
from .errors import (
    ArticlesError,
    EvaluationError,
    Failure,
    IndexFolderError,
    ModelError,
    QuestionError,
    SeedError,
    ServerError,
)

if TYPE_CHECKING:
    from .build import BuildReport, build_index
    from .encoders.encoder import DEFAULT_MODEL
    from .status import Status, index_status

# These are loaded when they are first used: the process that reads documents, which has little
# memory, shares this package but needs neither Kiwi nor FAISS.
_MODULES = {
    "DEFAULT_MODEL": ".encoders.encoder",
    "BuildReport": ".build",
    "build_index": ".build",
    "Status": ".status",
    "index_status": ".status",
}

__all__ = [
    "DEFAULT_MODEL",
    "Article",
    "ArticlesError",
    "BuildReport",
    "EvaluationError",
    "Failure",
    "IndexFolderError",
    "ModelError",
    "QuestionError",
    "SeedError",
    "ServerError",
    "Status",
    "build_index",
    "index_status",
]


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULES[name], __name__), name)
