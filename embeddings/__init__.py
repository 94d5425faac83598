"""From a folder of seeds to an index: read, split, analyse, encode, publish."""

from .article import Article
from .build import BuildReport, build_index
from .encoder import DEFAULT_MODEL
from .errors import ArticlesError, IndexFolderError, ModelError, QuestionError, SeedError
from .status import Status, index_status

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
