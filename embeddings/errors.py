"""Everything that can go wrong and be put right, as one tree.

ArticlesError           catch this one; str() is a single line: what is wrong, and the remedy
├── SeedError           a seed file cannot be read (a build reports it and goes on)
├── IndexFolderError    the index folder is missing, damaged, or made by another model or version
├── ModelError          the embedding model cannot be loaded
└── QuestionError       the question is empty, too long, or has no words
"""


class ArticlesError(Exception):
    """Base of every problem that has a one-line remedy."""


class SeedError(ArticlesError):
    """A seed file, or the seeds folder, cannot be read."""


class IndexFolderError(ArticlesError):
    """The index folder is missing, damaged, or made by another model or version."""


class ModelError(ArticlesError):
    """The embedding model cannot be loaded."""


class QuestionError(ArticlesError):
    """The question is empty, too long, or has no words."""
