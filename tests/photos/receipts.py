"""Printed paper: receipts, invoices, price tags. Shops, numbers and goods are invented."""

from collections.abc import Sequence

from PIL import Image

from tests.photos.page import Page

Item = tuple[str, int, float]  # what, how many, price of one


def supermarket(
    shop: str, number: str, moment: str, items: Sequence[Item], *, given: float | None = None,
    off: float = 0, phone: str | None = None, greeting: bool = True,
) -> Image.Image:  # fmt: skip
    """A till receipt: articles, total, what was given and the change."""
    page = Page(620)
    page.centre(f"欢迎光临{shop}" if greeting else shop, size=32, bold=True).gap(6)
    page.left(f"小票号：{number}").left(f"日期：{moment}").left("收银员：0012   机号：03").rule()
    page.columns("品名", "数量", "单价", "金额", at=(0, 0.5, 0.65, 0.84)).rule()
    for what, count, price in items:
        page.columns(what, str(count), f"{price:.2f}", f"{count * price:.2f}", at=(0, 0.52, 0.65, 0.84))
    total = sum(count * price for _what, count, price in items)
    page.rule().pair("件数", str(sum(count for _w, count, _p in items)))
    page.pair("合计：", f"{total:.2f}")
    if off:
        page.pair("会员优惠：", f"-{off:.2f}").pair("应收：", f"{total - off:.2f}", bold=True)
    if given is not None:
        page.pair("实收：", f"{given:.2f}").pair("找零：", f"{given - total + off:.2f}")
    else:
        page.pair("微信支付：", f"{total - off:.2f}")
    page.rule()
    if phone:
        page.left(f"服务电话：{phone}")
    return page.centre("请保留小票，凭票退换").centre("谢谢惠顾 欢迎下次光临").done()


def restaurant(
    shop: str, bill: str, moment: str, dishes: Sequence[Item], *, off: float, phone: str, table: str = "A08"
) -> Image.Image:  # fmt: skip
    """The bill of a meal with a discount and the paid sum large."""
    page = Page(600)
    page.centre(shop, size=36, bold=True).centre("结账单", size=30).gap(8)
    page.pair(f"桌号：{table}", "人数：4").left(f"账单号：{bill}").left(f"结账时间：{moment}").rule("=")
    for what, count, price in dishes:
        page.columns(what, f"x{count}", f"{count * price:.2f}", at=(0, 0.62, 0.8))
    total = sum(count * price for _what, count, price in dishes)
    page.rule("=").pair("消费金额", f"{total:.2f}").pair("优惠金额", f"{off:.2f}")
    page.pair("实付金额", f"￥{total - off:.2f}", size=36, bold=True)
    page.pair("支付方式", "支付宝").rule()
    return page.left(f"订餐电话：{phone}").left("地址：红旗街与同志街交会处").done()


def pharmacy(shop: str, number: str, moment: str, phone: str) -> Image.Image:
    page = Page(560)
    page.centre(shop, size=30, bold=True).left(f"流水号:{number}").left(f"销售时间:{moment}")
    page.left("会员卡号:8800231****").rule("*")
    for what, batch, price in (
        ("阿莫西林胶囊 24粒", "批号 260801", 18.5),
        ("医用口罩 50只", "批号 260622", 29.9),
    ):
        page.left(what).columns(batch, "1盒", f"{price:.2f}", at=(0, 0.5, 0.8))
    page.left("有效期至:2028-07-31").rule("*")
    page.pair("应付金额:", "48.40").pair("医保支付:", "0.00").pair("实付金额:", "48.40", bold=True)
    return page.left(f"门店电话:{phone}").left("药品离柜概不退换").done()


def fuel(shop: str, number: str, moment: str) -> Image.Image:
    page = Page(520)
    page.centre("加油小票", size=32, bold=True).left(f"站名：{shop}").left(f"流水号：{number}")
    page.left(f"时间：{moment}").left("油品：95号车用汽油").left("油枪：05").left("单价：8.12 元/升").left(
        "加油量：36.95 升"
    )
    return (
        page.left("应收金额：300.03 元")
        .left("优惠金额：15.00 元")
        .left("实收金额：285.03 元", bold=True)
        .done()
    )


def invoice(
    seller: str, number: str, day: str, goods: str, net: float, tax: float, capitals: str
) -> Image.Image:
    """A fully electronic invoice: buyer on the left, seller on the right."""
    page = Page(1240, size=26, ink="#7a3b12")
    page.centre("电子发票（普通发票）", size=40, bold=True).gap(10)
    page.write(f"发票号码：{number}", 780)
    page.down().write(f"开票日期：{day}", 780)
    page.down().gap(20)
    page.write("购买方信息  名称：王小丽", 40)
    page.write(f"销售方信息  名称：{seller}", 620)
    page.down().write("统一社会信用代码/纳税人识别号：", 40)
    page.write("统一社会信用代码/纳税人识别号：91220101MA0Y3K7X2D", 620)
    page.down().gap(16)
    page.columns("项目名称", "数量", "单价", "金额", "税率", "税额", at=(0, 0.36, 0.48, 0.62, 0.76, 0.88))
    page.columns(
        goods, "1", f"{net:.2f}", f"{net:.2f}", "13%", f"{tax:.2f}", at=(0, 0.36, 0.48, 0.62, 0.76, 0.88)
    )
    page.gap(60).columns("合  计", f"¥{net:.2f}", f"¥{tax:.2f}", at=(0.05, 0.62, 0.88)).gap(10)
    page.columns("价税合计（大写）", capitals, "（小写）", f"¥{net + tax:.2f}", at=(0.02, 0.26, 0.6, 0.72))
    return page.gap(20).left("开票人：李敏").done()


def price_tag(goods: str, price: str, *, label: str = "零售价", unit: str = "元/件") -> Image.Image:
    page = Page(700, size=30, paper="#fff7d6")
    page.left(f"品名：{goods}", bold=True).pair("产地：浙江", "等级：合格品").left("货号：A2093-7")
    page.write(f"{label}：", 40, size=34)
    page.write(f"¥{price}", 200, size=84, bold=True, ink="#c01818")
    page.write(unit, 560)
    return page.down(84).left("物价员：03   监督电话：12315").done()


def membership(shop: str, day: str) -> Image.Image:
    """A handed-out card agreement: prose, with a price and a date in it."""
    page = Page(900, size=28)
    page.centre(f"{shop}会员协议", size=40, bold=True).gap(12)
    for line in (
        f"签订日期：{day}",
        "一、会员办理年卡一张，会费人民币2680元整，已付清。",
        "二、会员卡仅限本人使用，不得转让。",
        "三、因会员个人原因退卡的，扣除已使用期间的费用。",
        "联系电话：0431-85677801",
        f"商家名称：{shop}",
    ):
        page.left(line).gap(6)
    return page.gap(20).pair("会员签字：", "店方盖章：").done()
