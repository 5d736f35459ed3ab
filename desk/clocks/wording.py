"""What staff and consumers read about the clocks."""

from desk.clocks.kinds import ClockKind

LABELS: dict[ClockKind, str] = {
    ClockKind.DECIDE: "决定是否受理",
    ClockKind.SUPPLEMENT: "补充材料",
    ClockKind.RECONCILE: "先行和解",
    ClockKind.REPORT_BACK: "反馈处理结果",
    ClockKind.MEDIATE: "调解",
    ClockKind.TELL_END: "告知终止调解",
    ClockKind.INVESTIGATE: "作出处理决定",
}

REPORT_LABELS: dict[ClockKind, str] = {ClockKind.DECIDE: "决定是否立案"}


def label(kind: ClockKind, *, is_report: bool) -> str:
    """What has to be done by the day."""
    return REPORT_LABELS.get(kind, LABELS[kind]) if is_report else LABELS[kind]
