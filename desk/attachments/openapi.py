"""What /openapi.json says of files of cases; the guard takes their scopes from here."""

from typing import Any

from desk.attachments import pdf, sanitise, schemas, service, storage
from desk.cases.errors import CaseNotFound, UpdateNotAllowed
from desk.cases.examples import CASE_OUT
from desk.clients import Scope
from desk.errors import InvalidRequest, TooLarge
from desk.idempotency.errors import KeyInFlight, KeyInvalid, KeyReused, KeySpent
from desk.web.operations import Answer, Operation, Parameter

ATTACHMENT: dict[str, Any] = {
    "id": "0192f3a0-7c00-7000-8000-000000000001",
    "name": "小票.jpg",
    "media_type": "image/jpeg",
    "size": 183_204,
    "created_at": "2026-11-20T02:30:00Z",
}
MEDIA_TYPES = ("image/jpeg", "image/png", "image/webp", "application/pdf")
REFERENCE = Parameter(
    "reference", "path", "Id or case number", {"type": "string"}, example=CASE_OUT["case_no"]
)
REFUSED_FILES = (
    sanitise.UnsupportedFile,
    sanitise.BrokenFile,
    sanitise.FileTooLarge,
    sanitise.PictureTooLarge,
    pdf.BrokenPdf,
    pdf.LockedPdf,
    pdf.ActivePdf,
    pdf.LongPdf,
)

ADD = Operation(
    operation_id="attachToCase",
    summary="Add a file to an open case",
    description="JPEG, PNG, WebP or PDF, at most 10 MB and nine files a case. The type is found in the content; "
    "pictures are drawn anew, so that place and time of a photograph do not stay. PDFs that need a password "
    "or run scripts are refused. To a case that was merged, the file goes to the one it was merged into.",
    scope=Scope.CASES_WRITE,
    parameters=(
        REFERENCE,
        Parameter(
            "Idempotency-Key",
            "header",
            "When given: the same key and file give the same answer again",
            {"type": "string", "format": "uuid"},
        ),
    ),
    upload="The file",
    answers={
        201: Answer(
            "Kept",
            schemas.AttachmentOut,
            ATTACHMENT,
            {"Location": "The file", "Idempotent-Replayed": "true when this was answered before"},
        )
    },
    problems=(
        InvalidRequest,
        TooLarge,
        CaseNotFound,
        UpdateNotAllowed,
        service.TooManyAttachments,
        storage.StorageAway,
        KeyInvalid,
        KeyReused,
        KeyInFlight,
        KeySpent,
        *REFUSED_FILES,
    ),
)

LIST = Operation(
    operation_id="listAttachments",
    summary="Files of a case",
    description="Names tell about people: without scope `cases:personal` only their endings are shown.",
    scope=Scope.CASES_READ,
    parameters=(REFERENCE,),
    answers={200: Answer("All of them", schemas.AttachmentList, {"attachments": [ATTACHMENT]})},
    problems=(CaseNotFound,),
)

GET = Operation(
    operation_id="getAttachment",
    summary="Content of a file",
    description="Photographs show people, so it needs scope `cases:personal`. Sent for saving, never for showing.",
    scope=Scope.CASES_PERSONAL,
    parameters=(
        REFERENCE,
        Parameter("attachment_id", "path", "Its id", {"type": "string"}, example=ATTACHMENT["id"]),
    ),
    answers={
        200: Answer(
            "The file", headers={"Content-Disposition": "attachment, with a name"}, media_types=MEDIA_TYPES
        )
    },
    problems=(CaseNotFound, service.UnknownAttachment, storage.FileMissing, storage.StorageAway),
)
