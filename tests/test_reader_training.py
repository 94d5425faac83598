"""Teaching a tiny reader: it learns, goes on where it stopped, and is written as it is."""

import json
import shutil
from pathlib import Path
from random import Random

import numpy as np
import pytest
import torch
from filelock import FileLock
from tiny_reader import body, samples, tokenizer

from embeddings import TRANSFORMER_FOLDER, ModelError, SeedError, Transformer, seal
from qa.__main__ import main
from qa.reader.batches import batch, padded, proposals, reading_loss
from qa.reader.data import Material, Pair, Question, Text
from qa.reader.examples import Example, Lessons
from qa.reader.export import export, write_onnx
from qa.reader.network import Network, load_base, pruned
from qa.reader.one_input import OneInput
from qa.reader.recipe import train
from qa.reader.taught import load_taught
from qa.reader.training import Course
from qa.reader.trial import reading, score
from qa.reader.windows import Window

PLACES = ["가나", "다라", "마바", "사아", "자차", "카타", "파하", "나가"]


def text(at: int) -> Text:
    place = PLACES[at % len(PLACES)]
    first, second = f"{place}시장은 {at + 3}월에 문을 열었다.", f"강은 {at + 20}명이 다시 열었다."
    whole = f"{first} {second}"
    return Text(place, whole, ((0, len(first)), (len(first) + 1, len(whole))))


def material(count: int = 8) -> Material:
    """Each text says when its market opened; of another it says nothing."""
    texts = [text(at) for at in range(count)]
    asked = []
    for at, one in enumerate(texts):
        question = f"{one.title}시장은 언 월에 문을 열었나?"
        start = one.text.index("월") - len(str(at + 3))
        asked.append(Question(question, one, (start, one.text.index("월") + 1)))
        asked.append(Question(question, texts[at - 1], None))
    pairs = [Pair(t.text[:8], t.text, at % 3) for at, t in enumerate(texts)]
    return Material(asked, pairs, [])


def course(checkpoint: Path, steps: int, **options: float) -> Course:
    torch.manual_seed(1)
    return Course(
        Network(body()),
        tokenizer(),
        Lessons(material()),
        checkpoint,
        steps=steps,
        seed=1,
        **options,
    )


def weights(model: Network) -> dict[str, np.ndarray]:
    return {name: value.numpy().copy() for name, value in model.state_dict().items()}


def test_a_stopped_run_goes_on_to_the_same_weights(tmp_path: Path) -> None:
    whole = course(tmp_path / "whole.pt", 6)
    expected = list(whole.run(every=3))
    stopped = course(tmp_path / "stopped.pt", 6)
    first = next(stopped.run(every=3))
    resumed = course(tmp_path / "stopped.pt", 6)
    assert (first, resumed.done) == (expected[0], 3)
    assert list(resumed.run(every=3)) == expected[1:]
    for name, value in weights(whole.model).items():
        np.testing.assert_array_equal(weights(resumed.model)[name], value)
    assert list(course(tmp_path / "stopped.pt", 6).run()) == []


def test_the_vocabulary_and_the_first_layers_stay(tmp_path: Path) -> None:
    taught = course(tmp_path / "checkpoint.pt", 2)
    list(taught.run())
    before, after = weights(Network(body())), weights(taught.model)
    moved = {name for name in before if not np.array_equal(before[name], after[name])}
    assert moved
    for name in moved:
        assert not name.startswith("body.embeddings")
        assert not any(name.startswith(f"body.encoder.layer.{layer}.") for layer in range(3))


def test_the_loss_falls(tmp_path: Path) -> None:
    taught = course(tmp_path / "checkpoint.pt", 60, learning_rate=5e-3)
    losses = [loss for _, loss in taught.run(every=20)]
    assert losses[-1] < 0.8 * losses[0]


def test_the_loss_is_that_of_the_formulas() -> None:
    first = text(0)
    right = Example("언?", "", first.text, Window(first.sentences), (6, 8))
    wrong = Example("언?", "", first.text, Window(first.sentences[1:]), None)
    read = batch(tokenizer(), [right, wrong], 2, pad=1)
    assert read.starts.tolist()[1] == read.ends.tolist()[1] == 0
    assert read.answering.tolist() == [0, -1]
    start, end = read.starts[0], read.ends[0]
    answer = read.ids[0, start : end + 1].tolist()
    assert [tokenizer().id_to_token(number) for number in answer] == ["3", "월"]
    scores = torch.randn(*read.ids.shape, 3, generator=torch.Generator().manual_seed(0))
    expected = 0.0
    for column, places in ((0, read.starts), (1, read.ends)):
        margins = []
        for row in range(2):
            logits = scores[row, :, column].numpy()
            seen = np.flatnonzero(read.readable[row].numpy())
            expected += (np.log(np.exp(logits[seen]).sum()) - logits[places[row]]) / 4
            margins.append((logits - logits[0])[seen[1:]])
        chosen = (scores[0, places[0], column] - scores[0, 0, column]).item()
        expected += 0.5 * (np.log(np.exp(np.concatenate(margins)).sum()) - chosen) / 2
    losses = []
    for row in range(2):
        numbers = read.sentences[row].numpy()
        for n in range(numbers.max() + 1):
            logit = scores[row, :, 2].numpy()[numbers == n].mean()
            sign = 1 if n == read.answering[row] else -1
            losses.append(np.log1p(np.exp(-sign * logit)))
    expected += 0.5 * np.mean(losses)
    assert reading_loss(scores, read).item() == pytest.approx(expected, rel=1e-4)


def test_what_is_found_is_put_forward_and_judged_by_the_answer() -> None:
    first = text(0)
    right = Example("언?", "가나", first.text, Window(first.sentences), (6, 8))
    wrong = Example("언?", "", first.text, Window(first.sentences), None)
    read = batch(tokenizer(), [right, wrong], 2, pad=1)
    scores = np.zeros((*read.ids.shape, 3), np.float32)
    for row, shift in enumerate((0, 3)):  # the title has three pieces
        scores[row, int(read.starts[0]) - shift, 0] = scores[row, int(read.ends[0]) - shift, 1] = 9
    assert proposals(tokenizer(), [right, wrong], [*scores]) == [
        Pair("언? 3월", f"가나 {first.text}", 0),
        Pair("언? 3월", first.text, 1),
    ]


def test_what_is_written_reads_like_the_model(tmp_path: Path) -> None:
    model = Network(body(3)).eval()
    exact, rounded = tmp_path / "exact", tmp_path / "rounded"
    export(model, tokenizer(), rounded, samples())
    shutil.copytree(rounded, exact)
    write_onnx(OneInput(model), exact / Transformer.GRAPH)
    seal(exact)
    inputs = [tokenizer().encode("누?", "가나 다라. 마").ids, tokenizer().encode("언?", "사").ids]
    ids, mask = padded(inputs, 1)
    with torch.no_grad():
        expected = model(ids, mask)
    for folder, tolerance in ((exact, 1e-5), (rounded, 0.1)):
        for row, output in enumerate(Transformer.load(folder).run(inputs)):
            size = len(inputs[row])
            assert output.tokens.shape == (size, 3)
            wanted = (expected[0][row, :size], expected[1][row], expected[2][row])
            for got, one in zip((output.tokens, output.relation, output.mean), wanted, strict=True):
                np.testing.assert_allclose(got, one.numpy(), atol=tolerance)


def test_what_is_evened_out_reads_the_same_and_is_nearer_to_one_range() -> None:
    model = drawn()
    plain, evened = OneInput(model), OneInput(model)
    evened.even_out(samples())
    layer = evened.body.encoder.layer[0]
    own = layer.attention.self
    assert torch.equal(own.query.evening, own.key.evening)
    assert layer.attention.output.dense.evening is layer.output.dense.evening is None
    for ids in samples():
        for got, wanted in zip(
            evened(torch.tensor([ids])), plain(torch.tensor([ids])), strict=True
        ):
            torch.testing.assert_close(got, wanted, rtol=1e-4, atol=1e-4)
    given = torch.cat([plain.body.embeddings(torch.tensor([ids]))[0] for ids in samples()])
    before, after = (each.abs().amax(dim=0) for each in (given, given * own.query.evening))
    assert after.max() / after.min() < before.max() / before.min()


def drawn() -> Network:
    model = Network(body(3)).eval()
    for value in model.parameters():
        torch.nn.init.normal_(value)  # of new ones many are equal, and written once
    return model


def test_what_was_written_is_taken_up_again(tmp_path: Path) -> None:
    model = drawn()
    export(model, tokenizer(), tmp_path, samples())
    again, pieces = load_taught(tmp_path)
    assert pieces.to_str() == tokenizer().to_str()
    assert again.body.config.num_attention_heads == 2
    before, after = weights(model), weights(again)
    assert before.keys() == after.keys()
    evened = OneInput(model)
    evened.even_out(samples())
    for name, value in before.items():
        module = evened.get_submodule(name.rpartition(".")[0])
        evening = getattr(module, "evening", None)  # it was rounded as it was divided by that
        by = 1 if evening is None or name.endswith("bias") else 1 / evening.numpy()
        atol = np.abs(value * by).max() / 120 + 1e-6
        np.testing.assert_allclose(after[name] * by, value * by, atol=atol)


def test_what_ships_says_in_8_bits_what_its_weights_say() -> None:
    """On every processor: sums that one without VNNI would cut off are told apart here."""
    model, pieces = load_taught(TRANSFORMER_FOLDER)
    text = "가람시는 2일 새 다리를 열었다. 길이는 820m이고 사업비는 1조2000억원이다."
    asked = ["다리는 언제 열렸어?", "길이는?", "사업비는 얼마야?", "누가 열었어?", "왜 열었어?"]
    inputs = [pieces.encode(question, text).ids for question in asked]
    off = []
    for ids, said in zip(inputs, Transformer.load().run(inputs), strict=True):
        with torch.no_grad():
            exact = model.eval()(torch.tensor([ids]), torch.ones(1, len(ids)))[0][0]
        off.append((said.tokens - exact.float().numpy()).ravel())
    assert np.sqrt(np.mean(np.concatenate(off) ** 2)) < 0.3


def test_the_trial_asks_the_same_of_both(tmp_path: Path) -> None:
    taught = course(tmp_path / "checkpoint.pt", 60, learning_rate=5e-3)
    list(taught.run())
    export(taught.model, tokenizer(), tmp_path, samples())
    asked = score(reading(taught.model), tokenizer(), material())
    shipped = score(Transformer.load(tmp_path).run, tokenizer(), material())
    assert 0 <= asked.exact <= asked.sentence <= 1
    assert shipped.sentence == pytest.approx(asked.sentence, abs=0.25)


def test_pruning_leaves_the_same_reader() -> None:
    text = "가나 qr. 다?"
    smaller, pieces = pruned(body(), tokenizer(), [text])
    assert pieces.get_vocab_size() < tokenizer().get_vocab_size()
    old, new = tokenizer().encode("가?", text), pieces.encode("가?", text)
    assert old.tokens == new.tokens
    with torch.no_grad():
        expected = body()(torch.tensor([old.ids])).last_hidden_state
        got = smaller.eval()(torch.tensor([new.ids])).last_hidden_state
    torch.testing.assert_close(got, expected)


def write_base(folder: Path) -> Path:
    body().save_pretrained(folder)
    tokenizer().save(str(folder / "tokenizer.json"))
    return folder


def test_a_base_that_is_none_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="can't be the reader's base") as refused:
        load_base(str(tmp_path), [])
    assert "\n" not in str(refused.value)


def test_a_reader_in_another_form_is_no_base(tmp_path: Path) -> None:
    write_onnx(OneInput(Network(body())), tmp_path / Transformer.GRAPH)
    tokenizer().save(str(tmp_path / Transformer.TOKENIZER))
    with pytest.raises(
        ModelError, match="can't be the reader's base: it was written in another form"
    ):
        load_taught(tmp_path)


def test_the_command_teaches_and_writes_a_folder(tmp_path: Path) -> None:
    lines = []
    for question in material(8).questions:
        answers = []
        if question.answer:
            start, end = question.answer
            answers = [{"text": question.text.text[start:end], "start": start}]
        row = {"question": question.question, "title": question.text.title}
        lines.append(row | {"context": question.text.text, "answers": answers})
    data = tmp_path / "questions.jsonl"
    data.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    base, out, work = write_base(tmp_path / "base"), tmp_path / "model", tmp_path / "work"
    call = [str(data), str(out), "--base", str(base), "--work", str(work), "--steps", "2"]
    assert main(["train", *call]) == 0
    assert sorted(path.name for path in out.iterdir()) == [
        "README.md",
        "SHA256SUMS",
        "reader.onnx",
        "tokenizer.json",
    ]
    steps = [json.loads(line) for line in (work / "log.jsonl").read_text().splitlines()]
    assert [(line["step"], "exact" in line) for line in steps] == [(2, False), (2, True)]
    assert "| sentence |" in (out / "README.md").read_text(encoding="utf-8")


def test_lessons_draw_the_same_for_the_same_numbers() -> None:
    lessons = Lessons(material())
    drawn = [
        (lessons.twos(5, 0.5, rng), lessons.singles(5, rng), lessons.pairs(3, rng))
        for rng in (Random(7), Random(7))
    ]
    assert drawn[0] == drawn[1]
    for right, wrong in drawn[0][0]:
        assert right.answer is not None and wrong.answer is None
        assert right.text[slice(*right.answer)] in right.shown
        assert right.question == wrong.question or right.shown == wrong.shown
    assert all(example.answer is None for example in drawn[0][1])


def test_a_checkpoint_of_another_base_is_refused(tmp_path: Path) -> None:
    list(course(tmp_path / "checkpoint.pt", 1).run())
    smaller, pieces = pruned(body(), tokenizer(), ["가"])
    with pytest.raises(ModelError, match=r"checkpoint\.pt is of a run with another base; "):
        Course(Network(smaller), pieces, Lessons(material()), tmp_path / "checkpoint.pt")


def test_without_an_answer_there_is_no_lesson() -> None:
    with pytest.raises(SeedError, match="no question with its answer"):
        Lessons(Material([Question("언제?", text(0), None)], [], []))


def test_two_runs_dont_share_a_folder(tmp_path: Path) -> None:
    with FileLock(tmp_path / "lock"), pytest.raises(SeedError, match="another run is teaching"):
        train([], tmp_path / "model", tmp_path)
