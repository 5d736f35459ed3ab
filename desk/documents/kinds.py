"""The documents that a change of a case gives rise to. Pure."""

from enum import StrEnum


class DocumentKind(StrEnum):
    """What is handed to the parties (令121号; forms five, six, eight and nine of its set)."""

    ACCEPTANCE = "acceptance"  # 受理告知, 第十五条
    REJECTION = "rejection"  # 不予受理告知, 第十五条, 第十六条
    TERMINATION = "termination"  # 终止调解告知, 第二十三条
    AGREEMENT = "agreement"  # 调解书 (draft), 第二十四条
