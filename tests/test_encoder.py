"""The embedding models: the one carried along, and others by name or folder."""

import json
import os
import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Tokenizer, models, pre_tokenizers

from embeddings.analysis import query_terms
from embeddings.encoder import DEFAULT_FOLDER, Encoder, unit
from embeddings.errors import ModelError
from embeddings.kiwi_embedding import KiwiEmbedding

TEXTS = ["다온군은 새 다리를 놓았다.", "The bridge is 1,234 m long.", "끝"]
Save = Callable[..., Path]
PROMPTS = {"query": "query: ", "document": "passage: "}


@pytest.fixture(scope="module")
def default() -> Encoder:
    return Encoder.load()


def kiwi_model(seed: int = 0) -> KiwiEmbedding:
    """Three terms of its own and four hashed rows, of eight dimensions."""
    weight = torch.randn(7, 8, generator=torch.Generator().manual_seed(seed))
    return KiwiEmbedding(["다리", "새", "강"], weight)


def save_kiwi_model(folder: Path, seed: int = 0) -> Path:
    SentenceTransformer(modules=[kiwi_model(seed)], device="cpu").save(str(folder))
    return folder


def save_static_model(folder: Path, seed: int = 0) -> Path:
    """A small model of another kind, with prompts."""
    words = ["[UNK]", "query", "passage", ":", "다리", "끝", "bridge", "."]
    tokenizer = Tokenizer(models.WordLevel({w: i for i, w in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    weight = np.random.default_rng(seed).standard_normal((len(words), 8)).astype(np.float32)
    module = StaticEmbedding(tokenizer, embedding_weights=weight)
    SentenceTransformer(modules=[module], prompts=PROMPTS, device="cpu").save(str(folder))
    return folder


def add_foreign_code(folder: Path) -> tuple[Path, Path]:
    """Let a model name code of its own; return its folder and the file that the code would make."""
    canary = folder / "ran"
    (folder / "foreign.py").write_text(f"open({str(canary)!r}, 'w')\nclass Module: pass\n")
    modules = json.loads((folder / "modules.json").read_text())
    modules.append({"idx": 1, "name": "1", "path": "", "type": "foreign.Module"})
    (folder / "modules.json").write_text(json.dumps(modules))
    return folder, canary


def without_network(code: str) -> list[str]:
    """The lines that a new process prints."""
    environment = {**os.environ, "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "-c", code]
    run = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    return run.stdout.splitlines()


def test_without_network_the_default_loads_and_a_missing_model_is_said() -> None:
    code = """
from embeddings import ModelError
from embeddings.encoder import Encoder
print(Encoder.load().encode_query("", ["다리"]).shape)
try:
    Encoder.load("no-such/model")
except ModelError as error:
    print(error)
"""
    shape, message = without_network(code)
    assert shape == "(256,)"
    assert message.startswith("cannot load the embedding model 'no-such/model' (")
    assert message.endswith(
        "give the name of a sentence-transformers model or the path of its folder"
    )


class TestDefaultModel:
    def test_unit_vectors(self, default: Encoder) -> None:
        vectors = default.encode_passages(TEXTS, [query_terms(text) for text in TEXTS])
        assert (vectors.shape, vectors.dtype) == ((3, 256), np.float32)
        assert default.dimensions == 256
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)

    @pytest.mark.parametrize("text", TEXTS)
    def test_terms_analysed_before_give_the_same_as_the_text(
        self, default: Encoder, text: str
    ) -> None:
        expected = default.model.encode(text)
        np.testing.assert_allclose(default.encode_query(text, query_terms(text)), expected, 1e-5)

    def test_a_text_is_the_sum_of_its_parts(self, default: Encoder) -> None:
        title, sentence = ["별빛", "대교"], ["다리", "놓다", "1234"]
        parts = default.sum_terms([title, sentence, []])
        np.testing.assert_allclose(
            unit(2 * parts[:1] + parts[1:]),
            default.encode_terms([[*title, *title, *sentence], title * 2]),
            rtol=1e-5,
        )
        assert default.sum_terms([]).shape == (0, 256)

    def test_a_text_without_terms_is_all_zeros(self, default: Encoder) -> None:
        np.testing.assert_array_equal(default.encode_query("", []), np.zeros(256))
        np.testing.assert_array_equal(default.model.encode("…"), np.zeros(256))

    def test_it_knows_what_is_alike(self, default: Encoder) -> None:
        bridge, river, shares = (
            default.encode_query(text, query_terms(text))
            for text in ("강을 건너는 다리", "하천의 교량", "주식 시장의 상승")
        )
        assert bridge @ river > 0.3 > bridge @ shares

    def test_sentence_transformers_loads_it_by_itself(self, default: Encoder) -> None:
        model = SentenceTransformer(str(DEFAULT_FOLDER), trust_remote_code=True, device="cpu")
        np.testing.assert_array_equal(model.encode(TEXTS), default.model.encode(TEXTS))


class TestKiwiEmbedding:
    def test_a_text_is_the_sum_of_its_terms(self) -> None:
        model = kiwi_model()
        rows = model.embedding.weight.detach()
        found = model(model.features([["다리", "강", "다리"], [], ["새"]]))["sentence_embedding"]
        torch.testing.assert_close(
            found, torch.stack([2 * rows[0] + rows[2], 0 * rows[0], rows[1]])
        )

    def test_terms_without_a_row_share_hashed_ones(self) -> None:
        model = kiwi_model()
        assert [model.rows(term) for term in ("다리", "새", "강")] == [[0], [1], [2]]
        for term in ("이영희", "1234", "kubernet", ""):
            assert model.rows(term) == [3 + zlib.crc32(term.encode()) % 4]

    def test_a_korean_compound_adds_the_words_that_it_holds(self) -> None:
        vocabulary = ["남북", "전쟁", "전쟁사", "북", "war"]
        model = KiwiEmbedding(vocabulary, torch.zeros(6, 8))
        assert model.rows("남북전쟁") == [5, 0, 1]
        assert model.rows("남북전쟁사") == [5, 0, 2]  # the longest
        assert model.rows("제남북의전쟁") == [5, 0, 1]  # what isn't a word is passed over
        assert model.rows("북의전") == [5]  # a syllable is no word
        assert model.rows("civilwar") == [5]

    def test_a_table_needs_a_hashed_row(self) -> None:
        with pytest.raises(ValueError, match="at least one row beyond"):
            KiwiEmbedding(["다리"], torch.zeros(1, 8))

    def test_round_trip_is_within_half_a_step(self, tmp_path: Path) -> None:
        model = kiwi_model()
        model.save(str(tmp_path))
        loaded = KiwiEmbedding.load(str(tmp_path))
        before, after = model.embedding.weight.detach(), loaded.embedding.weight.detach()
        step = before.abs().amax(dim=1, keepdim=True) / 127
        assert ((after - before).abs() <= step / 2 * 1.0001).all()
        assert loaded.vocabulary == model.vocabulary
        assert loaded.hashed_rows == 4

    def test_what_was_loaded_is_saved_without_further_loss(self, tmp_path: Path) -> None:
        first, second = save_kiwi_model(tmp_path / "a"), tmp_path / "b"
        SentenceTransformer(modules=[KiwiEmbedding.load(str(first))]).save(str(second))
        one, other = (Encoder.load(str(folder)) for folder in (first, second))
        np.testing.assert_allclose(one.model.encode(TEXTS), other.model.encode(TEXTS), atol=1e-6)


class TestAnotherModel:
    def test_prompts_are_used(self, tmp_path: Path) -> None:
        encoder = Encoder.load(str(save_static_model(tmp_path)))
        model = SentenceTransformer(str(tmp_path), device="cpu")
        texts = ["다리 끝", "bridge ."]
        as_query = model.encode("다리 끝", prompt="query: ", normalize_embeddings=True)
        as_passages = model.encode(texts, prompt="passage: ", normalize_embeddings=True)
        assert encoder.dimensions == 8
        np.testing.assert_allclose(encoder.encode_query("다리 끝", []), as_query, rtol=1e-5)
        np.testing.assert_allclose(encoder.encode_passages(texts, [[], []]), as_passages, rtol=1e-5)
        assert not np.allclose(as_query, as_passages[0])

    def test_a_kiwi_model_of_ones_own(self, tmp_path: Path) -> None:
        encoder = Encoder.load(str(save_kiwi_model(tmp_path)))
        vector = encoder.encode_query("", ["다리", "강"])
        np.testing.assert_allclose(np.linalg.norm(vector), 1, rtol=1e-5)

    @pytest.mark.parametrize("save", [save_kiwi_model, save_static_model])
    def test_the_fingerprint_tells_trainings_apart_not_folders(
        self, tmp_path: Path, save: Save
    ) -> None:
        folder = save(tmp_path / "a")
        copy = shutil.copytree(folder, tmp_path / "b")
        other = save(tmp_path / "c", seed=1)
        one, same, another = (Encoder.load(str(path)).fingerprint for path in (folder, copy, other))
        assert one == same
        assert one != another

    def test_one_weight_changes_the_fingerprint(self) -> None:
        model = kiwi_model()
        before = Encoder("a", SentenceTransformer(modules=[model])).fingerprint
        with torch.no_grad():
            model.embedding.weight[4, 3] += 0.01
        assert Encoder("a", SentenceTransformer(modules=[model])).fingerprint != before


class TestWhatCannotBeLoaded:
    def refused(self, folder: Path) -> None:
        with pytest.raises(ModelError) as caught:
            Encoder.load(str(folder))
        assert str(caught.value).startswith(f"cannot load the embedding model '{folder}' (")
        assert "\n" not in str(caught.value)

    def test_a_missing_folder(self, tmp_path: Path) -> None:
        self.refused(tmp_path / "none")

    @pytest.mark.parametrize("name", ["modules.json", "model.safetensors", "vocabulary.txt"])
    def test_a_missing_file(self, tmp_path: Path, name: str) -> None:
        (save_kiwi_model(tmp_path) / name).unlink()
        self.refused(tmp_path)

    @pytest.mark.parametrize("save", [save_kiwi_model, save_static_model])
    @pytest.mark.parametrize("name", ["modules.json", "model.safetensors"])
    def test_a_file_cut_short(self, tmp_path: Path, save: Save, name: str) -> None:
        [path] = save(tmp_path).rglob(name)
        path.write_bytes(path.read_bytes()[:40])
        self.refused(tmp_path)

    @pytest.mark.parametrize("listing", ["[1]", "{}", '[{"type": 3}]', "[]"])
    def test_an_odd_list_of_modules(self, tmp_path: Path, listing: str) -> None:
        (tmp_path / "modules.json").write_text(listing)
        self.refused(tmp_path)

    @pytest.mark.parametrize("save", [save_kiwi_model, save_static_model])
    def test_foreign_code_is_refused_and_not_run(self, tmp_path: Path, save: Save) -> None:
        folder, canary = add_foreign_code(save(tmp_path / "model"))
        self.refused(folder)
        assert not canary.exists()
