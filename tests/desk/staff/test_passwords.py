"""How passwords are kept and which are refused."""

import pytest
from argon2 import PasswordHasher, Type, extract_parameters

from desk.staff.passwords import (
    ONE_TIME_ALPHABET,
    hash_password,
    is_outdated,
    is_password,
    one_time_password,
    password_problem,
)
from desk.staff.wording import FIELD_ERRORS


@pytest.mark.parametrize(
    "password",
    [
        "四个 不相干 的词 连起来",
        "correct horse battery staple",
        "kf83nvq0zpw1",
        "河边的蓝色雨伞有七把哦",
        "Tr0ub4dor&3xyz!",
        "x" * 5 + "m7q2" + "wunderbar",
        "a1" * 3 + "river blue umbrella"[:122],
    ],
)
def test_what_nobody_guesses_is_taken(password: str) -> None:
    expected = None if len(password) >= 12 else "password_short"
    assert password_problem(password, name="zhang.wei") == expected


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("elevenchars", "password_short"),
        ("", "password_short"),
        ("x1y2z3 " * 19, "password_long"),
        ("zhang.wei 的 密码 在 这里", "password_name"),
        ("ZHANG.WEI.river.7", "password_name"),
        ("123456789012", "password_common"),
        ("987654321098", "password_common"),
        ("aaaaaaaaaaaaaa", "password_common"),
        ("abababababab", "password_common"),
        ("qwertyuiopas", "password_common"),
        ("qwertyuiop123", "password_common"),
        ("1qaz2wsx3edc", "password_common"),
        ("Password2024!", "password_common"),
        ("P@ssw0rd1234", "password_common"),
        ("admin12345678", "password_common"),
        ("woaini1314520", "password_common"),
        ("xiaobao12315!", "password_common"),
        ("Welcome2026!!", "password_common"),
        ("20261126 2026", "password_common"),
        ("passwordpassword", "password_common"),
        ("iloveyou5201314", "password_common"),
    ],
)
def test_what_is_guessed_first_is_refused(password: str, problem: str) -> None:
    assert password_problem(password, name="zhang.wei") == problem
    assert problem in FIELD_ERRORS


async def test_a_password_is_kept_as_argon2id_with_the_work_that_the_rfc_recommends() -> None:
    kept = await hash_password("四个 不相干 的词 连起来")
    parameters = extract_parameters(kept)
    assert parameters.type is Type.ID
    assert (parameters.memory_cost, parameters.time_cost) >= (65536, 3)
    assert await is_password("四个 不相干 的词 连起来", kept)
    assert not await is_password("四个 不相干 的词 连起来 ", kept)


@pytest.mark.parametrize("kept", [None, "", "$argon2id$broken", "plain"])
async def test_what_is_no_hash_is_nobodys_password(kept: str | None) -> None:
    assert not await is_password("", kept)
    assert not await is_password("plain", kept)


def test_a_hash_of_less_work_is_outdated() -> None:
    assert is_outdated(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash("x"))


def test_one_time_passwords_differ_and_can_be_read_out() -> None:
    drawn = {one_time_password() for _ in range(200)}
    assert len(drawn) == 200
    assert all(set(one) <= {*ONE_TIME_ALPHABET, "-"} and len(one) == 19 for one in drawn)
    assert not set("0o1il") & set(ONE_TIME_ALPHABET)
    assert all(password_problem(one, name="zhang.wei") is None for one in drawn)
