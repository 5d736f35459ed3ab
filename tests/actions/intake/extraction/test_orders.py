"""Order numbers."""

import pytest

from actions.intake.extraction.orders import order_number


@pytest.mark.parametrize(
    ("text", "number"),
    [("订单号：298765432109", "298765432109"), ("快递单号SF1234567890123", "SF1234567890123"), ("订单编号是2025-0812-3344", "2025-0812-3344"),
     ("订单号２９８٧६5432", "298765432")],
)  # fmt: skip
def test_a_number_called_so_is_found(text: str, number: str) -> None:
    found = order_number(text)
    assert found is not None
    assert found.value == number


@pytest.mark.parametrize("text", ["电话13800138000", "订单有问题", "单号忘了"])
def test_other_numbers_are_not(text: str) -> None:
    assert order_number(text) is None
