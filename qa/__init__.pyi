"""The public names, and where each comes from."""

from .answer import Answer as Answer, Citation as Citation, Part as Part, Writing as Writing
from .assistant import Article as Article, Assistant as Assistant, Filters as Filters
from .request.condition import Condition as Condition
from .retrieval.ranking import Hit as Hit
from .writing.budget import Budget as Budget
from .writing.writer import Writer as Writer
