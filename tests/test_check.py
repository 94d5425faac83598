"""The check: what a written sentence claims must stand in what it cites, of the same, unaltered."""

import json
from datetime import date
from pathlib import Path

import pytest

from embeddings import Article, Passage, analyse_one
from qa import Hit
from qa.snapshot import reader
from qa.writing.check import check, threshold
from qa.writing.claims import Evidence, missing
from qa.writing.contradictions import contradicts
from qa.writing.subjects import misplaced, mistitled, renamed, revalued

WRONG = [
    json.loads(line)
    for line in Path(__file__).with_name("wrong_answers.jsonl").read_text("utf-8").splitlines()
]
DAY = date(2024, 7, 19)
TEXT = (
    "윤석열 대통령은 지난 18일 벡테노프 총리를 만났다. 윤 대통령은 내년 3월 계약을 맺는다고 "
    "말했다. 카자흐스탄에는 약 700개의 한국 기업이 있고 사업비는 1조2000억원이다."
)


def entails(pairs: list[tuple[str, str]]) -> list[float]:
    """All is entailed: what these tests are about is decided before."""
    return [9.0 for _ in pairs]


def hit(text: str, title: str = "") -> Hit:
    passage = Passage(tuple(analyse_one(text)))
    return Hit(Article("a", title, text, published=DAY), 1.0, 1.0, 1.0, (), passage)


@pytest.mark.parametrize("pair", WRONG, ids=[pair["wrong"] for pair in WRONG])
def test_wrong_answers_are_told_from_the_right_ones(pair: dict[str, str]) -> None:
    given = [hit(pair["passage"])]
    right, wrong = (check(entails, pair[name], given) for name in ("right", "wrong"))
    assert (right.is_supported, right.lacking) == (True, ())
    assert not wrong.is_supported
    assert ", ".join(wrong.lacking) == pair["lacking"]


@pytest.mark.parametrize(
    ("sentence", "lacking"),
    [
        ("한국 기업은 칠백 개다.", []),
        ("한국 기업은 700곳이다.", []),
        ("한국 기업은 700명이다.", ["700명"]),
        ("사업비는 1조 2천억 원이다.", []),
        ("사업비는 1조2천억 달러다.", ["1조2천억 달러"]),
        ("윤 대통령은 2024년 7월 18일 총리를 만났다.", []),
        ("2024.07.18 윤석열 대통령이 총리를 만났다.", []),
        ("만난 날은 7월 17일이다.", ["7월 17일"]),
        ("계약은 2025년 3월에 맺는다.", []),
        ("계약은 2026년 3월에 맺는다.", ["2026년 3월"]),
        ("계약은 2025년 3월 2일에 맺는다.", ["2025년 3월 2일"]),
        ("이 대통령이 총리를 만났다.", ["이 대통령"]),
        ("윤석민 대통령이 총리를 만났다.", ["윤석민"]),
        ("윤 대통령은 “계약을 맺는다”고 말했다.", []),
        ("윤 대통령은 “계약을 깬다”고 말했다.", ["“계약을 깬다”"]),
        ("자세한 것은 https://a.kr/1 을 보라.", ["https://a.kr/1"]),
        ("한국 기업이 셋 중 둘이다.", []),
        ("전 대통령은 총리를 만났다.", []),
        ("There are 700 Korean companies.", []),
        ("There are 800 Korean companies.", ["800"]),
    ],
)
def test_claims_stand_in_the_source_in_whatever_form(sentence: str, lacking: list[str]) -> None:
    assert missing(sentence, [Evidence(TEXT, hit(TEXT).article)]) == lacking


@pytest.mark.parametrize(
    ("sentence", "source", "lacking"),
    [
        ("Mayor Yeom Haeun opened it.", "염하은 시장이 열었다.", []),
        ("Mayor Haeun Yeom opened it.", "염하은 시장이 열었다.", []),
        ("Mayor Yeom Ha-eun opened it.", "염하윤 시장이 열었다.", ["Yeom Ha-eun"]),
        ("Yoon Suk-yeol met Park Jin.", "윤석열 대통령과 박진 장관이 만났다.", []),
        ("Yoon Suk-yeol met Park Jin.", "윤석열 대통령과 박준 장관이 만났다.", ["Park Jin"]),
        ("Seoul and Supreme Court said so.", "서울에서 대법원이 밝혔다.", []),
        ("Then Dana Whitlock left.", "Dana Whitlock left.", []),
        ("Then Diana Whitlock left.", "Dana Whitlock left.", ["Diana"]),
    ],
)
def test_names_in_an_english_answer_stand_in_the_source(
    sentence: str, source: str, lacking: list[str]
) -> None:
    assert missing(sentence, [Evidence(source, Article("a", "", source))]) == lacking


def test_a_short_form_is_filled_up_by_the_articles_own_full_form() -> None:
    article = hit(TEXT).article
    second = TEXT[TEXT.index("윤 대통령") :]
    assert missing("윤석열 대통령은 계약을 맺는다.", [Evidence(second, article)]) == []
    other = Article("b", "", second)
    assert missing("윤석열 대통령은 계약을 맺는다.", [Evidence(second, other)]) == ["윤석열"]


@pytest.mark.parametrize(
    ("sentence", "source", "is_denied"),
    [
        ("금리를 안 올렸다.", "금리를 올렸다.", True),
        ("금리를 올릴 계획이다.", "금리를 올렸다.", True),
        ("금리를 올렸다.", "금리를 올릴 계획이다.", True),
        ("금리를 올린 것으로 나타났다.", "금리를 올렸다.", False),
        ("피해가 있었다.", "피해는 없었다.", True),
        ("기아가 현대를 이겼다.", "현대가 기아를 이겼다.", True),
        ("현대가 기아를 이겼다.", "현대가 어제 기아를 이겼다.", False),
        ("카드번호는 유출되지 않았다.", "전화번호가 유출됐다.", False),
        ("정부는 쌀을 사들였다.", "정부는 쌀을 사들여 창고에 두기로 했다.", True),
        ("계약은 체결됐다.", "계약은 내년 3월에 맺는다.", True),
        ("상고할지 정하지 않았다.", "상고 여부를 정하겠다고 밝혔다.", False),
        ("솔빛은 자사를 사겠다는 제의를 물리쳤다.", "솔빛 인수는 무산됐다.", False),
        ("조사를 그만뒀다.", "중국은 조사를 중단했다.", False),
        ("기준이 생겨 당국이 물린 돈이 늘 전망이다.", "기준이 생겨 돈이 늘 전망이다.", False),
        ("노조는 파업에 들어간다.", "노조가 29일로 예고했던 파업을 철회했다.", True),
        ("노조는 파업에 들어가지 않는다.", "노조가 29일로 예고했던 파업을 철회했다.", False),
        ("한서준이 강의를 맡게 됐다.", "강의를 미뤄서는 안 된다.", False),
    ],
)
def test_verbs_are_held_to_sign_time_and_doer(sentence: str, source: str, is_denied: bool) -> None:
    assert contradicts(sentence, [source]) == is_denied


@pytest.mark.parametrize(
    ("sentence", "source", "is_turned"),
    [
        ("주가는 올랐다.", "주가는 6.2% 하락했다.", True),
        ("주가는 떨어졌다.", "주가는 6.2% 하락했다.", False),
        ("매출이 늘었다.", "매출은 늘고 이익은 줄었다.", False),  # it says both
        ("주가는 오르지 않았다.", "주가는 하락했다.", False),
        ("조례안은 시의회를 통과했다.", "시의회는 조례안을 부결했다.", True),
        ("전화로도 예약할 수 있다.", "예약은 누리집에서만 받고 전화로는 받지 않는다.", False),
        ("예약 신청은 전화로도 된다.", "누리집에서만 하며 예약을 전화로는 받지 않는다.", True),
        ("흔적이 나왔다.", "고객 정보가 새어 나간 흔적은 찾지 못했다.", True),
        ("등록금은 동결된다.", "등록금을 올리지 않는다.", False),
        ("등록금은 오른다.", "등록금을 동결한다.", True),
        ("요금이 비싸진다.", "통신사는 요금을 내린다.", True),
        ("장 회장은 구속된 채 재판을 받는다.", "검찰은 장 회장을 불구속 기소했다.", True),
        ("영업이익이 늘었다.", "매출은 12%, 영업이익은 30% 늘었다.", False),
    ],
)
def test_the_opposite_of_a_source_is_told(sentence: str, source: str, is_turned: bool) -> None:
    assert contradicts(sentence, [source]) == is_turned


@pytest.mark.parametrize(
    ("sentence", "source", "is_turned"),
    [
        ("회사가 노조에 인상을 요구했다.", "노조는 회사에 인상을 요구했다.", True),
        ("인상을 요구한 쪽은 회사다.", "노조가 회사에 인상을 요구했다.", True),
        ("인상을 요구한 쪽은 노조다.", "노조가 회사에 인상을 요구했다.", False),
        ("나래가 한빛에 졌다.", "한빛이 나래를 3-1로 꺾었다.", False),
        ("한빛이 나래에 졌다.", "한빛이 나래를 3-1로 꺾었다.", True),
        (
            "위원회가 누림전자에 과징금을 물렸다.",
            "누림전자는 위원회로부터 과징금을 부과받았다.",
            False,
        ),
        (
            "누림전자가 위원회에 과징금을 물렸다.",
            "누림전자는 위원회로부터 과징금을 부과받았다.",
            True,
        ),
        ("한빛은 나래에 인수됐다.", "나래가 한빛을 인수했다.", False),
        ("가람시는 장도윤을 보내고 표재민을 얻었다.", "나루시는 표재민을 가람시에 내줬다.", False),
    ],
)
def test_who_did_it_to_whom(sentence: str, source: str, is_turned: bool) -> None:
    assert contradicts(sentence, [source]) == is_turned


@pytest.mark.parametrize(
    ("sentence", "is_altered"),
    [
        ("검찰은 김 회장에게 배임 혐의를 적용하기로 했다.", False),
        ("검찰이 김 회장에게 배임 혐의를 적용하기로 했다.", False),
        ("혐의는 김 회장에게 배임 검찰을 적용하기로 했다.", True),
        ("검찰은 김 회장에게 배임 혐의를 적용하지 않기로 했다.", True),
        ("검찰은 김 회장에게 배임 혐의만 적용하기로 했다.", True),
        ("김 회장에게 배임 검찰을 적용하기로 했다.", True),
        ("검찰은 김 회장에게 배임 혐의를 적용하기로 결정했다.", False),
    ],
)
def test_what_is_nearly_the_sources_own_sentence(sentence: str, is_altered: bool) -> None:
    assert contradicts(sentence, ["검찰은 김 회장에게 배임 혐의를 적용하기로 했다."]) == is_altered


@pytest.mark.parametrize(
    ("sentence", "source", "is_altered"),
    [
        ("가람시는 2일 다리를 열 예정이다.", "가람시는 2일 다리를 열었다.", True),
        ("가람시는 2일 다리를 열기로 했다.", "가람시는 2일 다리를 열기로 결정했다.", False),
        ("가람시는 2일 다리를 열 계획이라고 했다.", "가람시는 2일 다리를 열 계획이다.", False),
        ("가람시는 2일 다리를 열 계획이다.", "가람시는 2일 다리를 열 예정이라고 밝혔다.", False),
        ("시의회는 13일 예산안 의결을 못할 예정이다.", "시의회는 13일 예산안 의결을 못했다.", True),
        ("솔빛은 지분 일괄 매각을 맡았다.", "솔빛은 지분 일괄 인수를 맡았다.", True),
        ("솔빛은 경찰에 5일 고발됐다.", "경찰이 솔빛을 5일 고발했다.", False),
        ("일자리 없는 사람 비율이 9월에 올랐다.", "실업률이 9월에 올랐다.", False),
        ("솔빛은 새 전략을 달리할 예정이다.", "솔빛은 새 전략을 달리했다.", True),
        ("시가 정한 중학교의 휴업은 사흘이다.", "시가 정한 초등학교의 휴업은 사흘이다.", True),
        ("물기를 닦아야 균이 느는 것을 막는다.", "물기를 닦아야 균이 느는 것을 예방한다.", False),
        ("시가 수출을 못 하게 한 물건이다.", "시가 수출을 금지한 물건이다.", False),
        ("기본을 이미 많은 사람이 안다고 본다.", "기본은 이미 많은 사람이 안다.", False),
        ("한국은 일본에서 천억 원을 받았다.", "일본이 한국에 천억 원을 지급했다.", False),
    ],
)
def test_a_copy_is_altered_in_its_time_its_side_or_its_doer(
    sentence: str, source: str, is_altered: bool
) -> None:
    assert contradicts(sentence, [source]) == is_altered


@pytest.mark.parametrize(
    ("sentence", "is_doubted"),
    [
        ("서포터스의 활동 기간은 8월 말부터 11월 말까지 약 3개월이다.", False),
        ("서포터스의 활동 비용은 8월 말부터 11월 말까지 약 3개월이다.", True),
        ("3개월쯤 걸린다.", False),
    ],
)
def test_another_noun_in_its_place_is_doubted(sentence: str, is_doubted: bool) -> None:
    source = "서포터스의 활동 기간은 8월 말부터 11월 말까지 약 3개월이다."
    assert check(entails, sentence, [hit(source)]).is_doubted == is_doubted
    assert threshold(is_doubted=True) > threshold(is_doubted=False)


@pytest.mark.parametrize(
    ("sentence", "lacking"),
    [
        ("표를 준 사람은 50만 명이 넘는다.", []),
        ("표를 준 사람은 40만 명이 넘는다.", ["40만 명"]),
        ("줄은 10m가 채 안 된다.", []),
        ("줄은 5m가 채 안 된다.", ["5m"]),
        ("핀은 천여 개다.", []),
        ("핀은 2천여 개다.", ["2천여 개"]),
        ("표를 준 사람은 40만여 명이다.", ["40만여 명"]),
        ("연 지 7년 미만이다.", []),
        ("연 지 10년 미만이다.", ["10년 미만"]),
        ("천 개 가까운 핀이 있다.", []),
        ("온도는 18도에서 20도 사이다.", []),
        ("넓이는 39~120㎡다.", ["39~120㎡"]),
        ("찬성한 재판관은 여섯 명이다.", []),
        ("1년 전보다 늘었다.", []),
    ],
)
def test_a_value_may_be_rounded_as_the_sentence_says(sentence: str, lacking: list[str]) -> None:
    source = (
        "50만5천 명이 표를 줬고 전년보다 늘었다. 줄은 9m, 핀은 1,024개다. 연 지 7년 미만이어야 "
        "한다. 온도는 18~20도, 넓이는 39~130㎡다. 재판관 6 대 3으로 정해졌다."
    )
    assert missing(sentence, [Evidence(source, Article("a", "", source))]) == lacking


@pytest.mark.parametrize(
    ("source", "lacking"),
    [
        ("그는 1년에 210일을 길에서 산다.", []),
        ("그는 한 해의 40%를 길에서 산다.", ["절반"]),
        ("그는 한 해의 50%를 길에서 산다.", []),
    ],
)
def test_a_part_in_words_is_left_to_the_reader_where_no_other_is_told(
    source: str, lacking: list[str]
) -> None:
    claimed = "그는 한 해의 절반을 길에서 산다."
    assert missing(claimed, [Evidence(source, Article("a", "", source))]) == lacking


def test_a_value_in_another_ones_place_is_told() -> None:
    source = "낙찰가율은 2002년 64%였고 2012년까지 50%였다."
    assert revalued("낙찰가율은 2002년 64%였고 2002년까지 50%였다.", source) == ["2002년"]
    assert revalued("2012년까지 낙찰가율은 50%였고 2002년 64%였다.", source) == []


@pytest.mark.parametrize(
    ("sentence", "source", "lacking"),
    [
        ("이새봄 감독이 만들었다.", "마루한 감독과 배우 이새봄이 나왔다.", ["이새봄"]),
        ("마루한 감독이 만들었다.", "마루한 감독과 배우 이새봄이 나왔다.", []),
        ("대통령은 다니엘 오코다.", "다니엘 오코 총리가 마리 베른 대통령을 만났다.", ["오코"]),
        ("대통령은 마리 베른이다.", "다니엘 오코 총리가 마리 베른 대통령을 만났다.", []),
    ],
)
def test_an_office_is_whose_it_is(sentence: str, source: str, lacking: list[str]) -> None:
    assert mistitled(sentence, [source]) == lacking


def test_a_name_in_another_ones_place_is_told() -> None:
    source = "서울 강남의 사무실 밀집 지역인 테헤란로에서 이탈이 계속되고 있다."
    assert renamed(source.replace("강남", "강북"), source) == ["강북"]
    assert renamed(source.replace("이탈이", "이탈은"), source) == []
    both = "인도와 중국의 1월 실업률이 6.6%다."
    assert renamed(both.replace("중국", "인도"), both) == ["인도"]
    assert renamed("솔빛은 95가구를 일반분양한다.", "전체 95가구를 일반분양한다.") == []
    rates = "인도와 인도네시아의 1월 실업률이 6.6%로 떨어졌다."
    assert renamed("중국과 인도네시아의 1월 실업률이 6.6%로 내려갔다.", rates) == ["중국"]


def test_what_something_has_become_is_not_what_it_was() -> None:
    source = ["오가는 시간이 50분에서 12분으로 줄어든다."]
    assert misplaced("이동 시간이 50분으로 짧아진다.", source) == ["50분"]
    assert misplaced("이동 시간이 12분으로 짧아진다.", source) == []


def test_what_is_counted_alone_narrows_nothing() -> None:
    assert not contradicts("95가구만 분양한다.", ["95가구를 분양한다."])
    assert contradicts("주민만 탄다.", ["주민이 탄다."])


def test_a_country_may_be_named_by_its_first_syllable() -> None:
    source = "미 대형 은행들이 보너스를 늘렸다."
    given = [Evidence(source, Article("a", "", source))]
    assert missing("미국 은행들이 보너스를 늘렸다.", given) == []
    assert missing("중국 은행들이 보너스를 늘렸다.", given) == ["중국"]


def test_the_day_of_another_is_told_with_its_hour_too() -> None:
    source = ["다섯 번째 발사는 11월 27일에 이뤄졌다.", "여섯 번째 발사는 9일 오후 4시에 이뤄졌다."]
    assert misplaced("여섯 번째 발사는 11월 27일에 있었다.", source) == ["여섯 번째", "11월 27일"]
    assert misplaced("다섯 번째 발사는 11월 27일에 있었다.", source) == []


def test_a_price_before_and_after_are_both_of_the_same() -> None:
    source = ["버스 요금은 1,400원에서 1,500원으로 오른다."]
    assert misplaced("버스 요금은 1,500원이 된다.", source) == []


@pytest.mark.parametrize(
    ("name", "lacking"),
    [("한 씨", []), ("염 국장", []), ("염 시장", ["염 시장"]), ("박 씨", ["박 씨"])],
)
def test_a_short_form_is_that_of_a_name_with_an_age_or_behind_its_office(
    name: str, lacking: list[str]
) -> None:
    source = "기사 한서준(50) 씨는 늦었다. 안전국장 염하은 씨가 그렇게 밝혔다."
    assert missing(f"{name}가 왔다.", [Evidence(source, Article("a", "", source))]) == lacking


def test_what_shares_little_is_doubted() -> None:
    source = hit("쌀을 실은 배가 항구에 닿았다고 해운사가 알렸다.")
    verdict = check(entails, "곡물 수송선이 부두로 들어와 쌀 하역 준비를 서두른다.", [source])
    assert (verdict.is_doubted, verdict.is_supported) == (True, True)


def test_what_shares_no_word_is_not_supported() -> None:
    assert not check(entails, "달에는 토끼가 산다.", [hit(TEXT)]).is_supported


def test_the_reader_finds_that_a_sentence_follows_from_itself() -> None:
    sentence = "윤석열 대통령은 지난 18일 벡테노프 총리를 만났다."
    assert check(reader().entailed, sentence, [hit(TEXT)]).is_supported
