"""The public names, and where each comes from: what may be taken from this package."""

from .article import Article as Article, brief as brief
from .build import BuildReport as BuildReport, build_index as build_index
from .cluster.connection import Address as Address
from .cluster.copying import copy_index as copy_index
from .cluster.store import MilvusStore as MilvusStore
from .cluster.workers import Workers as Workers
from .encoders.encoder import (
    DEFAULT_FOLDER as DEFAULT_FOLDER,
    DEFAULT_MODEL as DEFAULT_MODEL,
    Encoder as Encoder,
    load_encoder as load_encoder,
)
from .encoders.frequencies import background as background
from .encoders.term_encoder import TermEncoder as TermEncoder
from .encoders.transformer import (
    TRANSFORMER_FOLDER as TRANSFORMER_FOLDER,
    Output as Output,
    Transformer as Transformer,
)
from .encoders.vectors import Vectors as Vectors, unit as unit
from .encoders.vocabulary import read_terms as read_terms
from .errors import (
    ArticlesError as ArticlesError,
    EvaluationError as EvaluationError,
    Failure as Failure,
    IndexFolderError as IndexFolderError,
    ModelError as ModelError,
    QuestionError as QuestionError,
    SeedError as SeedError,
    ServerError as ServerError,
    StoreError as StoreError,
    WritingError as WritingError,
)
from .index.folder import read_pointer as read_pointer
from .index.generation import Generation as Generation
from .index.lexical import LexicalIndex as LexicalIndex
from .index.store import (
    EVERYTHING as EVERYTHING,
    Filters as Filters,
    Order as Order,
    Owner as Owner,
    Store as Store,
)
from .metrics import (
    Figure as Figure,
    exact_match as exact_match,
    f1 as f1,
    figure as figure,
    ndcg as ndcg,
    recall as recall,
    reciprocal_rank as reciprocal_rank,
)
from .sealing import seal as seal
from .sources.corrections import correct as correct
from .sources.kinds import KINDS as KINDS
from .sources.result import MOST_BYTES as MOST_BYTES
from .sources.scan import Progress as Progress
from .sources.storing import remove_seed as remove_seed, store_seed as store_seed
from .status import (
    Fingerprints as Fingerprints,
    Status as Status,
    index_status as index_status,
    status_of as status_of,
    unindexed as unindexed,
)
from .text.analysis import (
    ENGLISH_STOPWORDS as ENGLISH_STOPWORDS,
    Sentence as Sentence,
    analyse as analyse,
    analyse_one as analyse_one,
    kiwi as kiwi,
    lemma as lemma,
    query_terms as query_terms,
    terms as terms,
)
from .text.analysts import sentences_of as sentences_of
from .text.decoding import normalise as normalise
from .text.hangul import last_consonant as last_consonant
from .text.passages import TITLE_WEIGHT as TITLE_WEIGHT, Excerpt as Excerpt, Passage as Passage
from .training.corpus import (
    Overlap as Overlap,
    evaluation_texts as evaluation_texts,
    read_articles as read_articles,
    rows as rows,
)
from .training.held_out import telling as telling
