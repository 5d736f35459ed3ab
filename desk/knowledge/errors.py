"""Refusals of the knowledge room."""

from desk.errors import Conflict, Forbidden, NotFound, Unprocessable


class VersionNotFound(NotFound):
    code, title = "knowledge_version_not_found", "没有这一版知识"


class TopicUnknown(NotFound):
    code, title = "knowledge_topic_unknown", "没有这个主题"


class VersionMoved(Conflict):
    code, title = "knowledge_version_moved", "这一版已经不在这一步了，请刷新后再看"


class TopicBeingEdited(Conflict):
    """Two drafts of one topic would overwrite each other."""

    code, title = "knowledge_topic_being_edited", "这个主题已经有一份正在写的草稿，请在那一份上改"


class DraftChanged(Conflict):
    """Somebody else saved meanwhile; nobody overwrites what they have not seen."""

    code, title = "knowledge_draft_changed", "这份草稿刚被别人改过，请刷新后再改"


class TopicTaken(Conflict):
    code, title = "knowledge_topic_taken", "这个主题名已经有了，请换一个，或修改原来的那一条"


class StillNeeded(Conflict):
    code, title = "knowledge_still_needed", "还有别的条目指向它，先改那些条目，再撤回"


class OwnWork(Forbidden):
    """Four eyes: who wrote in a version does not approve it."""

    code, title = "knowledge_own_work", "自己写过的内容，要请另一位同事来审"


class EntryNotPublishable(Unprocessable):
    """`errors` says what is wrong, field by field."""

    code, title = "knowledge_entry_not_publishable", "还有几处要改，改好才能发布"
