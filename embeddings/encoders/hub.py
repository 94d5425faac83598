"""Models of the Hugging Face hub: fetched once by name, and then used without a look-up."""

from __future__ import annotations

from pathlib import Path

from huggingface_hub import model_info, snapshot_download
from huggingface_hub.constants import HF_HUB_ETAG_TIMEOUT
from huggingface_hub.errors import LocalEntryNotFoundError

# What is fetched of a model: settings, vocabularies and safetensors, nothing that runs.
_FETCHED = ["*.json", "*.txt", "*.model", "*.jinja", "*.safetensors"]


def fetched(name: str) -> Path:
    """Return the folder of a model of the hub, downloaded before or now.

    What was downloaded is used as it is: an index wants the very version that made it, and no
    look-up on the network. Raises ValueError where the hub doesn't give it, and what its client
    does for a name that can't be.
    """
    try:
        return Path(snapshot_download(name, allow_patterns=_FETCHED, local_files_only=True))
    except LocalEntryNotFoundError:
        return _downloaded(name)


def _downloaded(name: str) -> Path:
    """Download a model."""
    try:
        model_info(name, timeout=HF_HUB_ETAG_TIMEOUT)  # a download would wait for a mute hub
        return Path(snapshot_download(name, allow_patterns=_FETCHED))
    except Exception as error:
        raise ValueError(f"no such folder, and the hub doesn't give it: {error}") from error
