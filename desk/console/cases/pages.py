"""The area's pages, each in a file of its own; importing them puts them on the blueprint."""

from desk.console.cases import (  # noqa: F401 - imported for their routes
    callback_pages,
    case_page,
    correction_pages,
    file_pages,
    list_pages,
    office_acts,
    publication_pages,
    register_pages,
    reveal_pages,
    step_pages,
    transfer_pages,
)
from desk.console.cases.blueprint import blueprint as blueprint
