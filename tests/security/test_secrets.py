"""No secret lies in what is kept in git."""

import pytest

from operations.secrets_scan import ALLOWED, ROOT, found_in, scan


def test_nothing_kept_looks_like_a_secret() -> None:
    assert scan() == []


@pytest.mark.parametrize(
    "line",
    [
        "-----BEGIN PRIVATE KEY-----",
        "aws = AKIAIOSFODNN7EXAMPLE",
        'XIAOBAO_KEY = "q3ZkT0v9Yw1uB7xPfL2mHs8dJ4nRcA6eGiKoVbXtWzE="',
        "api_key: 'Zx9Qw8Er7Ty6Ui5Op4As3Df2Gh1'",
        "postgresql://desk:Zx9Qw8Er7Ty6@db/x",
        "WECHAT = LTAI5tQw8Er7Ty6Ui5Op4As3",
    ],
)
def test_secrets_are_known_by_their_look(line: str) -> None:
    assert list(found_in(line))


@pytest.mark.parametrize(
    "line",
    [
        'token = "webchat-session-token-of-a-person"',
        "secret: ${{ secrets.DEPLOY }}",
        "postgresql://xiaobao@127.0.0.1/x",
        "password_file: /run/secrets/database_password",
    ],
)
def test_what_only_names_a_secret_is_none(line: str) -> None:
    assert not list(found_in(line))


def test_every_exception_is_still_there() -> None:
    for name in ALLOWED:
        assert (ROOT / name).is_file(), name


def test_files_of_secrets_are_kept_out_of_git_and_of_images() -> None:
    ignored, left_out = ((ROOT / name).read_text("utf-8") for name in (".gitignore", ".dockerignore"))
    for name in (
        "deploy/secrets.env",
        "deploy/actions.env",
        "deploy/database_password.txt",
        "deploy/certificate",
    ):
        assert name in ignored
        assert name in left_out
    assert "/var/" in ignored
