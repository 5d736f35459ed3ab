"""What /openapi.json says of this room's routes; the guard takes their scope from here."""

from desk.attachments.storage import StorageAway
from desk.clients import Scope
from desk.errors import InvalidBody, InvalidRequest, TooLarge, UnsupportedMedia
from desk.privacy import examples, schemas
from desk.privacy.errors import OnePersonPlease, UnknownFormat
from desk.web.operations import Answer, Operation, Parameter

BODY_PROBLEMS = (InvalidRequest, TooLarge, UnsupportedMedia, InvalidBody, OnePersonPlease)

EXPORT = Operation(
    operation_id="exportPerson",
    summary="Everything held of one person",
    description="For a person who asks for a copy (个人信息保护法 第四十五条), after their identity was checked. "
    "Theirs is in clear; others in their cases are masked. With `format=zip` the answer is an archive of "
    "`person.json` and the files. It is recorded that it was given. Nothing held gives empty lists.",
    scope=Scope.PRIVACY,
    parameters=(
        Parameter(
            "format",
            "query",
            "What to answer with",
            {"type": "string", "enum": ["json", "zip"], "default": "json"},
        ),
    ),
    body=schemas.PersonIn,
    body_example=examples.PHONE,
    answers={
        200: Answer("All of it", schemas.PersonExport, examples.EXPORT, media_types=("application/zip",))
    },
    problems=(*BODY_PROBLEMS, UnknownFormat, StorageAway),
)

ERASE = Operation(
    operation_id="erasePerson",
    summary="Erase one person's data",
    description="Conversations, drafts, complaints not filed yet, files and the assistant's memory are erased. "
    "Closed cases past their period are erased; those within it are restricted: stored, and nothing else "
    "(个人信息保护法 第四十七条第二款). Open ones go on and are restricted once closed. The answer says which "
    "is which and why. Asking again is harmless.",
    scope=Scope.PRIVACY,
    body=schemas.ErasureIn,
    body_example=examples.ERASURE_IN,
    answers={200: Answer("What was done", schemas.ErasureOut, examples.ERASURE)},
    problems=BODY_PROBLEMS,
)
