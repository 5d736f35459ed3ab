"""The thirty pictures and what is true of each. Everything on them is invented.

A field that is None is not on the picture: reading one there is a mistake.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import partial
from typing import Any

from PIL import Image

from tests.photos import receipts, screens, spoiling, varieties
from tests.photos.page import Page


@dataclass(frozen=True)
class Truth:
    merchant: str | None = None
    amount: int | None = None  # fen
    purchase_date: str | None = None
    order_no: str | None = None
    merchant_phone: str | None = None  # digits as printed, without marks


FIELDS = tuple(field.name for field in fields(Truth))


@dataclass(frozen=True)
class Sample:
    name: str
    draw: Callable[[], Image.Image]
    truth: Truth
    spoil: tuple[Callable[[Image.Image], Image.Image], ...] = ()
    quality: int = 88  # of the JPEG, as the desk stores it

    def render(self) -> Image.Image:
        image = self.draw()
        for effect in self.spoil:
            image = effect(image)
        return image


GROCERIES = (
    ("鲜牛奶 950ml", 2, 15.8),
    ("东北大米 5kg", 1, 49.9),
    ("鸡蛋 30枚", 1, 32.5),
    ("卫生纸", 3, 12.9),
)
LONG_SHOPPING = tuple((f"商品{number:02d}号 组合装", 1 + number % 3, 3.5 + number) for number in range(1, 41))
DISHES = (
    ("锅包肉", 1, 58.0),
    ("地三鲜", 1, 36.0),
    ("溜肉段", 1, 52.0),
    ("米饭", 4, 3.0),
    ("鲜榨玉米汁", 1, 38.0),
)


def _mall(**changes: Any) -> Callable[[], Image.Image]:
    return partial(
        receipts.supermarket, "美家福超市", "20261103001287", "2026-11-03 12:30:15", GROCERIES, **changes
    )


MALL = Truth("美家福超市", 15_270, "2026-11-03", "20261103001287")
DINER = partial(
    receipts.restaurant, "春城老味道饭店", "ZD26110800213", "2026-11-08 18:47", DISHES, off=26.0, phone="0431-88590217"
)  # fmt: skip
DINER_TRUTH = Truth("春城老味道饭店", 17_000, "2026-11-08", "ZD26110800213", "043188590217")
COAT = partial(
    screens.marketplace, "暖芯服饰旗舰店", "女士长款羽绒服 加厚", 899.0, "3216549870123456789",
    "2026-11-11 00:03:27", "2026-11-11 00:04:02", off=120.0,
)  # fmt: skip
COAT_TRUTH = Truth("暖芯服饰旗舰店", 77_900, "2026-11-11", "3216549870123456789")
KETTLE = partial(
    screens.jingdong, "好水家电专营店", "不锈钢电热水壶 1.7L", 159.0, "298765432101", "2026-10-21 21:15:08"
)  # fmt: skip
KETTLE_TRUTH = Truth("好水家电专营店", 14_500, "2026-10-21", "298765432101")
FISH = partial(
    screens.takeaway, "渔味轩烤鱼(桂林路店)", (("香辣烤鱼", 88.0), ("凉拌木耳", 16.0), ("酸梅汤", 9.9)),
    "8012345678901234567", "2026-11-15 12:08:41", "0431-81923456",
)  # fmt: skip
FISH_TRUTH = Truth("渔味轩烤鱼(桂林路店)", 10_840, "2026-11-15", "8012345678901234567", "043181923456")
PAID = partial(
    screens.wechat_payment, "万家灯饰商行", "368.00", "2026年11月12日 16:20:33",
    "4200002611202611125678901234", "WJ2026111200876",
)  # fmt: skip
PAID_TRUTH = Truth("万家灯饰商行", 36_800, "2026-11-12", "WJ2026111200876")
DRUGS = partial(
    receipts.pharmacy, "康民大药房（西安大路店）", "0026110600451", "2026-11-06 09:12:44", "0431-85312266"
)
DRUGS_TRUTH = Truth("康民大药房（西安大路店）", 4_840, "2026-11-06", "0026110600451", "043185312266")
FUEL = partial(receipts.fuel, "顺达加油站", "261101773204", "2026/11/01 07:55:20")
FUEL_TRUTH = Truth("顺达加油站", 28_503, "2026-11-01", "261101773204")
INVOICE = partial(
    receipts.invoice, "长春市好运电器有限公司", "26222000000123456789", "2026年10月02日", "*家用电器*电饭煲",
    353.10, 45.90, "叁佰玖拾玖元整",
)  # fmt: skip
INVOICE_TRUTH = Truth("长春市好运电器有限公司", 39_900, "2026-10-02", "26222000000123456789")
HOTEL = partial(screens.hotel, "松江雅居酒店", 428.0, "36128845091", "2026-11-02 20:31", "0432-62451188")
HOTEL_TRUTH = Truth("松江雅居酒店", 42_800, "2026-11-02", "36128845091", "043262451188")


def blank(colour: str) -> Image.Image:
    return Image.new("RGB", (900, 1200), colour)


def poster() -> Image.Image:
    """Text without any field."""
    return Page(800).centre("温馨提示", size=60, bold=True).centre("小心地滑").centre("请勿吸烟").done()


SAMPLES: tuple[Sample, ...] = (
    Sample("till receipt on a table, three degrees askew", _mall(given=160.0), MALL,
           (spoiling.on_table, partial(spoiling.turned, degrees=3))),
    Sample("till receipt with a member's discount", _mall(off=10.0, phone="0431-85668899"),
           Truth("美家福超市", 14_270, "2026-11-03", "20261103001287", "043185668899")),
    Sample("till receipt, twenty-five degrees askew", _mall(), MALL, (partial(spoiling.turned, degrees=-25),)),
    Sample("till receipt on its side", _mall(given=200.0), MALL, (partial(spoiling.turned, degrees=90),)),
    Sample("faded till receipt", _mall(), MALL, (partial(spoiling.faded, contrast=0.06), partial(spoiling.noisy, strength=8, seed=2))),
    Sample("receipt a metre long",
           partial(receipts.supermarket, "万客隆购物中心", "WKL2611090077", "2026-11-09 19:02", LONG_SHOPPING),
           Truth("万客隆购物中心", 190_700, "2026-11-09", "WKL2611090077")),
    Sample(
        "restaurant bill, a thumbnail",
        DINER,
        DINER_TRUTH,
        (partial(spoiling.small, part=0.3), partial(spoiling.squeezed, quality=15)),
    ),
    Sample("restaurant bill in the dark", DINER, DINER_TRUTH,
           (partial(spoiling.dark, brightness=0.12), partial(spoiling.noisy, strength=7, seed=11))),
    Sample("restaurant bill upside down", DINER, DINER_TRUTH, (partial(spoiling.turned, degrees=180),)),
    Sample("restaurant bill, out of focus", DINER, DINER_TRUTH, (partial(spoiling.blurred, radius=4.3),)),
    Sample("pharmacy receipt under a hand's shadow", DRUGS, DRUGS_TRUTH, (spoiling.shaded,)),
    Sample("fuel receipt with noise", FUEL, FUEL_TRUTH, (partial(spoiling.noisy, strength=75, seed=7),)),
    Sample("invoice", INVOICE, INVOICE_TRUTH),
    Sample("invoice on its side, shrunk", INVOICE, INVOICE_TRUTH,
           (partial(spoiling.small, part=0.45), partial(spoiling.turned, degrees=270))),
    Sample("price tag seen from the side", partial(receipts.price_tag, "保温饭盒", "59.90"),
           Truth(amount=5_990), (partial(spoiling.seen_from_the_side, lean=0.2),)),
    Sample("price tag with two prices", varieties.two_prices, Truth()),
    Sample("membership agreement", partial(receipts.membership, "力健身俱乐部", "2026年9月1日"),
           Truth("力健身俱乐部", 268_000, "2026-09-01", None, "043185677801")),
    Sample("marketplace order", COAT, COAT_TRUTH),
    Sample("marketplace order in dark mode", partial(COAT, dark_mode=True), COAT_TRUTH),
    Sample("marketplace order, a long screenshot",
           partial(COAT, padding=tuple(f"第{n}条 买家评价：面料不错，做工一般" for n in range(1, 61))), COAT_TRUTH),
    Sample("marketplace order, sent through a messenger twice", KETTLE, KETTLE_TRUTH,
           (partial(spoiling.small, part=0.3), partial(spoiling.squeezed, quality=12))),
    Sample("takeaway order", FISH, FISH_TRUTH),
    Sample("payment in a messenger", PAID, PAID_TRUTH),
    Sample("convenience store, askew and out of focus", varieties.convenience,
           Truth("七天便利（解放大路店）", 4_560, "2026-11-15", "20261115-0093", "043182610098"),
           (partial(spoiling.turned, degrees=5), partial(spoiling.blurred, radius=3.0))),
    Sample("bakery in the dark, one row of sums", varieties.bakery,
           Truth("麦香时光万达店", 6_800, "2026-11-16", "MX2611160045"),
           (partial(spoiling.dark, brightness=0.2), partial(spoiling.noisy, strength=12, seed=3))),
    Sample("group buying, shrunk", varieties.group_buying,
           Truth("云岭果园直发店", 2_990, "2026-11-12", "261112-345678901234567"), (partial(spoiling.small, part=0.3),)),
    Sample("card slip, faded and noisy", varieties.card_slip, Truth("欧兰电器商场", 259_900, "2026-10-30"),
           (partial(spoiling.faded, contrast=0.2), partial(spoiling.noisy, strength=16, seed=5))),
    Sample("handed-out receipt, askew in a shadow", varieties.handed_receipt,
           Truth("美宅装饰有限公司", 500_000, "2026-08-05", "0012345"),
           (spoiling.shaded, partial(spoiling.turned, degrees=-7))),
    Sample("a parcel's label", varieties.waybill, Truth()),
    Sample("a hillside", partial(spoiling.landscape, 3), Truth()),
)  # fmt: skip

# Beyond the thirty: more layouts, and more of nothing.
MORE: tuple[Sample, ...] = (
    Sample("price tag", partial(receipts.price_tag, "纯棉男士衬衫", "129.00"), Truth(amount=12_900)),
    Sample("payment in a wallet",
           partial(screens.alipay, "喜乐蛋糕店", "218.00", "2026-11-17 10:05:59", "2026111722001405671234567890"),
           Truth("喜乐蛋糕店", 21_800, "2026-11-17", "2026111722001405671234567890")),
    Sample("hotel booking", HOTEL, HOTEL_TRUTH),
    Sample("a ride", varieties.ride, Truth(None, 3_180, "2026-11-07", "17601234567890123")),
    Sample("cinema tickets", varieties.cinema, Truth("大光明影城(红旗街店)", 7_980, "2026-11-13", "5561234567")),
    Sample("invoice from a roll", varieties.invoice_roll, Truth("老王五金商店", 8_600, "2026-10-18", "00812345")),
    Sample("a transfer to a person", varieties.transfer, Truth(None, 30_000, "2026-11-05")),
    Sample("household order through a poor JPEG", varieties.home_order,
           Truth("小鹿家居生活馆", 15_680, "2026-11-09", "2980123456789012345"), (partial(spoiling.squeezed, quality=15),)),
    Sample("a notice without figures", poster, Truth()),
    Sample("a talk with a shop", partial(screens.chat, "暖芯服饰旗舰店"), Truth()),
    Sample("an empty page", partial(blank, "white"), Truth()),
    Sample("a black picture", partial(blank, "black"), Truth()),
)  # fmt: skip
