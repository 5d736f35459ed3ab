"""Places named in a story or an address: 吉林省长春市朝阳区, 长春朝阳, A市B1区沙田乡, 某某县.

A region is a chain of places that stand together, from the largest down to a village. What the gazetteer
knows is given its official name; masked places (A市, B2县, XX区) are regions without one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from actions.intake.extraction.folding import fold
from actions.intake.extraction.found import Found
from actions.intake.extraction.gazetteer import LONGEST_NAME, Division, gazetteer
from actions.intake.extraction.words import Word

MASKED = re.compile(
    r"(?<![a-zA-Z])(?:[A-Z]\d{0,2}|[xX×*]{1,3}|某{1,2})(?P<level>[省市区县州])(?!场|民(?!政|生|营|族|办|间)|面|政|长城|域)"
)
MASKED_LEVEL = {"省": 1, "市": 2, "州": 2, "区": 3, "县": 3}
UNKNOWN_PROVINCE = re.compile(
    r"(?:^|(?<=[\s,。;:(、向在到从是于]))[一-龥]{2}省(?!钱|事|力|心|时|略|去|下|了)"
)
TOWN = re.compile(
    r"(?:(?![到在的站和去往及与是有从])[一-龥A-Z\d]){1,6}?(?:街道(?:办事处)?|镇|乡)(?!村[一-龥]*里|下)"
)
VILLAGE = re.compile(r"[一-龥A-Z\d]{1,8}?(?:社区|村)(?!委|民|医)")
# A district behind a masked city, which no gazetteer can place: U市[西山区]
DISTRICT = re.compile(r"[一-龥]{2,4}?(?:新区|开发区|高新区|经开区|区|县)(?!域|别|块|间)")
STREET = re.compile(
    r"[一-龥A-Z]{1,5}?(?:步行街|大街|大道|中路|东路|西路|南路|北路|路|街)(?!道|边|口|上|人|过|线|灯|由|程)(?:\d{1,5}号)?"
)
ESTATE = re.compile(
    r"[一-龥]{2,6}?(?:小区|花园|家园|新村|公寓|新城|名苑|雅苑|佳苑|商圈|商业街)(?=[\dA-Z的内里旁边门,。、;\s(是有物业]|$)"
)
NOT_A_STREET = re.compile(r"^(?:[在的了到从去有是来我一这那]|地铁|附近|旁边|一条|第)")
TOWN_LEVEL, VILLAGE_LEVEL, PLACE_LEVEL = 4, 5, 6
# A name that goes on like this is a road, a dish, a brand or people of that place, not the place
NOT_A_PLACE = re.compile(
    r"^(?:路|街|大道|大街|人(?!民)|话|菜|拉面|小面|烤鸭|小吃|烧烤|火锅|米线|牛肉面|热干面|银行|大学|学院|日报|晚报|卫视|户口|牌照|时间|"
    r"巴巴|拍卖|云(?!南)|方面|生产|产的?|制造|进口|发货|寄|同城|牌|站)"
)
LIVES = re.compile(r"(?:家在|家住|住在?|我们?是)$")  # where heating, parking and parcels happen too
HOME = re.compile(
    r"(?:来自|老家|家在|家住|籍贯|户口|返回|回到?|寄往|寄到|发往|发货地)[一-龥是在:]{0,2}$|(?:飞|往返|开往)$"
)
# 我在长春，我妈在沈阳买的: where the person is, and the matter only if no other place is named
HERE, ENDS_HERE = (
    re.compile(r"(?:^|[,。;!])(?:我人?|我们|人)(?:现在|目前)?(?:住?在)$"),
    re.compile(r"^[,。;!]"),
)
WORKPLACE = re.compile(r"^(?:[直]?飞|往返|开往)|^(?:那边|这边)?(?:打工|上学|读书|念书|人[,。\s])")
AGENCY = re.compile(r"^[一-龥]{0,6}(?:局|政府|委|厅|管理处|法院|消协|办事处)")


@dataclass(frozen=True)
class Region:
    """`official` is the full name of the smallest unit the gazetteer knows, None when it knows none
    or several; `code` its GB/T 2260 code; `level` 1 province to 5 village, 6 a street or estate."""

    text: str
    start: int
    end: int
    official: str | None
    code: str | None
    level: int


@dataclass(frozen=True)
class _Link:
    start: int
    end: int
    level: int
    divisions: tuple[Division, ...]
    sure: bool  # its own writing says that it is a place: 长春市, not 长春


def _known(folded: str, at: int, parent: "_Link | None") -> _Link | None:
    index = gazetteer()
    if folded[at : at + 1] not in index.first_characters:
        return None
    for length in range(min(LONGEST_NAME, len(folded) - at), 1, -1):
        name = folded[at : at + length]
        divisions = index.by_name.get(name, ())
        if parent:
            short = index.by_short.get(name, ())
            divisions = tuple(d for d in (*divisions, *short) if _fits(d, parent))
        if divisions and not _goes_on_as_a_name(folded, at + length, divisions):
            sure = (any(fold(d.name) == name for d in divisions) and len(name) > 2) or parent is not None
            return _Link(at, at + length, min(d.level for d in divisions), divisions, sure)
    return None


def _goes_on_as_a_name(folded: str, end: int, divisions: tuple[Division, ...]) -> bool:
    """Whether a road, a dish or a brand is named there (南京路, 阿里云), and no place inside (广东云浮, 唐山路北区)."""
    if not NOT_A_PLACE.match(folded[end:]):
        return False
    index = gazetteer()
    names = [folded[end : end + length] for length in range(2, LONGEST_NAME + 1)]
    inside = [d for name in names for d in index.by_name.get(name, ())]
    # 唐山路北侧 is a side of a road: what may be one counts by its full name only.
    inside += [d for name in names if name[0] not in "路站" for d in index.by_short.get(name, ())]
    return not any(d.is_inside(around) for d in inside for around in divisions)


def _fits(division: Division, parent: _Link) -> bool:
    return any(division.is_inside(other) for other in parent.divisions)


def _masked(folded: str, at: int) -> _Link | None:
    match = MASKED.match(folded, at)
    if match:
        return _Link(at, match.end(), MASKED_LEVEL[match["level"]], (), sure=True)
    match = UNKNOWN_PROVINCE.match(folded, at)
    return _Link(at, match.end(), 1, (), sure=True) if match else None


def _lower(folded: str, at: int, level: int) -> _Link | None:
    """A town or village that follows directly; their names are in no gazetteer."""
    if level < TOWN_LEVEL:
        match = TOWN.match(folded, at)
        if match:
            return _Link(at, match.end(), TOWN_LEVEL, (), sure=True)
    for pattern in (STREET, ESTATE) if level <= VILLAGE_LEVEL else ():
        match = pattern.match(folded, at)
        if match and not NOT_A_STREET.match(match[0]):
            return _Link(at, match.end(), PLACE_LEVEL, (), sure=True)
    match = VILLAGE.match(folded, at) if level < VILLAGE_LEVEL else None
    return _Link(at, match.end(), VILLAGE_LEVEL, (), sure=True) if match else None


def _chain(folded: str, at: int) -> list[_Link]:
    """The links that start at `at`, or nothing."""
    link = _known(folded, at, None) or _masked(folded, at)
    chain: list[_Link] = []
    while link:
        chain.append(link)
        parent = link if link.divisions else None
        after = _known(folded, link.end, parent) if parent else None
        after = after or _masked(folded, link.end)
        if not after and link.level == 2 and not link.divisions:
            match = DISTRICT.match(folded, link.end)
            after = (
                _Link(link.end, match.end(), 3, (), sure=True)
                if match and not NOT_A_STREET.match(match[0])
                else None
            )
        # Masked texts repeat a level (B4区B1区东街); real ones never do.
        if after and after.level < link.level:
            after = None
        link = after or _lower(folded, link.end, link.level)
    return chain


def _official(chain: list[_Link]) -> Division | None:
    """The smallest unit that the chain names unambiguously."""
    known = [link for link in chain if link.divisions]
    if not known:
        return None
    candidates = known[-1].divisions
    if len(candidates) > 1:
        # 吉林 and 海南 are provinces before they are prefectures; 朝阳区 alone stays open.
        top = [d for d in candidates if d.level == 1]
        candidates = tuple(top) if top and not known[-1].sure else candidates
        # 湖南长沙 is the city before it is the county inside it.
        whole = tuple(d for d in candidates if all(o == d or o.is_inside(d) for o in candidates))
        candidates = whole or candidates
    return candidates[0] if len(candidates) == 1 else None


def region_at(text: str, folded: str, at: int) -> tuple[Region, bool] | None:
    """The region that begins at `at`, and whether its writing alone makes it certain."""
    chain = _chain(folded, at)
    if not chain:
        return None
    division = _official(chain)
    end = chain[-1].end
    region = Region(
        text=text[at:end],
        start=at,
        end=end,
        official=gazetteer().full_name(division) if division else None,
        code=division.code if division else None,
        level=chain[-1].level,
    )
    return region, any(link.sure for link in chain)


def find_regions(text: str, words: list[Word]) -> list[Region]:
    """All regions of a text, in order. A short name (长春) counts where the tagger sees a place too."""
    return list(_scan(text, fold(text), words))


def _scan(text: str, folded: str, words: list[Word]) -> Iterator[Region]:
    places = {word.start for word in words if word.tag == "LOC"}
    inside = {at for word in words if word.tag in ("ORG", "PER", "nz") for at in range(word.start, word.end)}
    at = 0
    while at < len(folded):
        found = region_at(text, folded, at)
        if found and (found[1] or (at in places and at not in inside)):
            yield found[0]
            at = found[0].end
        else:
            at += 1


def _standing(folded: str, region: Region) -> float:
    """How likely the region is where the matter happened."""
    ahead, behind = folded[max(0, region.start - 8) : region.start], folded[region.end : region.end + 12]
    if HOME.search(ahead) or WORKPLACE.match(behind) or _is_here(folded, region):
        return 0.3
    return 0.6 if AGENCY.match(behind) else 0.8


def _is_here(folded: str, region: Region) -> bool:
    return bool(
        HERE.search(folded[max(0, region.start - 8) : region.start]) and ENDS_HERE.match(folded[region.end :])
    )


def region_of(text: str, words: list[Word], *, taken: range | None = None) -> Found[Region] | None:
    """Where the matter of a story happened; `taken` is the merchant's name, whose 北京 is only a name."""
    folded = fold(text)
    homes: set[str] = set()
    best: tuple[float, Region] | None = None
    lived: Region | None = None
    for region in find_regions(text, words):
        standing = _standing(folded, region)
        if standing < 0.5:
            homes.add(region.text)
            lives = LIVES.search(folded[max(0, region.start - 3) : region.start]) and region.level > 2
            if lives or _is_here(folded, region):
                lived = lived or region
        if taken and region.start in taken and not re.search(r"[省市区县州]", region.text):
            continue
        if region.text in homes:
            continue
        if best is None or standing > best[0] + 0.15 or _is_more_exact(region, best[1]):
            best = (standing, region)
    if best is None and lived:
        best = (0.5, lived)
    if best is None:
        return None
    standing, region = best
    return Found(region, region.text, region.start, region.end, standing)


def _is_more_exact(region: Region, earlier: Region) -> bool:
    """A later B省C市D区 says more of the earlier A市."""
    return region.level > earlier.level and earlier.text in region.text
