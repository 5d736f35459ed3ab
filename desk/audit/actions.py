"""What is written down, as `noun:verb`: the noun is the kind of thing that the subject names. Pure."""

from enum import StrEnum


class AuditAction(StrEnum):
    """Grammar: a singular noun, a colon, a verb; lower case, an underscore within words. Values are never
    renamed: old rows keep them. Filings are not among them, see docs/privacy.md."""

    CASE_MOVE = "case:move"  # an officer or supervisor took a case one step further
    CASE_AMEND = "case:amend"  # an officer or supervisor corrected the record
    CASE_DISCLOSE = "case:disclose"  # people of a case were shown in clear
    CASE_READ_DOCUMENT = "case:read_document"  # a letter with its people in clear
    CASE_READ_FILE = "case:read_file"  # the content of a piece of evidence
    CASE_RESTRICT = "case:restrict"
    CASE_ERASE = "case:erase"
    CASE_ASSIGN = (
        "case:assign"  # to another agency without a step of the state table, or to a member of staff
    )
    CASE_ATTACH = "case:attach"  # staff added evidence
    CASE_NOTE = "case:note"
    CASE_LABEL = "case:label"
    CASE_REVISIT = "case:revisit"  # a follow-up call
    CASE_DOCUMENT = "case:document"  # the register of documents
    CASE_LIST = "case:list"  # a list was saved as a file, masked
    CASE_REFUSE_PUBLICATION = "case:refuse_publication"
    CASE_PUBLISH = "case:publish"  # its outcome stands in the open data
    CASE_UNPUBLISH = "case:unpublish"
    CONVERSATION_CLAIM = "conversation:claim"  # a staff member took it over
    CONVERSATION_RELEASE = "conversation:release"
    CONVERSATION_TRANSFER = "conversation:transfer"
    CONVERSATION_SNOOZE = "conversation:snooze"
    CONVERSATION_RETURN = "conversation:return"  # to the assistant
    CONVERSATION_CLOSE = "conversation:close"
    CONVERSATION_NOTE = "conversation:note"
    CONVERSATION_LABEL = "conversation:label"
    CONVERSATION_DISCLOSE = "conversation:disclose"  # numbers in what was said were shown in clear
    CONVERSATION_READ_FILE = "conversation:read_file"  # the content of a file that was sent in it
    CANNED_SAVE = "canned_reply:save"
    CANNED_REMOVE = "canned_reply:remove"
    HANDOFF_RULE_SAVE = "handoff_rule:save"
    HANDOFF_RULE_REMOVE = "handoff_rule:remove"
    PERSON_EXPORT = "person:export"
    PERSON_ERASE = "person:erase"
    CLIENT_ADD = "client:add"
    CLIENT_REVOKE = "client:revoke"
    CLIENT_ROTATE = "client:rotate"
    AGENCY_ADD = "agency:add"
    AGENCY_CHANGE = "agency:change"
    AGENCY_IMPORT = "agency:import"
    ENTERPRISE_ENROL = "enterprise:enrol"
    ENTERPRISE_CHANGE = "enterprise:change"
    ENTERPRISE_LEAVE = "enterprise:leave"
    WARNING_ACKNOWLEDGE = "warning:acknowledge"
    WARNING_DISMISS = "warning:dismiss"
    WEBHOOK_ADD = "webhook:add"
    WEBHOOK_CHANGE = "webhook:change"
    WEBHOOK_REMOVE = "webhook:remove"
    CALLBACK_TAKE = "callback:take"  # somebody is about to call, or leaves it to others again
    CALLBACK_ATTEMPT = "callback:attempt"  # somebody was called, and what came of it
    CALLBACK_CANCEL = "callback:cancel"
    CALLBACK_DISCLOSE = "callback:disclose"  # its number was shown in clear
    CALLBACK_LIMIT = "callback_slot:limit"  # how many are called in one slot
    DEAD_LETTER_RETRY = "dead_letter:retry"
    DEAD_LETTER_DROP = "dead_letter:drop"
    REVIEW_DECIDE = "review:decide"  # somebody said what a turn was
    REVIEW_FLAG = "review:flag"
    REVIEW_PUT_OFF = "review:put_off"
    REVIEW_REOPEN = "review:reopen"
    TEACH_EXPORT = "teach_batch:export"  # sentences left the conversations for the training data
    TEACH_DROP = "teach_batch:drop"
    TEACH_RUN = "teach_run:finish"  # a model was trained; it was installed, refused or rolled back
    KNOWLEDGE_DRAFT = "knowledge:draft"
    KNOWLEDGE_SUBMIT = "knowledge:submit"
    KNOWLEDGE_RETURN = "knowledge:return"
    KNOWLEDGE_PUBLISH = "knowledge:publish"  # people are answered with it from now on
    KNOWLEDGE_WITHDRAW = "knowledge:withdraw"
    KNOWLEDGE_DISCARD = "knowledge:discard"
    AUDIT_EXPORT = "audit_log:export"  # what was looked for was saved as a file, masked
    KEY_ROTATE = "key:rotate"  # what is sealed was sealed anew
    STAFF_ADD = "staff:add"
    STAFF_CHANGE = "staff:change"  # role, agency or what colleagues read
    STAFF_DISABLE = "staff:disable"
    STAFF_ENABLE = "staff:enable"
    STAFF_RESET = "staff:reset"  # a one-time password took the place of what they signed in with
    STAFF_PASSWORD = "staff:password"  # noqa: S105 - somebody chose their own
    STAFF_CODES = "staff:codes"  # one-time codes switched on or off, or recovery codes drawn anew
    STAFF_SIGN_IN = "staff:sign_in"
    STAFF_SIGN_OUT = "staff:sign_out"  # everywhere, by themselves or by somebody else
    STAFF_LOCK = "staff:lock"  # too many failures in a row: the name must wait


def subject_of(noun: str, thing_id: str) -> str:
    """What an action was done to, `case:<id>`: an id, never a name or a number of a person."""
    return f"{noun}:{thing_id}"
