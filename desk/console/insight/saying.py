"""Numbers in words: 62.5%, 3.2 秒, 1 小时 20 分, ¥1.28 万, and what changed since the period before. Pure."""

from dataclasses import dataclass

from desk.console.insight import wording
from desk.insight.definitions import Better, Unit

MINUTE, HOUR, DAY = 60, 3600, 86_400
WAN = 10_000
MANIFOLD = 3  # from so many times on percents say little


def say(unit: Unit, value: float | None) -> str:
    """A value for people; a dash where there is none."""
    if value is None:
        return wording.NOT_YET
    match unit:
        case Unit.COUNT:
            return f"{int(value):,}"
        case Unit.SHARE:
            return f"{value * 100:.1f}%"
        case Unit.TENTHS:
            return duration(value / 10)
        case Unit.SECONDS:
            return duration(value)
        case Unit.STARS:
            return f"{value:.1f}"
        case Unit.FEN:
            return money(int(value))


def duration(seconds: float) -> str:
    """0.8 秒, 12 秒, 3 分 5 秒, 2 小时 10 分, 3 天 4 小时."""
    if seconds < 10:
        return f"{seconds:.1f} 秒"
    whole = round(seconds)
    if whole < MINUTE:
        return f"{whole} 秒"
    if whole < HOUR:
        return _two(whole // MINUTE, "分", whole % MINUTE, "秒")
    if whole < DAY:
        return _two(whole // HOUR, "小时", whole % HOUR // MINUTE, "分")
    return _two(whole // DAY, "天", whole % DAY // HOUR, "小时")


def chance(probability: float) -> str:
    """约 55,000 分之一 for 1.8e-05: an exponent says nothing to most people."""
    if probability < 1e-6:
        return wording.ALMOST_NEVER
    return wording.ONE_IN.format(many=round(1 / probability))


def _two(large: int, large_unit: str, small: int, small_unit: str) -> str:
    return f"{large} {large_unit} {small} {small_unit}" if small else f"{large} {large_unit}"


def money(fen: int) -> str:
    """¥399, ¥1,284.50, ¥12.8 万."""
    yuan = fen / 100
    if abs(yuan) >= WAN:
        return f"¥{yuan / WAN:,.1f} 万"
    return f"¥{yuan:,.0f}" if fen % 100 == 0 else f"¥{yuan:,.2f}"


@dataclass(frozen=True)
class Change:
    """tone: good, bad or nothing; words say the direction, so that nobody needs to see the colour."""

    words: str
    tone: str = ""


def change(unit: Unit, better: Better, now: float | None, before: float | None) -> Change | None:
    """What changed; None where there is nothing now."""
    if now is None:
        return None
    if before is None or (before == 0 and now != 0 and unit in (Unit.COUNT, Unit.FEN)):
        return Change(wording.NO_COMPARISON)
    much = _much(unit, now, before)
    if much is None:
        return Change(wording.SAME)
    more = now > before
    tone = ""
    if better is not Better.NEITHER:
        tone = "good" if more is (better is Better.HIGHER) else "bad"
    if unit in (Unit.COUNT, Unit.FEN) and now >= MANIFOLD * before:
        return Change(wording.TIMES.format(times=f"{now / before:.1f}"), tone)
    pattern = {
        Unit.COUNT: (wording.MORE, wording.LESS),
        Unit.FEN: (wording.MORE, wording.LESS),
        Unit.TENTHS: (wording.SLOWER, wording.FASTER),
        Unit.SECONDS: (wording.SLOWER, wording.FASTER),
    }.get(unit, (wording.HIGHER, wording.LOWER))[0 if more else 1]
    return Change(pattern.format(much=much), tone)


def _much(unit: Unit, now: float, before: float) -> str | None:
    """How much; None where the difference would be said as nothing."""
    match unit:
        case Unit.SHARE:
            points = f"{abs(now - before) * 100:.1f}"
            return None if points == "0.0" else wording.POINTS.format(points=points)
        case Unit.STARS:
            stars = f"{abs(now - before):.1f}"
            return None if stars == "0.0" else wording.STARS.format(stars=stars)
        case Unit.TENTHS | Unit.SECONDS:
            return None if now == before else say(unit, abs(now - before))
        case _:
            percent = round(abs(now / before - 1) * 100) if before else 0
            return None if percent == 0 else f"{percent:,}%"
