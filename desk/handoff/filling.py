"""Variables of canned replies, `{{case_no}}`: pure."""

import re
from collections.abc import Mapping
from enum import StrEnum

from desk.handoff.errors import UnknownVariable, VariableUnfilled


class Variable(StrEnum):
    """What a canned reply may name. Values come from the conversation's newest case and from who writes."""

    NAME = "name"  # how the person is called, 「欧阳女士」 as it was told
    CASE_NO = "case_no"
    CASE_STATE = "case_state"
    RESPONDENT = "respondent"  # the shop
    STAFF = "staff"  # who writes


LABELS = {
    Variable.NAME: "投诉人姓名",
    Variable.CASE_NO: "投诉编号",
    Variable.CASE_STATE: "办理状态",
    Variable.RESPONDENT: "被投诉商家",
    Variable.STAFF: "工作人员姓名",
}
PLACE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


def variables_of(text: str) -> list[Variable]:
    """Those that the text names, in order. Raises UnknownVariable for any other, and for braces that name none."""
    names = PLACE.findall(text)
    rest = PLACE.sub("", text)
    unknown = [name for name in names if name not in set(Variable)]
    if unknown or "{{" in rest or "}}" in rest:
        known = "、".join(f"{{{{{one.value}}}}}" for one in Variable)
        raise UnknownVariable(f"常用语里只能用这些变量：{known}")
    return [Variable(name) for name in names]


def fill(text: str, values: Mapping[Variable, str | None]) -> str:
    """The text with its variables filled; a value's own braces stay what they are. Raises VariableUnfilled, UnknownVariable.

    「您的编号是{{case_no}}」 with CASE_NO: 「您的编号是T7K2M9」.
    """
    missing = [LABELS[one] for one in variables_of(text) if not values.get(one)]
    if missing:
        raise VariableUnfilled(f"这个会话里还没有：{'、'.join(dict.fromkeys(missing))}，请手动填写")
    return PLACE.sub(lambda found: values[Variable(found[1])] or "", text)
