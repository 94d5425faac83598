"""Ask an index of articles: search its passages, or get an answer with citations."""

from embeddings.article import Article

from .answer import Answer, Citation
from .assistant import Assistant
from .retrieval import Filters, Hit

__all__ = ["Answer", "Article", "Assistant", "Citation", "Filters", "Hit"]
