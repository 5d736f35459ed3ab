"""Refusals of assignment."""

from desk.errors import Conflict, Forbidden, InvalidRequest, Unprocessable


class AssignmentForSupervisors(Forbidden):
    """An agent takes what nobody has and gives back their own; the rest is a supervisor's."""

    code, title = "assignment_for_supervisors", "只能领取还没人经办的案件，或退回自己经办的；改派请找主管"


class AssigneeOutOfReach(Unprocessable):
    """The case lies with an agency that this member of staff does not work for."""

    code, title = "assignee_out_of_reach", "这位同事看不到这件案件的承办单位，不能指定给他"


class AssigneeCannotWork(Unprocessable):
    code, title = "assignee_cannot_work", "这位同事没有办理案件的权限，或者账号已停用"


class CaseEnded(Conflict):
    code, title = "case_ended", "案件已经办结，不用再指定经办人"


class TooManyAtOnce(InvalidRequest):
    code, title = "too_many_at_once", "一次最多选100件，请分几次"
