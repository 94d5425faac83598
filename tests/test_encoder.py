"""The embedding models: the one carried along, and others by name or folder."""

import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import kiwipiepy
import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Tokenizer, models, pre_tokenizers

from embeddings.encoders.encoder import DEFAULT_FOLDER, DEFAULT_MODEL, load_encoder
from embeddings.encoders.kiwi_embedding import KiwiEmbedding
from embeddings.encoders.term_encoder import TermEncoder
from embeddings.encoders.vectors import unit
from embeddings.encoders.vocabulary import Vocabulary
from embeddings.errors import ModelError
from embeddings.text.analysis import query_terms

TEXTS = ["다온군은 새 다리를 놓았다.", "The bridge is 1,234 m long.", "끝"]
Save = Callable[..., Path]
PROMPTS = {"query": "query: ", "document": "passage: "}
NORMALIZE = "sentence_transformers.base.modules.normalize.Normalize"


@pytest.fixture(scope="module")
def default() -> TermEncoder:
    return TermEncoder.load(DEFAULT_MODEL, DEFAULT_FOLDER)


@pytest.fixture(scope="module")
def module() -> SentenceTransformer:
    """The default model as sentence-transformers loads it by itself."""
    return SentenceTransformer(str(DEFAULT_FOLDER), trust_remote_code=True, device="cpu")


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


def made_texts(count: int) -> list[str]:
    """Texts of hand-written words, in Korean and English, some of them empty or without a word."""
    rng = random.Random(0)
    stems = "다온군 가람시 별빛대교 새 다리 하천 산책로 시장 어제 처음 크게 3.5 2024.07.19".split()
    stems += "놓다 열린 아름다운 남북전쟁사 초거대언어모형 쀍뛟 漢字 The bridges opened".split()
    stems += "kubernetes GPT-4o LG전자 Zyxwvut naïve e-mail 1,234 010-1234-5678 7".split()
    ends = ["", "", "은", "에서", "을", "했다.", ".", "?", ", ", "\n\n", "…"]
    words = [stem + end for stem in stems for end in ends] + ["", " ", "...", "😀", "은는이가"]
    return ["", "…", *(" ".join(rng.choices(words, k=rng.randrange(30))) for _ in range(count - 2))]


def fingerprint_by_hand(model: SentenceTransformer) -> str:
    """The fingerprint of a model of one KiwiEmbedding, which existing indexes were made with."""
    rows = model[0].embedding.weight.detach().numpy().reshape(-1)
    made_of = [kiwipiepy.__version__, model.prompts, list(model[0].vocabulary.own)]
    digest = hashlib.sha256(json.dumps(made_of).encode())
    digest.update(b"0.embedding.weight" + str(tuple(model[0].embedding.weight.shape)).encode())
    digest.update(rows[:4096].tobytes() + rows[-4096:].tobytes())
    return digest.hexdigest()


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
from embeddings.encoders.encoder import load_encoder
print(load_encoder().encode_query("", ["다리"]).shape)
try:
    load_encoder("no-such/model")
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
    def test_unit_vectors(self, default: TermEncoder) -> None:
        vectors = default.encode_passages(TEXTS, [query_terms(text) for text in TEXTS])
        assert (vectors.shape, vectors.dtype) == ((3, 256), np.float32)
        assert default.dimensions == 256
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)

    def test_it_gives_the_vectors_that_sentence_transformers_gives(
        self, default: TermEncoder, module: SentenceTransformer
    ) -> None:
        texts = made_texts(1_000)
        found = default.encode_passages(texts, [query_terms(text) for text in texts])
        np.testing.assert_allclose(found, module.encode(texts), atol=1e-5)
        assert 0 < np.count_nonzero(found.any(axis=1)) < len(found)  # some texts have no term
        one = default.encode_query(texts[0], query_terms(texts[0]))
        np.testing.assert_array_equal(one, found[0])

    def test_its_fingerprint_is_that_of_the_sentence_transformers_model(
        self, default: TermEncoder, module: SentenceTransformer
    ) -> None:
        assert default.fingerprint == fingerprint_by_hand(module)

    def test_a_text_is_the_sum_of_its_parts(self, default: TermEncoder) -> None:
        title, sentence = ["별빛", "대교"], ["다리", "놓다", "1234"]
        parts = default.sum_terms([title, sentence, []])
        np.testing.assert_allclose(
            unit(2 * parts[:1] + parts[1:]),
            default.encode_terms([[*title, *title, *sentence], title * 2]),
            rtol=1e-5,
            atol=1e-7,
        )
        assert default.sum_terms([]).shape == (0, 256)

    def test_a_text_without_terms_is_all_zeros(self, default: TermEncoder) -> None:
        np.testing.assert_array_equal(default.encode_query("", []), np.zeros(256))

    def test_it_knows_what_is_alike(self, default: TermEncoder) -> None:
        bridge, river, shares = (
            default.encode_query(text, query_terms(text))
            for text in ("강을 건너는 다리", "하천의 교량", "주식 시장의 상승")
        )
        assert bridge @ river > 0.3 > bridge @ shares

    def test_load_encoder_finds_it_without_a_name(self, default: TermEncoder) -> None:
        found = load_encoder()
        assert (found.name, found.fingerprint) == (DEFAULT_MODEL, default.fingerprint)


class TestVocabulary:
    def test_terms_without_a_row_share_hashed_ones(self) -> None:
        vocabulary = Vocabulary(["다리", "새", "강"], rows=7)
        assert [vocabulary.rows(term) for term in ("다리", "새", "강")] == [[0], [1], [2]]
        for term in ("이영희", "1234", "kubernet", ""):
            assert vocabulary.rows(term) == [3 + zlib.crc32(term.encode()) % 4]

    def test_a_korean_compound_adds_the_words_that_it_holds(self) -> None:
        vocabulary = Vocabulary(["남북", "전쟁", "전쟁사", "북", "war"], rows=6)
        assert vocabulary.rows("남북전쟁") == [5, 0, 1]
        assert vocabulary.rows("남북전쟁사") == [5, 0, 2]  # the longest
        assert vocabulary.rows("제남북의전쟁") == [5, 0, 1]  # what isn't a word is passed over
        assert vocabulary.rows("북의전") == [5]  # a syllable is no word
        assert vocabulary.rows("civilwar") == [5]
        rows, starts = vocabulary.rows_of([["전쟁", "남북전쟁"], [], ["북", "전쟁"]])
        assert (rows.tolist(), starts.tolist()) == ([1, 5, 0, 1, 3, 1], [0, 4, 4])

    def test_a_table_needs_a_hashed_row(self) -> None:
        with pytest.raises(ValueError, match="at least one row beyond"):
            Vocabulary(["다리"], rows=1)


class TestKiwiEmbedding:
    def test_a_text_is_the_sum_of_its_terms(self) -> None:
        model = kiwi_model()
        rows = model.embedding.weight.detach()
        found = model(model.features([["다리", "강", "다리"], [], ["새"]]))["sentence_embedding"]
        torch.testing.assert_close(
            found, torch.stack([2 * rows[0] + rows[2], 0 * rows[0], rows[1]])
        )

    def test_as_an_encoder_it_is_what_is_loaded_when_it_is_saved(self, tmp_path: Path) -> None:
        encoder = kiwi_model().quantised()
        saved = load_encoder(str(save_kiwi_model(tmp_path)))
        assert encoder.fingerprint == saved.fingerprint
        terms = [["다리", "강"], ["이영희"], []]
        np.testing.assert_array_equal(
            encoder.encode_terms(terms), saved.encode_passages(["", "", ""], terms)
        )

    def test_round_trip_is_within_half_a_step(self, tmp_path: Path) -> None:
        model = kiwi_model()
        model.save(str(tmp_path))
        loaded = KiwiEmbedding.load(str(tmp_path))
        before, after = model.embedding.weight.detach(), loaded.embedding.weight.detach()
        step = before.abs().amax(dim=1, keepdim=True) / 127
        assert ((after - before).abs() <= step / 2 * 1.0001).all()
        assert list(loaded.vocabulary.own) == ["다리", "새", "강"]
        assert loaded.vocabulary.hashed_rows == 4

    def test_what_was_loaded_is_saved_without_further_loss(self, tmp_path: Path) -> None:
        first, second = save_kiwi_model(tmp_path / "a"), tmp_path / "b"
        KiwiEmbedding.load(str(first)).as_model().save(str(second))
        one, other = (load_encoder(str(folder)) for folder in (first, second))
        for text in TEXTS:
            vectors = (encoder.encode_query(text, query_terms(text)) for encoder in (one, other))
            np.testing.assert_allclose(*vectors, atol=1e-6)

    @pytest.mark.parametrize("place", ["embeddings.kiwi_embedding", "embeddings.once.upon.a_time"])
    def test_where_its_class_lay_when_it_was_saved_does_not_matter(
        self, tmp_path: Path, place: str
    ) -> None:
        expected = load_encoder(str(save_kiwi_model(tmp_path / "new"))).fingerprint
        folder = tmp_path / "old"
        shutil.copytree(tmp_path / "new", folder)
        modules = [
            {"idx": 0, "name": "0", "path": "", "type": f"{place}.KiwiEmbedding"},
            {"idx": 1, "name": "1", "path": "1_Normalize", "type": NORMALIZE},
        ]
        (folder / "modules.json").write_text(json.dumps(modules))
        encoder = load_encoder(str(folder))
        assert (encoder.dimensions, encoder.fingerprint) == (8, expected)


class TestAnotherModel:
    def test_prompts_are_used(self, tmp_path: Path) -> None:
        encoder = load_encoder(str(save_static_model(tmp_path)))
        model = SentenceTransformer(str(tmp_path), device="cpu")
        texts = ["다리 끝", "bridge ."]
        as_query = model.encode("다리 끝", prompt="query: ", normalize_embeddings=True)
        as_passages = model.encode(texts, prompt="passage: ", normalize_embeddings=True)
        assert encoder.dimensions == 8
        np.testing.assert_allclose(encoder.encode_query("다리 끝", []), as_query, rtol=1e-5)
        np.testing.assert_allclose(encoder.encode_passages(texts, [[], []]), as_passages, rtol=1e-5)
        assert not np.allclose(as_query, as_passages[0])

    def test_a_kiwi_model_of_ones_own(self, tmp_path: Path) -> None:
        encoder = load_encoder(str(save_kiwi_model(tmp_path)))
        vector = encoder.encode_query("", ["다리", "강"])
        np.testing.assert_allclose(np.linalg.norm(vector), 1, rtol=1e-5)

    @pytest.mark.parametrize("save", [save_kiwi_model, save_static_model])
    def test_the_fingerprint_tells_trainings_apart_not_folders(
        self, tmp_path: Path, save: Save
    ) -> None:
        folder = save(tmp_path / "a")
        copy = shutil.copytree(folder, tmp_path / "b")
        other = save(tmp_path / "c", seed=1)
        one, same, another = (load_encoder(str(path)).fingerprint for path in (folder, copy, other))
        assert one == same
        assert one != another

    def test_one_weight_changes_the_fingerprint(self) -> None:
        model = kiwi_model()
        before = model.quantised().fingerprint
        with torch.no_grad():
            model.embedding.weight[4, 3] += 0.05
        assert model.quantised().fingerprint != before


class TestWhatCannotBeLoaded:
    def refused(self, folder: Path) -> None:
        with pytest.raises(ModelError) as caught:
            load_encoder(str(folder))
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
