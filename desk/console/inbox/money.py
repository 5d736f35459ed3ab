"""Sums as people type them: yuan in the form, fen inside."""

from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import BeforeValidator

from desk.cases.fields import Fen, refuse


def fen_of(text: Any) -> Any:
    """「5000」, 「5,000.50」 → fen. Raises amount_format for what is no sum or has parts of a fen."""
    if not isinstance(text, str):
        return text
    try:
        fen = (
            Decimal(text.strip().replace(",", "").replace("，", "").removeprefix("¥").removesuffix("元"))
            * 100
        )
    except InvalidOperation as error:
        raise refuse("amount_format") from error
    if not fen.is_finite() or fen != fen.to_integral_value():
        raise refuse("amount_format")
    return int(fen)


Yuan = Annotated[Fen, BeforeValidator(fen_of)]
