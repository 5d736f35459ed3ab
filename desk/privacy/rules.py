"""What becomes of one person's data when somebody asks, or when its time is over. Pure.

Source: 个人信息保护法 第四十七条. Erased is what has served its purpose; where a period of keeping runs, all but
storing stops (second paragraph), which we call restricted; a proceeding that runs goes on, because deciding it
is a duty (第十三条第一款第三项; 市场监督管理投诉举报处理办法 第十五条), and is restricted as soon as it is closed.
"""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from desk.cases.states import CaseState
from desk.privacy.periods import Periods


class Outcome(StrEnum):
    """What was done with a case, or a conversation."""

    ERASED = "erased"
    ERASED_BEFORE = "erased_before"
    RESTRICTED = "restricted"
    RESTRICTED_WHEN_CLOSED = "restricted_when_closed"
    KEPT_SHARED = "kept_shared"  # a conversation in which matters of others were told, too


@dataclass(frozen=True)
class CaseTimes:
    """When what happened to a case, as far as it matters here."""

    state: CaseState
    accepted_at: dt.datetime | None
    closed_at: dt.datetime | None
    erased_at: dt.datetime | None


def keep_until(case: CaseTimes, periods: Periods) -> dt.datetime | None:
    """When its period of keeping is over; None while it is open."""
    if case.closed_at is None:
        return None
    early = case.state is CaseState.WITHDRAWN and case.accepted_at is None
    return case.closed_at + (min(periods.withdrawn, periods.case) if early else periods.case)


def outcome_for(case: CaseTimes, periods: Periods, *, now: dt.datetime) -> Outcome:
    """What a person's wish to be erased does to a case of theirs."""
    if case.erased_at is not None:
        return Outcome.ERASED_BEFORE
    until = keep_until(case, periods)
    if until is None:
        return Outcome.RESTRICTED_WHEN_CLOSED
    return Outcome.ERASED if until <= now else Outcome.RESTRICTED


# The hundred most frequent family names cover 85 of 100 people; the two-character ones are listed whole.
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟"
    "汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_LONG_SURNAMES = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|司徒|令狐|夏侯|端木|独孤|南宫"
_PERSON = re.compile(
    rf"(?:[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}|(?:{_LONG_SURNAMES})[\u4e00-\u9fff]{{1,2}})(?:先生|女士|老师|师傅|老板)?"
)
_TRADE = re.compile(r"[店铺厂行司吧馆坊场庄房站社所楼院网城市超记号阁堂轩斋]|电器|服饰|食品")


def names_a_person(respondent: str) -> bool:
    """Whether what a business was called is somebody's own name: 「张三」「欧阳明先生」, not 「张记」「好运电器行」.

    In doubt it is a person: a brand of three characters that begins like a family name loses its name from
    figures after the case's period, which harms less than keeping a person's.
    """
    name = re.sub(r"\s", "", respondent)
    return _PERSON.fullmatch(name) is not None and _TRADE.search(name) is None
