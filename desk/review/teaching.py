"""The words of exporting and teaching. Pure."""

from enum import StrEnum


class Source(StrEnum):
    """Where a sentence comes from."""

    REVIEW = "review"  # a consumer's, corrected and made anonymous
    KNOWLEDGE = "knowledge"  # written with a new entry


class BatchState(StrEnum):
    PENDING = "pending"  # waits for the next `make teach`
    TAUGHT = "taught"
    DROPPED = "dropped"  # will not be taught


class RunState(StrEnum):
    INSTALLED = "installed"  # the new model answers
    REFUSED = "refused"  # it broke more than is allowed; the old one answers
    FAILED = "failed"  # the diff did not apply, or the training crashed
    ROLLED_BACK = "rolled_back"  # it was installed, and the one before answers again
