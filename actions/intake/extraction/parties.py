"""Who a complaint is about: the merchant by name, else as described, and the platform.

Candidates come from `merchant_names`; here they are stripped of places, merged and weighed by what stands
around them. A brand beside its product (某某手机) is not a merchant by itself.
"""

import re
from dataclasses import replace

from actions.intake.extraction.found import Found, found_at
from actions.intake.extraction.merchant_names import (
    AT,
    BOUGHT_THERE,
    Name,
    candidates,
    names_something,
    noun_length,
)
from actions.intake.extraction.party_words import (
    AUTHORITIES,
    AUTHORITY,
    BUSINESS_NOUNS,
    COMPANIES,
    COMPLAINT_SITES,
    DESCRIPTIONS,
    ORDINARY_WORDS,
    OWN_SERVICES,
    PAYMENT_ONLY,
    PLATFORM_FORMS,
    PLATFORM_LETTERS,
    PLATFORMS,
    SELF_OPERATED,
    SELLER,
    any_of,
)
from actions.intake.extraction.regions import MASKED
from actions.intake.extraction.words import Word

PLATFORM = re.compile(any_of(PLATFORMS))
DESCRIPTION = re.compile(any_of((*DESCRIPTIONS, *(noun for noun in BUSINESS_NOUNS if len(noun) > 1))))
REGION_PREFIX = re.compile(
    rf"^(?:[市区县](?=[一-龥]{{1,4}}[镇乡])|[一-龥]{{2,3}}省|{MASKED.pattern}|[一-龥]{{2,3}}市(?!场)|[一-龥]{{2,4}}[区县镇](?!域)|"
    rf"[一-龥]{{1,4}}(?:路|街|大街|大道)(?:\d+号)?|[一-龥]{{2,6}}?(?:大世界|广场|商场|购物中心|批发市场)(?=[一-龥]{{4,}})|(?:{any_of(PLATFORMS)})(?:平台|网)?的?)+"
)
REGION_ENDS = re.compile(r"(?:[省市区县镇乡村]|街道|社区|路|街|大道|\d号|[小社]区)$")
BRANCH = re.compile(r"^\([^()]{1,15}(?:店|校区|分店|分校|分公司|馆|中心)\)")
PLATFORM_BEFORE = re.compile(rf"(?:{PLATFORM.pattern})(?:网|平台|app|APP)?(?:上|里|购物)?(?:的|一家|店铺)*$")
ALWAYS_NAMED = re.compile(r"(?:旗舰店|专卖店|专营店)$")  # 某某旗舰店 is the only way they are written
BLAMED = re.compile(r"(?:投诉|举报|被|反映|反馈|曝光)(?:一下)?[^,。]{0,6}$")
NEAR_IT = re.compile(r"[一-龥]{0,4}?(?:附近|旁边?|对面|门口|楼上|隔壁|门前|周边|后面那)")
SUBJECT_OF = re.compile(r"[的卖不拒没乱擅强]|存在|涉嫌|欺|服务|态度|收")
WENT_TO = re.compile(r"[到去往回]$")
AT_PLACE_OF = re.compile(
    r"(?:[路街市区县镇村楼层]|广场|商场|大厦|小区|[东南西北后前]门|门口|附近|旁边|对面)的$"
)
FLOOR_OF = re.compile(
    r"^(?:[负一二三四五六七八九十\d]+[楼层]|楼上|楼下|里面?|内|的)(?!.{0,3}(?:客服|老板|工作))"
)
MALL = re.compile(r"(?:广场|商场|大厦|中心|城)$")
ON = re.compile(r"(?:在|从|通过|平台)$")
PLATFORM_USE = re.compile(r"上|网|平台|app|买|租|卖|公寓|易购", re.IGNORECASE)
PAID_THROUGH = re.compile(r"(?:贷款|转账到|刷|存|汇)[^,。]{0,6}$")
BANK_PRODUCT = re.compile(r"卡|贷|信用卡")
MAIN, FURTHER = 0.6, 0.7  # least weight of the first name, and of the others


def _without_region(name: Name) -> Name:
    """B市晨光超市 -> 晨光超市, but B市客运站 stays: 客运站 alone names nothing."""
    prefix = REGION_PREFIX.match(name.text)
    if not prefix or prefix.end() >= len(name.text):
        return name
    rest = name.text[prefix.end() :]
    if len(rest) < 3 or not names_something(rest) or not noun_length(rest):
        return name
    return replace(name, start=name.start + prefix.end(), text=rest)


def _shortest_repeated(folded: str, name: Name) -> Name:
    """幸福里晨光超市 -> 晨光超市 if the text says 晨光超市 elsewhere too."""
    noun = noun_length(name.text)
    if not noun:
        return name
    for cut in range(len(name.text) - noun - 2, 0, -1):
        shorter = name.text[cut:]
        places = [match.start() for match in re.finditer(re.escape(shorter), folded)]
        alone = any(at != name.start + cut and not folded[:at].endswith(name.text[cut - 1]) for at in places)
        if alone and names_something(shorter):
            return replace(name, start=name.start + cut, text=shorter)
    return name


def _with_branch(folded: str, name: Name) -> Name:
    branch = BRANCH.match(folded[name.end : name.end + 20])
    if not branch:
        return name
    end = name.end + branch.end()
    return replace(name, end=end, text=folded[name.start : end], weight=name.weight + 0.1)


def _is_other(name: Name) -> bool:
    return bool(
        AUTHORITY.search(name.text)
        or COMPLAINT_SITES.search(name.text)
        or name.text in AUTHORITIES
        or PLATFORM.fullmatch(name.text)
        or name.text.startswith(PAYMENT_ONLY)
    )


def _scored(folded: str, name: Name) -> Name:
    ahead, behind = folded[max(0, name.start - 10) : name.start], folded[name.end : name.end + 24]
    weight = name.weight
    if AT.search(ahead):
        weight += 0.2 if BOUGHT_THERE.match(behind) else 0.1
    if WENT_TO.search(ahead) and not BOUGHT_THERE.match(behind):
        weight -= 0.3  # 打车到某广场: where they went
    prefix = REGION_PREFIX.match(name.text)
    if prefix and not names_something(name.text[prefix.end() :]):
        weight -= 0.15  # B市客运站: only the place tells it from others
    if AT_PLACE_OF.search(ahead):
        weight += 0.2 if BOUGHT_THERE.match(behind) else 0.1
    if FLOOR_OF.match(behind) and MALL.search(name.text):
        weight -= 0.4  # 时代广场三楼的…: where the business is
    if NEAR_IT.match(behind):
        weight -= 0.5
    if name.text.endswith("广场") and not BOUGHT_THERE.match(behind):
        weight -= 0.3  # a place one goes to rather than a seller
    if PLATFORM_BEFORE.search(ahead) or ALWAYS_NAMED.search(name.text):
        weight += 0.2
    if SUBJECT_OF.match(behind) and (not ahead or ahead[-1] in ",。!?;: "):
        weight += 0.1  # 某某餐厅的菜…, 某某超市卖…
    if BLAMED.search(ahead):
        weight += 0.15
    if folded.count(name.text) > 1:
        weight += 0.1
    if name.start < 40:
        weight += 0.05
    if REGION_ENDS.search(ahead):
        weight += 0.1  # A市B镇 + name: where it is stands before what it is called
    if PAID_THROUGH.search(ahead) or BANK_PRODUCT.match(behind):
        weight -= 0.5  # a bank that was only paid through
    return replace(name, weight=weight)


def _says_more(longer: Name, name: Name) -> bool:
    """晨光超市 says more than 晨光; 学而思 more than a 学而 cut out of it."""
    at_once = longer.text in COMPANIES and longer.start <= name.start < longer.end
    return not noun_length(name.text) and (noun_length(longer.text) > 0 or at_once)


def _merged(names: list[Name]) -> list[Name]:
    """One name for each business: 晨光 is 晨光超市, 晨光超市公司 is 晨光超市, a branch is kept."""
    kept: list[Name] = []
    for name in names:
        whole = [
            other for other in names
            if other.text != name.text and name.text in other.text
            and (_says_more(other, name) or BRANCH.match(other.text[len(name.text) :]))
        ]  # fmt: skip
        part = [
            other for other in names
            if other.text != name.text and other.text in name.text and noun_length(other.text)
            and not BRANCH.match(name.text[len(other.text) :])
        ]  # fmt: skip
        if whole:
            continue
        if part and min(one.start for one in part) <= name.start:
            continue
        boost = max((one.weight for one in names if one.text in name.text), default=0.0)
        kept.append(replace(name, weight=max(name.weight, boost)))
    return kept


def merchants(text: str, folded: str, words: list[Word]) -> list[Found[str]]:
    """Names of businesses, the main respondent first, each name once."""
    named = [
        _with_branch(folded, _shortest_repeated(folded, _without_region(name)))
        for name in candidates(folded, words)
    ]
    scored = _merged([_scored(folded, name) for name in named if not _is_other(name)])
    unique: dict[str, Found[str]] = {}
    for name in sorted(scored, key=lambda name: (-name.weight, name.start)):
        if name.weight >= (FURTHER if unique else MAIN) - 1e-9:
            unique.setdefault(name.text, found_at(text, name.start, name.end, min(name.weight, 0.95)))
    return list(unique.values())


def serving_platform(text: str, folded: str) -> Found[str] | None:
    """The platform as the respondent: it sold or served itself (滴滴, 京东自营) and no seller is spoken of.

    A marketplace (淘宝, 拼多多) is never the merchant: there the shop has to be asked for."""
    own = SELF_OPERATED.search(folded)
    if own:
        return found_at(text, own.start(), own.end(), 0.8)
    found = platform(text, folded)
    if found is None or found.value not in OWN_SERVICES or SELLER.search(folded):
        return None
    return found_at(text, found.start, found.end, 0.6)


def described_merchant(text: str, folded: str) -> Found[str] | None:
    """超市, 健身房, 卖家: the kind of business where none is named; the first one that is mentioned."""
    match = DESCRIPTION.search(folded)
    return found_at(text, match.start(), match.end(), 0.6) if match else None


def platform(text: str, folded: str) -> Found[str] | None:
    """The marketplace or app by its usual name (某宝 is 淘宝); a payment channel (微信, 支付宝) is none."""
    named = (match for match in PLATFORM.finditer(folded) if _is_used_as_platform(folded, match))
    match = next(named, None) or PLATFORM_FORMS.search(folded)
    if not match:
        return None
    usual = PLATFORMS.get(match[0]) or PLATFORM_LETTERS[match[0].lower()]
    return Found(usual, text[match.start() : match.end()], match.start(), match.end(), 0.9)


def _is_used_as_platform(folded: str, match: re.Match[str]) -> bool:
    ahead, behind = folded[max(0, match.start() - 3) : match.start()], folded[match.end() : match.end() + 4]
    return match[0] not in ORDINARY_WORDS or bool(ON.search(ahead) or PLATFORM_USE.match(behind))
