"""What the live generation holds, and what in the seeds folder has changed since it was built."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .errors import Failure, Told
from .index.generation import Generation
from .sources.corrections import corrections_file
from .sources.seeds import Seed, find_seeds


@dataclass(frozen=True)
class Status(Told):
    """A live generation: its counts, and its seed files that are new, changed or gone by now.

    The file of corrections is told like them.

    `notice` is one line where the live generation is damaged, else "".
    """

    generation: str
    notice: str
    model: str
    counts: dict[str, int]
    failures: list[Failure]
    new: list[str]
    changed: list[str]
    removed: list[str]

    @property
    def up_to_date(self) -> bool:
        """Whether a build would find nothing to do in the seeds."""
        return not (self.notice or self.new or self.changed or self.removed)


def index_status(seeds: str | Path = "seeds", index: str | Path = "index") -> Status:
    """Compare an index with its seeds, byte for byte.

    Raises IndexFolderError where there is no readable index, SeedError where `seeds` is missing.
    """
    generation = Generation.open(Path(index))
    generation.check.wait()  # who asks wants to know
    return status_of(generation, Path(seeds))


def unindexed(seeds: Path) -> Status:
    """Tell of seeds of which there is no index yet: all are new. Raises as `status_of` does."""
    new = sorted({seed.name for seed in find_seeds(seeds)})
    return Status("", "", "", {}, [], new=new, changed=[], removed=[])


def status_of(
    generation: Generation, seeds: Path, fingerprint: Callable[[Seed], str] = Seed.fingerprint
) -> Status:
    """Compare an open generation with the seeds. Raises SeedError where `seeds` is missing.

    `fingerprint` tells the SHA-256 of a seed: by its bytes, or see `Fingerprints`.
    """
    before = generation.catalogue.files()
    now: dict[str, str] = {}
    for seed in [*find_seeds(seeds), *corrections_file(seeds)]:
        now.setdefault(seed.name, fingerprint(seed))
    return Status(
        generation=generation.name,
        notice=generation.notice,
        model=generation.model,
        counts=generation.catalogue.counts(),
        failures=generation.catalogue.failures(),
        new=sorted(now.keys() - before.keys()),
        changed=sorted(path for path in now.keys() & before.keys() if now[path] != before[path]),
        removed=sorted(before.keys() - now.keys()),
    )


class Fingerprints:
    """The SHA-256 of seeds, for one who asks again and again: a file as before isn't read again."""

    def __init__(self) -> None:
        """Know none yet."""
        self._known: dict[tuple[object, ...], str] = {}

    def of(self, seed: Seed) -> str:
        """Return a seed's SHA-256, "" where it can't be read."""
        stamp = seed.stamp()
        if stamp not in self._known:
            self._known[stamp] = seed.fingerprint()
        return self._known[stamp]
