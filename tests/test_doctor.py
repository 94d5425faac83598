"""The doctor: each kind of problem is found, named, and has its remedy; health is told as such."""

import json
from pathlib import Path

import pytest
import test_build
from test_build import BRIDGE, PARK

from embeddings import IndexFolderError, SeedError
from embeddings.__main__ import main
from embeddings.doctor import Finding, examine, misread
from embeddings.index.generation import Generation
from embeddings.sealing import seal


class Folder(test_build.Folder):
    """Seeds and an index, examined as a whole."""

    def examine(self) -> list[Finding]:
        return examine(self.seeds, self.index)

    @property
    def bring_in(self) -> str:
        there = f"--seeds {self.seeds} --index {self.index}"
        return f"bring it in with: python -m embeddings build {there}"

    @property
    def remedy(self) -> str:
        return f"build it with: python -m embeddings build --index {self.index}"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return test_build.filled(Folder(tmp_path))


def test_a_healthy_index(folder: Folder) -> None:
    folder.build()
    assert folder.examine() == []


def test_a_file_that_could_not_be_read(folder: Folder) -> None:
    folder.put("c.txt", "")
    folder.build()
    remedy = "save the article's text in it, or remove it"
    assert folder.examine() == [Finding("failed", "c.txt", "the file is empty", remedy)]


def test_stale_seeds(folder: Folder) -> None:
    folder.build()
    folder.put("a.txt", BRIDGE + " 모두 반긴다.")
    (folder.seeds / "b.txt").rename(folder.seeds / "c.txt")
    assert folder.examine() == [
        Finding("stale", "c.txt", "new since the build", folder.bring_in),
        Finding("stale", "a.txt", "changed since the build", folder.bring_in),
        Finding("stale", "b.txt", "removed since the build", folder.bring_in),
    ]


@pytest.mark.parametrize(
    ("ending", "end"),
    [
        ("시장은 다리가 놓이면 두 마을이 한층 더 가까워질 것으로 기대한다고 덧붙", "덧붙"),
        ("시장은 다리가 놓이면…", "놓이면…"),
        ("시장은 이렇게 말했다. 기사 더보기", "더보기"),
    ],
)
def test_a_truncated_text(folder: Folder, ending: str, end: str) -> None:
    text = f"나루시는 다리를 놓는다. {ending}"
    folder.put("c.jsonl", json.dumps({"id": "c", "title": "다리", "text": text}))
    folder.build()
    (found,) = folder.examine()
    assert (found.kind, found.place) == ("truncated", "c")
    assert found.problem.startswith("the text stops in the middle: “…")
    assert found.problem.endswith(f"{end}”")
    assert found.remedy == "save the whole article again"


@pytest.mark.parametrize(
    "ending", ["라고 했다", "라고 “했다”", "것으로 보임", "라고 했죠.", "(끝)"]
)
def test_a_text_that_ends_is_not_truncated(folder: Folder, ending: str) -> None:
    text = f"나루시는 다리를 놓는다. 시장은 다리가 놓이면 두 마을이 한층 더 가까워질 것이{ending}"
    folder.put("c.jsonl", json.dumps({"id": "c", "title": "다리", "text": text}))
    folder.build()
    assert folder.examine() == []


@pytest.mark.parametrize(
    ("written", "read"),
    [("utf-8", "cp949"), ("utf-8", "cp1252"), ("cp949", "cp1252"), ("utf-8", "latin-1")],
)
def test_text_read_in_a_wrong_encoding(folder: Folder, written: str, read: str) -> None:
    wrong = "도서관".encode(written).decode(read, errors="replace")
    folder.put("c.jsonl", json.dumps({"id": "c", "title": "", "text": f"{wrong} 2곳이 생겼다."}))
    folder.build()
    (found,) = folder.examine()
    assert (found.kind, found.place) == ("mojibake", "c")
    assert found.problem.startswith("characters are not what was written: ")
    assert found.remedy == "save the article from its source again"


@pytest.mark.parametrize("text", ["안녕하세요", "漢字와 한글", "“따옴표”…", "ㄱㄴㄷㄹ", "⑴①②③"])
def test_what_is_right_is_not_misread(text: str) -> None:
    assert misread(text) == ""


def test_copies(folder: Folder) -> None:
    folder.put("c.txt", BRIDGE.replace("새 다리\n", "다온군 새 다리, 내년 개통\n"))
    folder.put("d.txt", BRIDGE.replace("300미터", "400미터"))
    folder.build()
    assert folder.examine() == [
        Finding(
            "duplicate",
            "c.txt",
            "says the same as a.txt",
            "keep one of them; until then answers cite one and count the other",
        )
    ]


def test_an_index_of_another_model(folder: Folder) -> None:
    folder.build()
    generation = folder.index / "gen-000001"
    manifest = json.loads((generation / "manifest.json").read_text())
    (generation / "manifest.json").write_text(json.dumps(manifest | {"fingerprint": "0"}))
    (generation / "SHA256SUMS").unlink()
    (folder.index / "CURRENT").write_text(f"gen-000001\n{seal(generation)}\n")
    assert folder.examine() == [
        Finding(
            "model",
            "kiwi",
            "gen-000001 was made by another version of it, or of Kiwi",
            f"{folder.remedy} --model kiwi",
        )
    ]


def test_damaged_files(folder: Folder) -> None:
    folder.build()
    folder.put("b.txt", PARK + " 아이들이 뛰논다.")
    folder.build()
    for name in ("gen-000001", "gen-000002"):
        (folder.index / name / "dense.faiss").write_bytes(b"damaged")
        findings = folder.examine()
    first, second = (folder.index / f"gen-00000{n}/dense.faiss" for n in (1, 2))
    spare = "nothing to do: the next build that publishes removes it"
    assert findings == [
        Finding("damaged", "gen-000001", f"{first} is missing or damaged", spare),
        Finding("damaged", "gen-000002", f"{second} is missing or damaged", folder.remedy),
    ]
    (folder.index / "CURRENT").write_bytes(b"gen")
    assert folder.examine()[0] == Finding(
        "damaged", "CURRENT", "is missing or damaged", folder.remedy
    )
    folder.build()
    assert folder.examine() == [] and not Generation.open(folder.index).notice


def test_nothing_to_examine(folder: Folder) -> None:
    with pytest.raises(IndexFolderError, match=r"there is no index in .*; build it with: "):
        folder.examine()
    folder.build()
    with pytest.raises(SeedError, match="does not exist; name the folder"):
        examine(folder.seeds / "none", folder.index)


def test_the_command(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    there = ["--seeds", str(folder.seeds), "--index", str(folder.index)]
    folder.build()
    assert main(["doctor", *there]) == 0
    healthy = "nothing is wrong with the index, its model, its seeds and the texts in it\n"
    assert capsys.readouterr().out == healthy
    (folder.seeds / "b.txt").unlink()
    assert main(["doctor", *there]) == 1
    assert capsys.readouterr().out == f"stale: b.txt: removed since the build; {folder.bring_in}\n"
    assert main(["doctor", *there, "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == [
        {
            "kind": "stale",
            "place": "b.txt",
            "problem": "removed since the build",
            "remedy": folder.bring_in,
        }
    ]
