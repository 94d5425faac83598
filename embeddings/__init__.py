"""From a folder of seeds to an index: read, split, analyse, encode, publish."""

from importlib import import_module
from typing import TYPE_CHECKING

from .article import Article
from .errors import ArticlesError, IndexFolderError, ModelError, QuestionError, SeedError

if TYPE_CHECKING:
    from .build import BuildReport, build_index
    from .encoder import DEFAULT_MODEL
    from .status import Status, index_status
else:

    def __getattr__(name: str) -> object:
        """Import what needs torch when it is asked for: the process that reads seeds doesn't."""
        if name in __all__:
            for module in ("build", "encoder", "status"):
                found = import_module(f".{module}", __name__)
                if hasattr(found, name):
                    return getattr(found, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "DEFAULT_MODEL",
    "Article",
    "ArticlesError",
    "BuildReport",
    "IndexFolderError",
    "ModelError",
    "QuestionError",
    "SeedError",
    "Status",
    "build_index",
    "index_status",
]
