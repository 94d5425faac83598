"""Models that attack: each is refused in one line, and nothing that it brings is run."""

import hashlib
import json
import os
import pickle
import shutil
import socket
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import (
    Dense,
    Normalize,
    Pooling,
    Transformer,
)
from test_encoder import save_kiwi_model, save_static_model
from transformers import BertConfig, BertModel, BertTokenizer

from embeddings import build_index
from embeddings.__main__ import main as build
from embeddings.encoders.encoder import load_encoder
from embeddings.errors import ModelError
from embeddings.sealing import seal
from qa.__main__ import main as ask

Attack = Callable[[Path, Path], None]  # a model's folder, and the file that a payload would make


class Payload:
    """Makes the canary when it is unpickled."""

    def __init__(self, canary: Path) -> None:
        self.canary = str(canary)

    def __reduce__(self) -> tuple[object, ...]:
        return open, (self.canary, "w")


def code(folder: Path, canary: Path) -> None:
    """A Python file that makes the canary when it is imported, and has what is asked of it."""
    text = f"open({str(canary)!r}, 'w')\nclass Config: pass\nclass Model: pass\nclass Tok: pass\n"
    (folder / "evil.py").write_text(text)


def edit(path: Path, **settings: object) -> None:
    found = json.loads(path.read_text()) if path.exists() else {}
    path.write_text(json.dumps(found | settings))


def add_module(folder: Path, type_: str, path: str = "") -> None:
    modules = json.loads((folder / "modules.json").read_text())
    modules.append({"idx": len(modules), "name": str(len(modules)), "path": path, "type": type_})
    (folder / "modules.json").write_text(json.dumps(modules))


def pickled(folder: Path, canary: Path) -> None:
    """Weights of the older format instead of safetensors."""
    (folder / "model.safetensors").unlink()
    torch.save({"weight": Payload(canary)}, folder / "pytorch_model.bin")


def raw_safetensors(
    folder: Path, header: dict[str, object], size: int = 0, length: int = 0
) -> None:
    data = json.dumps(header).encode()
    start = struct.pack("<Q", length or len(data))
    (folder / "model.safetensors").write_bytes(start + data + bytes(size))


def tensor(shape: list[int], end: int) -> dict[str, object]:
    return {"embeddings.weight": {"dtype": "F32", "shape": shape, "data_offsets": [0, end]}}


@pytest.fixture(scope="module")
def ordinary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny transformer with a pooling, a dense and a normalising module after it."""
    plain = tmp_path_factory.mktemp("model") / "plain"
    plain.mkdir()
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "다리", "bridge"]
    (plain / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    sizes = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2}
    config = BertConfig(vocab_size=len(words), intermediate_size=8, **sizes)
    BertModel(config).save_pretrained(plain)
    BertTokenizer(str(plain / "vocab.txt")).save_pretrained(plain)
    modules = [Transformer(str(plain)), Pooling(8), Dense(8, 6), Normalize()]
    SentenceTransformer(modules=modules, device="cpu").save(str(plain.parent / "ordinary"))
    return plain.parent / "ordinary"


@pytest.fixture
def model(ordinary: Path, tmp_path: Path) -> Path:
    return shutil.copytree(ordinary, tmp_path / "model")


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    return tmp_path / "ran"


def imports_any_name(folder: Path, canary: Path) -> None:
    add_module(folder, "os.system", f"touch {canary}")


def brings_a_module(folder: Path, canary: Path) -> None:
    code(folder, canary)
    add_module(folder, "evil.Model")


def imports_another_class_of_this_package(folder: Path, canary: Path) -> None:
    add_module(folder, "embeddings.kiwi_embedding.Normalize")


def imports_what_the_library_imports(folder: Path, canary: Path) -> None:
    (folder / "weights").write_bytes(pickle.dumps(Payload(canary)))
    add_module(folder, "sentence_transformers.base.model.pickle", "weights")


def names_a_module_with_code_in_its_settings(folder: Path, canary: Path) -> None:
    code(folder, canary)
    add_module(folder, "sentence_transformers.models.WordEmbeddings", "words")
    (folder / "words").mkdir()
    edit(folder / "words" / "wordembedding_config.json", tokenizer_class="evil.Tok")


def leads_out_of_the_folder(folder: Path, canary: Path) -> None:
    shutil.copytree(folder / "2_Dense", folder.parent / "elsewhere")
    add_module(folder, "sentence_transformers.models.Dense", "../elsewhere")


def leads_to_an_absolute_path(folder: Path, canary: Path) -> None:
    other = shutil.copytree(folder / "2_Dense", folder.parent / "elsewhere")
    add_module(folder, "sentence_transformers.models.Dense", str(other))


def leads_out_by_a_link(folder: Path, canary: Path) -> None:
    other = shutil.copytree(folder / "2_Dense", folder.parent / "elsewhere")
    (folder / "4_Dense").symlink_to(other)
    add_module(folder, "sentence_transformers.models.Dense", "4_Dense")


def is_pickled(folder: Path, canary: Path) -> None:
    pickled(folder, canary)


def has_a_pickled_dense_module(folder: Path, canary: Path) -> None:
    pickled(folder / "2_Dense", canary)


def is_a_pickled_table(folder: Path, canary: Path) -> None:
    shutil.rmtree(folder)
    pickled(save_static_model(folder), canary)


def hides_a_pickle_among_shards(folder: Path, canary: Path) -> None:
    pickled(folder, canary)
    edit(folder / "model.safetensors.index.json", weight_map={"a": "pytorch_model.bin"})


def has_remote_code(folder: Path, canary: Path) -> None:
    code(folder, canary)
    auto_map = {"AutoConfig": "evil.Config", "AutoModel": "evil.Model"}
    edit(folder / "config.json", model_type="evil", auto_map=auto_map)


def has_remote_code_and_trusts_itself(folder: Path, canary: Path) -> None:
    code(folder, canary)
    edit(folder / "config.json", auto_map={"AutoModel": "evil.Model"}, trust_remote_code=True)


def has_settings_that_trust_it(folder: Path, canary: Path) -> None:
    settings = {"trust_remote_code": True, "weights_only": False, "use_safetensors": False}
    edit(folder / "sentence_bert_config.json", model_args=settings, config_args=settings)


def takes_another_tokenizer(folder: Path, canary: Path) -> None:
    edit(folder / "sentence_bert_config.json", tokenizer_name_or_path="/etc")


def has_a_tokenizer_with_code(folder: Path, canary: Path) -> None:
    code(folder, canary)
    edit(folder / "tokenizer_config.json", auto_map={"AutoTokenizer": ["evil.Tok", "evil.Tok"]})


def has_a_tokenizer_class_by_path(folder: Path, canary: Path) -> None:
    code(folder, canary)
    edit(folder / "tokenizer_config.json", tokenizer_class="evil.Tok")


def has_code_for_an_activation(folder: Path, canary: Path) -> None:
    code(folder, canary)
    edit(folder / "2_Dense" / "config.json", activation_function="evil.Model")


def is_an_adapter(folder: Path, canary: Path) -> None:
    edit(folder / "adapter_config.json", base_model_name_or_path="/elsewhere", peft_type="LORA")


def wants_a_kernel_of_the_hub(folder: Path, canary: Path) -> None:
    edit(folder / "config.json", attn_implementation="someone/attention")


def has_tensors_beyond_its_end(folder: Path, canary: Path) -> None:
    raw_safetensors(folder, tensor([1 << 20], 1 << 22), size=16)


def has_a_giant_shape(folder: Path, canary: Path) -> None:
    raw_safetensors(folder, tensor([1 << 62, 1 << 62], 16), size=16)


def has_an_endless_header(folder: Path, canary: Path) -> None:
    raw_safetensors(folder, tensor([4], 16), size=16, length=1 << 63)


def has_a_huge_list_of_modules(folder: Path, canary: Path) -> None:
    (folder / "modules.json").write_text("[" + " " * 20_000_000 + "]")


def is_nested_without_end(folder: Path, canary: Path) -> None:
    (folder / "config.json").write_text("[" * 100_000)


def has_a_pipe_for_a_list(folder: Path, canary: Path) -> None:
    (folder / "modules.json").unlink()
    os.mkfifo(folder / "modules.json")


def has_a_pipe_for_weights(folder: Path, canary: Path) -> None:
    (folder / "2_Dense" / "model.safetensors").unlink()
    os.mkfifo(folder / "2_Dense" / "model.safetensors")


def has_prompts_that_are_no_text(folder: Path, canary: Path) -> None:
    edit(folder / "config_sentence_transformers.json", prompts={"query": 5, "document": [1]})


ATTACKS: list[Attack] = [
    imports_any_name,
    brings_a_module,
    imports_another_class_of_this_package,
    imports_what_the_library_imports,
    names_a_module_with_code_in_its_settings,
    leads_out_of_the_folder,
    leads_to_an_absolute_path,
    leads_out_by_a_link,
    is_pickled,
    has_a_pickled_dense_module,
    is_a_pickled_table,
    hides_a_pickle_among_shards,
    has_remote_code,
    has_remote_code_and_trusts_itself,
    has_settings_that_trust_it,
    takes_another_tokenizer,
    has_a_tokenizer_with_code,
    has_a_tokenizer_class_by_path,
    has_code_for_an_activation,
    is_an_adapter,
    wants_a_kernel_of_the_hub,
    has_tensors_beyond_its_end,
    has_a_giant_shape,
    has_an_endless_header,
    has_a_huge_list_of_modules,
    is_nested_without_end,
    has_a_pipe_for_a_list,
    has_a_pipe_for_weights,
    has_prompts_that_are_no_text,
]


def refused(folder: Path) -> str:
    """The reason."""
    with pytest.raises(ModelError) as caught:
        load_encoder(str(folder))
    message = str(caught.value)
    start = f"cannot load the embedding model '{folder}' ("
    end = "); give the name of a sentence-transformers model or the path of its folder"
    assert message.startswith(start) and message.endswith(end) and "\n" not in message
    return message.removeprefix(start).removesuffix(end)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_a_model_that(model: Path, canary: Path, attack: Attack) -> None:
    attack(model, canary)
    assert refused(model)
    assert not canary.exists()


def table(rows: torch.Tensor, scale: torch.Tensor) -> Callable[[Path], None]:
    """What writes a default embedding's table."""
    return lambda folder: save_file({"rows": rows, "scale": scale}, folder / "model.safetensors")


INT8, ONES = torch.ones(7, 8, dtype=torch.int8), torch.ones(7, 1)
TABLES: dict[str, Callable[[Path], None]] = {
    "is a huge one once multiplied": table(
        torch.ones(100_000, 1, dtype=torch.int8), torch.ones(1, 100_000)
    ),
    "has fewer rows than terms": table(INT8[:3], ONES[:3]),
    "has a scale too few": table(INT8, ONES[:6]),
    "has no dimensions": table(INT8[:, :0], ONES),
    "has one dimension": table(INT8[:, 0].clone(), ONES),
    "has rows of another type": table(INT8.double(), ONES),
    "has a scale of another type": table(INT8, ONES.double()),
    "has a scale that is no number": table(INT8, torch.full((7, 1), torch.nan)),
    "has other names": lambda folder: save_file({"weight": INT8}, folder / "model.safetensors"),
    "ends too early": lambda folder: raw_safetensors(folder, tensor([1 << 20], 1 << 22), size=16),
    "has a giant shape": lambda folder: raw_safetensors(
        folder, tensor([1 << 62, 1 << 62], 16), size=16
    ),
    "has an endless header": lambda folder: raw_safetensors(
        folder, tensor([4], 16), size=16, length=1 << 63
    ),
    "has words that are no text": lambda folder: (folder / "vocabulary.txt").write_bytes(b"\xff"),
    "has a pipe for words": lambda folder: (
        (folder / "vocabulary.txt").unlink(),
        os.mkfifo(folder / "vocabulary.txt"),
    ),
}


@pytest.mark.parametrize("attack", TABLES)
def test_a_table_of_terms_that(tmp_path: Path, attack: str) -> None:
    TABLES[attack](save_kiwi_model(tmp_path))
    assert refused(tmp_path)


def test_the_payloads_would_run(tmp_path: Path, canary: Path) -> None:
    pickle.loads(pickle.dumps(Payload(canary))).close()
    canary.unlink()
    code(tmp_path, canary)
    subprocess.run([sys.executable, tmp_path / "evil.py"], check=True)
    canary.unlink()


def test_the_reason_names_the_remedy(model: Path, canary: Path) -> None:
    is_pickled(model, canary)
    assert refused(model) == (
        "no model.safetensors, and a pickle can run code; save the model with "
        "safe_serialization=True"
    )


class TestOrdinaryModels:
    def test_a_saved_one(self, model: Path) -> None:
        encoder = load_encoder(str(model))
        expected = SentenceTransformer(str(model), device="cpu").encode("다리")
        found = encoder.encode_query("다리", [])
        np.testing.assert_allclose(found, expected / np.linalg.norm(expected), rtol=1e-4)
        assert found.shape == (6,)

    def test_a_transformer_without_a_list_of_modules(self, ordinary: Path) -> None:
        assert load_encoder(str(ordinary.parent / "plain")).dimensions == 8

    def test_the_names_of_modules_that_older_versions_wrote(self, model: Path) -> None:
        listing = json.loads((model / "modules.json").read_text())
        for module in listing:
            module["type"] = "sentence_transformers.models." + module["type"].split(".")[-1]
        (model / "modules.json").write_text(json.dumps(listing))
        assert load_encoder(str(model)).dimensions == 6

    def test_weights_in_shards(self, ordinary: Path, tmp_path: Path) -> None:
        BertModel.from_pretrained(ordinary).save_pretrained(tmp_path, max_shard_size="1KB")
        BertTokenizer.from_pretrained(ordinary).save_pretrained(tmp_path)
        assert not (tmp_path / "model.safetensors").exists()
        encoder, whole = (load_encoder(str(path)) for path in (tmp_path, ordinary.parent / "plain"))
        assert encoder.fingerprint == whole.fingerprint

    def test_what_lies_beside_it_is_never_read(self, model: Path, canary: Path) -> None:
        code(model, canary)
        for name in ("pytorch_model.bin", "training_args.bin", "optimizer.pt"):
            torch.save(Payload(canary), model / name)
        np.save(model / "1_Pooling" / "rows.npy", np.array([Payload(canary)]), allow_pickle=True)
        (model / "vocab.pkl").write_bytes(pickle.dumps(Payload(canary)))
        assert load_encoder(str(model)).dimensions == 6
        assert not canary.exists()


class TestWhereAModelIsNamed:
    @pytest.fixture
    def seeds(self, tmp_path: Path) -> Path:
        (tmp_path / "seeds").mkdir()
        (tmp_path / "seeds" / "a.txt").write_text("다온군은 새 다리를 놓았다.", encoding="utf-8")
        return tmp_path / "seeds"

    def test_a_build(
        self, seeds: Path, model: Path, canary: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        is_pickled(model, canary)
        index = str(seeds.parent / "index")
        assert build(["build", "--seeds", str(seeds), "--index", index, "--model", str(model)]) == 1
        [line] = capsys.readouterr().err.splitlines()
        assert line.startswith(f"error: cannot load the embedding model '{model}' (")
        assert not canary.exists() and not Path(index).exists()

    def test_an_index(
        self, seeds: Path, model: Path, canary: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        index = seeds.parent / "index"
        build_index(seeds, index)
        has_remote_code_and_trusts_itself(model, canary)
        edit(index / "gen-000001" / "manifest.json", model=str(model))
        (index / "gen-000001" / "SHA256SUMS").unlink()
        (index / "CURRENT").write_text(f"gen-000001\n{seal(index / 'gen-000001')}\n")
        assert ask(["ask", "다리는 어디에 있나요?", "--index", str(index)]) == 1
        [line] = capsys.readouterr().err.splitlines()
        assert line.startswith(f"error: cannot load the embedding model '{model}' (")
        assert not canary.exists()


def keep_as_the_hub_client_does(model: Path, place: Path) -> None:
    """Each file a link to its content, in a snapshot of a commit that is known as the latest."""
    commit = "0" * 40
    for file in filter(Path.is_file, model.rglob("*")):
        link = place / "snapshots" / commit / file.relative_to(model)
        link.parent.mkdir(parents=True, exist_ok=True)
        blob = place / "blobs" / hashlib.sha256(str(link).encode()).hexdigest()
        blob.parent.mkdir(exist_ok=True)
        shutil.copy(file, blob)
        link.symlink_to(blob)
    (place / "refs").mkdir()
    (place / "refs" / "main").write_text(commit)


ASK = """
from embeddings import ModelError
from embeddings.encoders.encoder import load_encoder
for name in ("some/model", "evil/model", "no/model"):
    try:
        print(load_encoder(name).dimensions)
    except ModelError as error:
        print(error)
"""


class TestHub:
    def test_a_name_that_cannot_be(self, tmp_path: Path) -> None:
        assert "Repo id must be in the form" in refused(tmp_path / "none")

    def test_what_was_fetched_before_needs_no_look_up_and_the_rest_one_that_ends(
        self, model: Path, canary: Path, tmp_path: Path
    ) -> None:
        keep_as_the_hub_client_does(model, tmp_path / "hub" / "models--some--model")
        is_pickled(model, canary)
        keep_as_the_hub_client_does(model, tmp_path / "hub" / "models--evil--model")
        with socket.create_server(("127.0.0.1", 0)) as mute:
            environment = {
                "HF_ENDPOINT": f"http://127.0.0.1:{mute.getsockname()[1]}",
                "HF_HUB_ETAG_TIMEOUT": "1",
                "HF_HUB_CACHE": str(tmp_path / "hub"),
            }
            run = subprocess.run(
                [sys.executable, "-c", ASK],
                capture_output=True,
                text=True,
                env=os.environ | environment,
                timeout=300,
            )
        loaded, evil, missing = run.stdout.splitlines()
        assert loaded == "6"
        assert "'evil/model' (no model.safetensors, and a pickle" in evil
        assert "'no/model' (no such folder, and the hub doesn't give it: " in missing
        assert "timed out" in missing
        assert not canary.exists()
