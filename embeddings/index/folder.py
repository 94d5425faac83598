"""What lies in an index's folder: what is live, which generations there are, the adapted model."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from ..errors import IndexFolderError
from ..sealing import first_damaged

MANIFEST = "manifest.json"
CURRENT, MODEL = "CURRENT", "MODEL"
BUILD = "build it with: python -m embeddings build --index {index}"  # the remedy for most
_KEYS = {"format": int, "model": str, "fingerprint": str}  # of a manifest
_NAME = re.compile(r"gen-[0-9]+")
_POINTER = re.compile(rf"({_NAME.pattern})\n([0-9a-f]{{64}})\n")
_ADAPTED = re.compile(r"model-[0-9a-f]{12}")


def read_pointer(index: Path) -> bytes:
    """Return what CURRENT says: each published generation changes it; b"" where it is missing."""
    try:
        return (index / CURRENT).read_bytes()
    except OSError:
        return b""


def live(index: Path) -> tuple[str, str] | None:
    """Return the live generation's name and SHA256SUMS' SHA-256, None where CURRENT is damaged."""
    match = _POINTER.fullmatch(read_pointer(index).decode(errors="replace"))
    return (match[1], match[2]) if match else None


def generations(index: Path) -> list[str]:
    """Return the names of the generations in an index's folder, oldest first."""
    names = (path.name for path in index.glob("gen-*") if path.is_dir())
    return sorted(name for name in names if _NAME.fullmatch(name))


def read_manifest(index: Path, name: str) -> dict[str, Any]:
    """Return a generation's manifest: format, model and fingerprint. Its seal is not looked at.

    Raises IndexFolderError where it is missing or something else.
    """
    path = index / name / MANIFEST
    try:
        manifest = json.loads(path.read_bytes())
        if {key: type(manifest[key]) for key in _KEYS} == _KEYS:
            return dict(manifest)
    except (OSError, ValueError, LookupError, TypeError, RecursionError) as error:
        raise damaged(index, path) from error
    raise damaged(index, path)


def adapted_model(index: Path) -> str | None:
    """Return the path of the model that was adapted to an index's articles, if one is in use.

    Raises IndexFolderError where it, or what names it, is damaged.
    """
    path = index / MODEL
    if not path.exists():
        return None
    name = path.read_bytes().decode(errors="replace").strip()
    spoilt = first_damaged(index / name) if is_adapted(name) else path
    if spoilt:
        raise IndexFolderError(
            "{path} is missing or damaged",
            "go back to the model carried along: python -m embeddings adapt --undo --index {index}",
            key="adapted-damaged",
            path=spoilt,
            index=index,
        )
    return located(index, name)


def model_folder_name(fingerprint: str) -> str:
    """Return what the folder of an adapted model is called, inside the index's."""
    return f"model-{fingerprint[:12]}"


def is_adapted(model: str) -> bool:
    """Say whether a model lies in an index's folder, by its name."""
    return _ADAPTED.fullmatch(model) is not None


def located(index: Path, model: str) -> str:
    """Return a model's name, or for a model inside the index's folder, its path."""
    return str((index / model).resolve()) if is_adapted(model) else model


def damaged(index: Path, path: Path) -> IndexFolderError:
    """Return that a file, or a folder, isn't what it was when it was written."""
    return IndexFolderError(
        "{path} is missing or damaged", BUILD, key="index-damaged", path=path, index=index
    )
