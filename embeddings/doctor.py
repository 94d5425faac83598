"""What ails an index and its articles: each problem that can be found, with its remedy."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from shlex import quote
from typing import Literal

from .article import Article
from .encoders.encoder import load_encoder
from .encoders.transformer import TRANSFORMER_FOLDER, Transformer
from .errors import IndexFolderError, ModelError
from .index.folder import BUILD, CURRENT, MODEL, adapted_model, generations, live
from .index.generation import Generation, check
from .sources.seeds import CORRECTIONS
from .sources.suspects import Suspect, suspects
from .status import status_of

Kind = Literal[
    "damaged",
    "model",
    "stale",
    "failed",
    "mojibake",
    "truncated",
    "duplicate",
    "older",
    "navigation",
    "incomplete",
    "repeated",
]

_SHORT_LINE = 30  # characters; a shorter last line may be a signature or a heading
_ENDED = re.compile(r"[.!?。][\"”’'」』)\]]*$|[\"”’'」』)\]]$|[다요죠까임음함]$")
_CUT = re.compile(
    r"(?:…|\.{3}|⋯)$|(?:더\s?보기|전문\s?보기|계속\s?읽기|read more)\W*$", re.IGNORECASE
)
_FOREIGN_RUN = re.compile(r"[^\x00-\x7f]{4,}")
_LOST = re.compile("\ufffd|占쏙옙")  # a character that was lost, and the same read as CP949
_KOREAN = re.compile(r"[가-힣一-鿿ㄱ-ㆎ\s‘’“”·…「」『』〈〉《》]")
_MOSTLY = 0.6  # share of Korean characters from which text is Korean


@dataclass(frozen=True)
class Finding:
    """A problem: of what kind and where, what is wrong, and what to do about it."""

    kind: Kind
    place: str
    problem: str
    remedy: str


def examine(
    seeds: str | Path = "seeds", index: str | Path = "index", reader: Path = TRANSFORMER_FOLDER
) -> list[Finding]:
    """Return what is wrong with an index, its model, its seeds, the texts in it and the reader.

    Raises IndexFolderError where there is no index, SeedError where `seeds` is missing.
    """
    seeds, index = Path(seeds), Path(index)
    damages = list(_damages(index))
    try:
        generation = Generation.open(index)
    except IndexFolderError:
        if not damages:
            raise
        return [*damages, *_reader(reader)]
    articles = [a for a in generation.articles() if a.kind == "article"]
    texts = chain(
        _misread(articles),
        _truncated(articles),
        _duplicates(generation),
        _older(generation),
        _suspect(seeds, generation),
    )
    models = chain(_models(index, generation), _reader(reader))
    return [*damages, *models, *_stale(seeds, index, generation), *texts]


def _damages(index: Path) -> Iterator[Finding]:
    """Yield what isn't whole any more: the pointers, the generations, the adapted model."""
    named, rebuild = live(index), BUILD.format(index=index)
    if generations(index) and not named:
        yield Finding("damaged", CURRENT, "is missing or damaged", rebuild)
    for name in generations(index):
        is_live = named is not None and name == named[0]
        try:
            check(index, name, named[1] if named and is_live else "", at_once=sys.maxsize)
        except IndexFolderError as error:
            spare = "nothing to do: the next build that publishes removes it"
            yield Finding("damaged", name, error.problem, error.remedy if is_live else spare)
    try:
        adapted_model(index)
    except IndexFolderError as error:
        yield Finding("damaged", MODEL, error.problem, error.remedy)


def _models(index: Path, generation: Generation) -> Iterator[Finding]:
    """Yield that the generation's model can't be loaded, or is no longer what it was made with."""
    try:
        encoder = load_encoder(generation.model)
    except ModelError as error:
        yield Finding("model", generation.model, error.problem, error.remedy)
        return
    if encoder.fingerprint != generation.fingerprint:
        made = f"{generation.name} was made by another version of it, or of Kiwi"
        rebuild = f"{BUILD.format(index=index)} --model {generation.model}"
        yield Finding("model", generation.model, made, rebuild)


def _reader(folder: Path) -> Iterator[Finding]:
    """Yield that the reader can't be loaded, or isn't as it was sealed."""
    try:
        Transformer.load(folder)
    except ModelError as error:
        yield Finding("model", "reader", error.problem, error.remedy)


def _stale(seeds: Path, index: Path, generation: Generation) -> Iterator[Finding]:
    """Yield the seeds that have changed since the build, and those that it could not read."""
    status = status_of(generation, seeds)
    remedy = f"python -m embeddings build --seeds {quote(str(seeds))} --index {quote(str(index))}"
    for word in ("new", "changed", "removed"):
        for path in getattr(status, word):
            yield Finding("stale", path, f"{word} since the build", f"bring it in with: {remedy}")
    for failure in status.failures:
        yield Finding("failed", failure.place, failure.problem, failure.remedy)


def _misread(articles: Sequence[Article]) -> Iterator[Finding]:
    """Yield the articles with characters that were lost, or that were read in a wrong encoding."""
    for article in articles:
        text = f"{article.title}\n{article.text}"
        lost = len(_LOST.findall(text))
        wrong = [(run, meant) for run in _FOREIGN_RUN.findall(text) if (meant := misread(run))]
        if lost or wrong:
            what = "“{:.20}” stands for “{:.20}”".format(*wrong[0]) if wrong else f"{lost} are lost"
            problem = f"characters are not what was written: {what}"
            yield Finding("mojibake", article.id, problem, "save the article from its source again")


def misread(run: str) -> str:
    """Return what a run of letters outside ASCII was before it was read in a wrong encoding.

    "" where it wasn't. Read in the encoding in which they were written, the bytes are Korean, but
    for those that cleaning has taken for invisible characters.
    """
    for wrong, right in (("cp1252", "utf-8"), ("cp949", "utf-8"), ("cp1252", "cp949")):
        try:
            meant = _bytes(run, wrong).decode(right, errors="replace")
        except UnicodeEncodeError:
            continue
        if len(meant) > 1 and len(_KOREAN.findall(meant)) >= _MOSTLY * len(meant):
            return meant
    return ""


def _bytes(run: str, encoding: str) -> bytes:
    """Encode a run; where CP1252 has no such character, browsers read the byte as Latin-1."""
    if encoding != "cp1252":
        return run.encode(encoding)
    return b"".join(c.encode("latin-1") if ord(c) < 256 else c.encode("cp1252") for c in run)


def _truncated(articles: Sequence[Article]) -> Iterator[Finding]:
    """Yield the articles that stop in the middle of a sentence."""
    for article in articles:
        last = article.text.rstrip().rpartition("\n")[2]
        unfinished = len(last) >= _SHORT_LINE and not _ENDED.search(last)
        if _CUT.search(last) or (
            unfinished and not article.captioned(len(article.text.rstrip()) - 1)
        ):
            problem = f"the text stops in the middle: “…{last[-20:]}”"
            yield Finding("truncated", article.id, problem, "save the whole article again")


def _duplicates(generation: Generation) -> Iterator[Finding]:
    """Yield each article that says the same as an earlier one."""
    for copy, original in generation.catalogue.copied():
        remedy = "keep one of them; until then answers cite one and count the other"
        yield Finding("duplicate", copy, f"says the same as {original}", remedy)


def _older(generation: Generation) -> Iterator[Finding]:
    """Yield each article of which a newer version was saved from the same address."""
    for older, newer in generation.catalogue.versions().items():
        remedy = "remove it, if it is not to be read any more; answers cite the newer one alone"
        yield Finding("older", older, f"is an older version of {newer}", remedy)


def _suspect(seeds: Path, generation: Generation) -> Iterator[Finding]:
    """Yield what seems to be read wrongly, and how its file was read."""
    articles = generation.articles()
    counted = Counter((article.source, article.kind) for article in articles)
    kinds = generation.catalogue.kinds()
    aside = {copy for copy, _ in generation.catalogue.copied()} | {*generation.catalogue.versions()}
    whole = [a for a in articles if a.kind == "article" and a.id not in aside]
    for found in suspects(whole):
        source = found.article.source
        counts = (f"{counted[source, kind]} {kind}s" for kind in ("article", "headline"))
        problem = f"{found.problem} (read as {kinds[source]}: {', '.join(counts)})"
        yield Finding(found.kind, found.article.id, problem, _remedy(found, seeds))


def _remedy(found: Suspect, seeds: Path) -> str:
    """Return the command that shows how a file is read, or the one that says what is right."""
    article, file = found.article, quote(str(seeds / found.article.source))
    if not found.right:
        return f"see what it becomes: python -m embeddings read {file}; take the line out"
    if article.id != article.source:
        line = json.dumps({"id": article.id} | {**found.right}, ensure_ascii=False)
        return f"mend it there, or write into {seeds / CORRECTIONS}: {line}"
    options = " ".join(f"--{name} {quote(value)}" for name, value in found.right.items())
    return f"python -m embeddings correct {file} {options} --seeds {quote(str(seeds))}"
