"""What a model's folder may hold before any library reads it: settings and weights, no code."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# The modules that are made of plain settings and safetensors alone. Others read further files, or
# import what their settings name.
_WITH_WEIGHTS = frozenset(["Transformer", "StaticEmbedding", "Dense", "LayerNorm", "KiwiEmbedding"])
_WITHOUT_WEIGHTS = frozenset(["Pooling", "Normalize", "Dropout"])
_TYPE = re.compile(
    r"(?:sentence_transformers|embeddings(?=[a-z_.]*\.KiwiEmbedding$))"
    r"(?:\.[a-z_]+)*\.([A-Z][A-Za-z]+)"
)
_MOST_MODULES = 20
_MOST_BYTES = 16_000_000  # of a file of settings; a large tokenizer's has one million

_PLAIN_TRANSFORMER = [{"type": "sentence_transformers.models.Transformer", "path": ""}]
# What may be set in sentence_bert_config.json; more could name other files, or how to read them.
_TRANSFORMER_SETTINGS = frozenset(
    "max_seq_length do_lower_case transformer_task modality_config module_output_name "
    "processing_kwargs unpad_inputs query_length document_length query_expansion".split()
)
_SHARD = re.compile(r"[\w.-]+\.safetensors")


def vet(folder: Path) -> list[str]:
    """Return the class names of a model's modules, having made sure that they bring no code.

    sentence-transformers imports any name below its own package that `modules.json` gives,
    transformers takes code, other files and other models from its settings, and weights in
    PyTorch's older format are a pickle, which runs code when it is read.
    Raises ValueError, in one line, for whatever could do so; OSError where a file can't be read.
    """
    _vet_files(folder)
    modules = _listed(folder)
    kinds = [_kind(module["type"]) for module in modules]
    places = [_inside(folder, module["path"]) for module in modules]
    for place in places:
        _vet_files(place)
    for kind, place in zip(kinds, places, strict=True):
        if kind in _WITH_WEIGHTS:
            _vet_weights(place)
    return kinds


def _listed(folder: Path) -> list[dict[str, str]]:
    """Return `modules.json`; without one, the folder is one transformer."""
    path = folder / "modules.json"
    modules = _read(path) if path.exists() else _PLAIN_TRANSFORMER
    if not (
        isinstance(modules, list)
        and 0 < len(modules) <= _MOST_MODULES
        and all(isinstance(module, dict) for module in modules)
        and all(isinstance(module.get(key), str) for module in modules for key in ("type", "path"))
    ):
        raise ValueError("modules.json is no list of modules with a type and a path")
    return modules


def _kind(type_: str) -> str:
    """Return the class name of a module's type."""
    match = _TYPE.fullmatch(type_)
    if match is None or match[1] not in _WITH_WEIGHTS | _WITHOUT_WEIGHTS:
        raise ValueError(f"modules.json names {type_[:60]!r}, which is none of the known modules")
    return match[1]


def _inside(folder: Path, path: str) -> Path:
    """Return the folder of a module."""
    place = (folder / path).resolve()
    if not place.is_relative_to(folder.resolve()):
        raise ValueError(f"modules.json leads out of the folder, to {path[:60]!r}")
    return place


def _vet_files(place: Path) -> None:
    """Read all the settings in a module's folder."""
    for path in place.iterdir() if place.is_dir() else ():
        if not (path.is_file() or path.is_dir()):
            raise ValueError(f"{path.name} is no plain file")
        if path.name == "adapter_config.json":
            raise ValueError("it is an adapter of another model; merge the two and save the result")
        if path.match("*config*.json"):
            _vet_settings(path)


def _vet_settings(path: Path) -> None:
    settings = _read(path)
    named = [key for key, value in _pairs([settings]) if _names_code(key, value)]
    if path.match("sentence_*_config.json"):
        named += {key for key, value in settings.items() if value} - _TRANSFORMER_SETTINGS
    if named:
        raise ValueError(f"{path.name} sets {named[0][:60]!r}, which can bring code of its own")


def _names_code(key: str, value: object) -> bool:
    """Say whether a setting names code: files of the model's own, a class by path, a kernel."""
    if key == "activation_function":  # of a Dense module by path, of a transformer by name
        return "." in str(value) and not str(value).startswith("torch.nn.")
    if key.endswith("_class"):
        return bool(value) and not str(value).isidentifier()
    if key.endswith("_implementation"):
        return "/" in str(value)
    return key in ("auto_map", "trust_remote_code") and bool(value)


def _pairs(settings: Any) -> Iterator[tuple[str, object]]:
    """Yield each key with its value, at any depth."""
    pairs = settings.items() if isinstance(settings, dict) else (("", item) for item in settings)
    for key, value in pairs:
        yield key, value
        if isinstance(value, (dict, list)):
            yield from _pairs(value)


def _vet_weights(place: Path) -> None:
    """Make sure that a module's weights are safetensors: those are then the ones that are read."""
    index = place / "model.safetensors.index.json"
    if (place / "model.safetensors").is_file():
        return
    if not index.is_file():
        raise ValueError(
            "no model.safetensors, and a pickle can run code; "
            "save the model with safe_serialization=True"
        )
    if not all(_SHARD.fullmatch(shard) for shard in _read(index)["weight_map"].values()):
        raise ValueError(f"{index.name} names other files than .safetensors beside it")


def _read(path: Path) -> Any:
    if path.stat().st_size > _MOST_BYTES:
        raise ValueError(f"{path.name} is too large for settings")
    return json.loads(path.read_bytes())
