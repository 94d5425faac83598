"""The words that pages put around their articles, in Korean and English."""

from __future__ import annotations

_NAVIGATION = """
메뉴건너뛰기 메뉴바로가기 주메뉴바로가기 본문바로가기 본문으로바로가기 본문내용바로가기
본문건너뛰기 바로가기 로그인 로그아웃 회원가입 마이페이지 전체메뉴 전체메뉴보기 메뉴열기
메뉴닫기 사이트맵 공유 공유하기 기사공유하기 기사공유 페이스북 트위터 카카오톡 카카오스토리 밴드
링크복사 url복사 주소복사 글자크기 글자크기조절 글자크게 글자작게 글씨크기 글씨크기조절
글씨키우기 본문글씨키우기 본문글씨줄이기 가나다 인쇄 인쇄하기 프린트 스크랩 스크랩하기 기사저장
기사듣기 음성듣기 댓글 댓글쓰기 댓글보기 댓글달기 좋아요 싫어요 화나요 슬퍼요 공감 구독 구독하기
신고 신고하기 목록 목록으로 목록보기 글쓰기 이전글 다음글 이전기사 다음기사 더보기 닫기 맨위로
위로 기사제보 제보하기 뉴스레터 광고 광고문의 skiptocontent skiptomaincontent skipnavigation
share sharethis sharethisarticle facebook twitter linkedin whatsapp copylink print printthispage
advertisement advertisment signin signup login register subscribe subscribenow newsletter
comments leaveacomment readmore backtotop menu
"""

_OUTSIDE = """
홈 정치 경제 사회 문화 국제 세계 스포츠 연예 생활 과학 기술 오피니언 사설 칼럼 전국 지역 검색
추천 의견 메일 이메일 메뉴 수정 삭제 답변 처음 이전 다음 끝 뉴스 기사 home news world politics
business sports sport opinion culture technology science health lifestyle search top save email
next previous
"""

_RELATED = """
관련기사 관련뉴스 관련글 연관기사 많이본뉴스 많이본기사 가장많이본뉴스 많이읽은기사 주요뉴스
주요기사 오늘의주요뉴스 이시각주요뉴스 인기기사 인기뉴스 추천기사 추천뉴스 최신기사 최신뉴스
실시간뉴스 함께본기사 함께보면좋은기사 랭킹뉴스 헤드라인뉴스 relatedarticles relatedarticle
relatednews relatedstories related mostread mostpopular mostviewed trending recommended
youmayalsolike moretoread moreonthis seealso topstories latestnews
"""

_MARKS = """
단독 속보 포토 인터뷰 현장 르포 종합 영상 칼럼 기고 사진
"""

NAVIGATION = frozenset(_NAVIGATION.split())
"""Menus and buttons: casefolded phrases, without their spaces."""

OUTSIDE = frozenset(_OUTSIDE.split())
"""Words of menus that also serve as headings inside an article."""

RELATED = frozenset(_RELATED.split())
"""Headings of lists of other articles: casefolded, without spaces."""

MARKS = frozenset(_MARKS.split())
"""What stands in brackets where an outlet could: marks of an article's kind."""
