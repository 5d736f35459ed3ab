"""Screenshots of orders and payments, in layouts people know. Shops, people and numbers are invented."""

from collections.abc import Sequence

from PIL import Image

from tests.photos.page import Page

GREY, ORANGE, RED = "#888888", "#ff5000", "#e4393c"


def _phone(*, dark_mode: bool = False, title: str = "订单详情") -> Page:
    page = Page(1080, size=38, margin=48, paper="#161616" if dark_mode else "white",
                ink="#eeeeee" if dark_mode else "#1a1a1a")  # fmt: skip
    return page.pair("12:46", "5G  87%", size=30).gap(10).centre(title, size=44, bold=True).gap(20)


def marketplace(
    shop: str, goods: str, price: float, number: str, created: str, paid: str, *, off: float = 0,
    state: str = "交易成功", padding: Sequence[str] = (), dark_mode: bool = False,
) -> Image.Image:  # fmt: skip
    """An order as big marketplaces show it: goods, sums, then numbers and times."""
    page = _phone(dark_mode=dark_mode)
    page.left(state, size=50, bold=True, ink=ORANGE).gap(10)
    page.left("张** 138****5678", size=34).left("吉林省长春市朝阳区**街道**小区", size=34, ink=GREY).gap(20)
    page.left(f"{shop} >", bold=True).gap(8)
    page.pair(goods, f"￥{price:.2f}").pair("颜色分类：黑色；尺码：L", "x1", size=32, ink=GREY)
    for line in padding:
        page.left(line, size=34)
    page.gap(20).pair("商品总价", f"￥{price:.2f}", ink=GREY).pair("运费（快递）", "￥0.00", ink=GREY)
    if off:
        page.pair("店铺优惠", f"-￥{off:.2f}", ink=GREY)
    page.pair("实付款", f"￥{price - off:.2f}", size=46, bold=True, ink=ORANGE).gap(20)
    page.pair("订单编号", f"{number} 复制").pair("创建时间", created).pair("付款时间", paid)
    return page.pair("发货时间", "2026-11-19 09:02:11").gap(16).centre("为你推荐", ink=GREY).done()


def jingdong(shop: str, goods: str, price: float, number: str, created: str) -> Image.Image:
    """Labels and values side by side on the left."""
    page = (
        _phone()
        .left("已完成", size=48, bold=True, ink=RED)
        .left("感谢您在本店购物，欢迎再次光临", size=34)
        .gap(20)
    )
    page.left(shop, bold=True).left(goods).pair("x1", f"¥{price:.2f}").gap(20)
    page.left(f"订单编号：{number}").left(f"下单时间：{created}").left("支付方式：在线支付").left(
        "配送方式：快递运输"
    ).gap(12)
    page.pair("商品金额", f"¥{price:.2f}").pair("运费", "+ ¥6.00").pair("立减", "- ¥20.00")
    return page.pair("实付款：", f"¥{price - 14:.2f}", size=46, bold=True, ink=RED).done()


def takeaway(
    shop: str, dishes: Sequence[tuple[str, float]], number: str, ordered: str, phone: str
) -> Image.Image:
    page = _phone(title="订单已送达").left(f"{shop} >", bold=True, size=42).gap(10)
    for what, price in dishes:
        page.pair(what, f"¥{price:.1f}").left("x1", size=30, ink=GREY)
    total = sum(price for _what, price in dishes)
    page.pair("打包费", "¥2").pair("配送费", "¥4.5").pair("满减优惠", "-¥12", ink=RED)
    page.pair("已优惠¥12", f"合计 ¥{total + 6.5 - 12:.2f}", size=44, bold=True).gap(20)
    page.left(f"联系商家  商家电话：{phone}", size=34).gap(10).left("配送信息", bold=True)
    page.pair("期望时间", "立即送达").pair("配送骑手", "李师傅").gap(10).left("订单信息", bold=True)
    return page.pair("订单号码", number).pair("下单时间", ordered).pair("支付方式", "在线支付").done()


def wechat_payment(merchant: str, amount: str, paid: str, number: str, merchants_number: str) -> Image.Image:
    page = _phone(title="账单详情").gap(30).centre(merchant, size=40)
    page.centre(f"-{amount}", size=84, bold=True).gap(40)
    page.pair("当前状态", "支付成功").pair("支付时间", paid).pair("商品", "收款码收款").pair(
        "商户全称", merchant
    )
    page.pair("收单机构", "财付通支付科技有限公司").pair("支付方式", "零钱").gap(10)
    return page.pair("交易单号", number).pair("商户单号", merchants_number).done()


def alipay(merchant: str, amount: str, paid: str, number: str) -> Image.Image:
    page = _phone(title="账单详情").centre(merchant, size=40).centre(f"-{amount}", size=80, bold=True)
    page.centre("交易成功", ink=GREY).gap(30).pair("付款方式", "余额宝").pair("商品说明", "线下消费")
    return page.pair("收款方全称", merchant).pair("创建时间", paid).pair("订单号", number).done()


def hotel(name: str, amount: float, number: str, booked: str, phone: str) -> Image.Image:
    page = _phone().left("已取消", size=48, bold=True).left(name, bold=True, size=44).gap(10)
    page.left("入住 11月28日 周六  离店 11月29日 周日  1晚").left("高级大床房 含双早").gap(20)
    page.pair("在线支付", f"¥{amount:.2f}", bold=True).pair("订单号", number).pair("预订时间", booked)
    return page.pair("酒店电话", phone).left("入住人：王小丽", ink=GREY).done()


def chat(shop: str) -> Image.Image:
    """A talk with a shop: words, no figures to fill in."""
    page = _phone(title=shop)
    for line in (
        "你好，衣服掉色，能退吗？",
        "亲，洗过的不支持退货哦",
        "我没有洗",
        "那我们也没有办法呢亲",
        "我要投诉你们",
    ):
        page.left(line).gap(36)
    return page.done()
