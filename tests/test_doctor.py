"""The doctor: each kind of problem is found, named, and has its remedy; health is told as such."""

import json
import shutil
from pathlib import Path

import pytest
import test_build
from test_build import BRIDGE, DENSE, PARK, line as made

from embeddings import TRANSFORMER_FOLDER, IndexFolderError, SeedError, brief
from embeddings.__main__ import main
from embeddings.doctor import Finding, examine, misread
from embeddings.index.generation import Generation
from embeddings.sealing import seal


def line(id_: str, text: str, **fields: str) -> str:
    return made(id_, text, **{"title": "", **fields})


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


def test_a_damaged_reader(folder: Folder, tmp_path: Path) -> None:
    folder.build()
    reader = tmp_path / "reader"
    shutil.copytree(TRANSFORMER_FOLDER, reader)
    with (reader / "reader.onnx").open("r+b") as file:
        file.write(b"x")
    [finding] = examine(folder.seeds, folder.index, reader)
    problem = f"the reader in {reader} can't be loaded (reader.onnx is missing or damaged)"
    assert (finding.kind, finding.place, finding.problem) == ("model", "reader", problem)
    assert "install this package anew" in finding.remedy


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


def test_an_older_version(folder: Folder) -> None:
    folder.put(
        "c.jsonl", line("c", "다리를 놓는다.", url="https://daon.kr/1", published="2024-06-13")
    )
    folder.put(
        "d.jsonl", line("d", "다리를 놓았다.", url="https://daon.kr/1", published="2024-06-14")
    )
    folder.build()
    remedy = "remove it, if it is not to be read any more; answers cite the newer one alone"
    assert folder.examine() == [Finding("older", "c", "is an older version of d", remedy)]


TOPICS = ["다리를 놓았다.", "공원을 열었다.", "도서관을 지었다."]


@pytest.mark.parametrize(
    ("title", "problem"),
    [
        ("홈 > 정치 > 국회", "the title '홈 > 정치 > 국회' looks like navigation"),
        ("로그인 | 회원가입 | 구독", "the title '로그인 | 회원가입 | 구독' looks like navigation"),
        ("로그인 회원가입", "the text has no word of the title '로그인 회원가입'"),
    ],
)
def test_a_title_that_is_navigation(folder: Folder, title: str, problem: str) -> None:
    folder.put("c 1.md", f"# {title}\n\n다온군은 강을 건너는 다리를 놓는다고 13일에 밝혔다.")
    folder.build()
    there = f"'{folder.seeds}/c 1.md'"
    remedy = f"python -m embeddings correct {there} --title '…' --seeds {folder.seeds}"
    read_as = "(read as markdown: 1 articles, 0 headlines)"
    expected = Finding("navigation", "c 1.md", f"{problem} {read_as}", remedy)
    assert folder.examine() == [expected]


def test_the_same_title_on_several_articles(folder: Folder) -> None:
    given = {"title": "다온 공원", "outlet": "다온신문"}
    folder.put("c.jsonl", "".join(line(str(n), text, **given) for n, text in enumerate(TOPICS)))
    folder.build()
    write = f"mend it there, or write into {folder.seeds}/corrections.jsonl: "
    told = (
        "3 articles of one site have the title '다온 공원' (read as jsonl: 3 articles, 0 headlines)"
    )
    found = [f for f in folder.examine() if f.place == "1"]
    assert found == [Finding("navigation", "1", told, f'{write}{{"id": "1", "title": "…"}}')]


@pytest.mark.parametrize(
    "title", ["서울·부산·대구 다리 놓는다", "“다리 놓는다” | 다온신문", "다리", "다리 - 놓아"]
)
def test_a_title_that_is_none(folder: Folder, title: str) -> None:
    folder.put("c.jsonl", json.dumps({"id": "c", "title": title, "text": "다리를 놓는다."}))
    folder.build()
    assert folder.examine() == []


def test_what_others_of_the_site_have(folder: Folder) -> None:
    given = {"outlet": "다온신문", "published": "2024-06-13"}
    lines = [
        line(str(n), text, title=text, url=f"https://daon.kr/{n}", **(given if n else {}))
        for n, text in enumerate(TOPICS)
    ]
    folder.put("c.jsonl", "".join(lines))
    folder.build()
    read_as = "(read as jsonl: 3 articles, 0 headlines)"
    write = f"mend it there, or write into {folder.seeds}/corrections.jsonl: "
    outlet = f"it has no outlet; 2 others of its site have 다온신문 {read_as}"
    dated = f"it has no date; 2 others of its site have one {read_as}"
    assert folder.examine() == [
        Finding("incomplete", "0", outlet, f'{write}{{"id": "0", "outlet": "다온신문"}}'),
        Finding("incomplete", "0", dated, f'{write}{{"id": "0", "published": "YYYY-MM-DD"}}'),
    ]


def test_a_line_that_repeats(folder: Folder) -> None:
    noise = "카카오톡에서 다온신문 채널을 추가하고 소식을 받으세요."
    lines = [line(str(n), f"{text}\n{noise}", title=text) for n, text in enumerate(TOPICS)]
    folder.put("c.jsonl", "".join(lines))
    folder.build()
    told = (
        f"the line {brief(noise)} stands in 3 articles of one site "
        "(read as jsonl: 3 articles, 0 headlines)"
    )
    see = (
        f"see what it becomes: python -m embeddings read {folder.seeds}/c.jsonl; take the line out"
    )
    assert folder.examine() == [Finding("repeated", "0", told, see)]


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
        (folder.index / name / DENSE).write_bytes(b"damaged")
        findings = folder.examine()
    first, second = (folder.index / f"gen-00000{n}" / DENSE for n in (1, 2))
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
