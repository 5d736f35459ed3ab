"""Why a backup or a restore did not come about."""


class BackupError(Exception):
    """The message says what is wrong and what to do."""
