"""Documents that are archives of XML: opened within bounds, and parsed without what XML can do."""

from __future__ import annotations

import io
import zipfile
import zlib
from functools import partial
from typing import Any

from embeddings.errors import SeedError

MOST_UNPACKED = 200_000_000  # bytes of all that a document unpacks to

DAMAGED = partial(
    SeedError,
    "the document is damaged",
    "save it again, or save its text as .txt",
    key="document-damaged",
)
LOCKED = partial(
    SeedError, "the document is encrypted", "save a copy without a password", key="document-locked"
)
INFLATES = partial(
    SeedError,
    "the document unpacks to more than 200 MB",
    "save its text as .txt",
    key="document-inflates",
)
_ENTITIES = partial(
    SeedError,
    "the document's XML defines a type or entities of its own",
    "save it again, or save its text as .txt",
    key="document-entities",
)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)
_MANIFEST = "META-INF/manifest.xml"  # of ODF and HWPX


class Archive:
    """A zip file's members, by name, in the order in which they are packed."""

    def __init__(self, data: bytes) -> None:
        """Open it; raises SeedError where it is damaged or encrypted, or unpacks to too much."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            members = self._zip.infolist()
        except (*_BROKEN, RuntimeError) as error:
            raise DAMAGED() from error
        # What a member says of its size bounds what is read of it.
        if sum(member.file_size for member in members) > MOST_UNPACKED:
            raise INFLATES()
        if any(member.flag_bits & 1 for member in members):
            raise LOCKED()
        self.names = [member.filename for member in members]
        if _MANIFEST in self.names and b"encryption-data" in self.read(_MANIFEST):
            raise LOCKED()

    def read(self, name: str) -> bytes:
        """Return a member's bytes; raises SeedError where there is none, or it is damaged."""
        try:
            return self._zip.read(name)
        except (*_BROKEN, KeyError, RuntimeError) as error:
            raise DAMAGED() from error

    def check_types(self) -> None:
        """Raise SeedError where a member of XML has a document type, for those who parse it."""
        for name in self.names:
            data = self.read(name) if name.endswith((".xml", ".rels")) else b""
            if any(
                "<!DOCTYPE".encode(code) in data for code in ("ascii", "utf-16-le", "utf-16-be")
            ):
                raise _ENTITIES()

    def xml(self, name: str) -> Any:
        """Return the root of a member, an lxml element; raises SeedError where it is no XML.

        Office formats know no document type: what could define entities is refused.
        """
        return parse_xml(self.read(name))


def parse_xml(data: bytes) -> Any:
    """Return the root of some XML, an lxml element, without comments and instructions.

    Raises SeedError where it is damaged, or has a document type of its own.
    """
    from lxml import etree  # needed for XML only

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError) as error:
        raise DAMAGED() from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _ENTITIES()
    return root
