"""Further layouts: till slips, card slips, rolls, hand-written-style receipts, trips, parcels. All invented."""

from PIL import Image

from tests.photos.page import Page
from tests.photos.screens import GREY, _phone


def convenience() -> Image.Image:
    page = Page(480, size=24)
    page.centre("七天便利（解放大路店）", size=26).left("NO.20261115-0093").left("2026/11/15 22:41:03").rule(
        "-"
    )
    for what, price in (("饮用水 550ml", "2.00"), ("关东煮 套餐", "18.60"), ("饭团 金枪鱼 x2", "25.00")):
        page.pair(what, price)
    page.rule("-").pair("总计(4件)", "45.60").pair("微信", "45.60").gap(8)
    return page.left("TEL:0431-82610098").centre("欢迎再来").done()


def bakery() -> Image.Image:
    """No business noun in the name, and three sums in one row."""
    page = Page(560, size=26)
    page.centre("麦香时光", size=40, bold=True).left("门店名称：麦香时光万达店").left("单据号：MX2611160045")
    page.left("交易日期：2026-11-16 08:10").rule("=")
    for what, price in (("全麦吐司", "22.00"), ("生日蛋糕 6寸", "46.00")):
        page.pair(what, price)
    return page.rule("=").left("应收:68.00  实收:100.00  找零:32.00").left("储值余额：0.00").done()


def group_buying() -> Image.Image:
    page = _phone().left("待收货", size=46, bold=True).left("王** 139****1234", size=32, ink=GREY).gap(16)
    page.left("云岭果园直发店 >", bold=True).left("冰糖橙 10斤装 包邮").pair("￥32.90", "x1").gap(10)
    page.pair("优惠券", "-￥3.00").pair("实付：", "￥29.90（免运费）", bold=True).gap(10)
    return (
        page.left("订单编号：261112-345678901234567")
        .left("拼单时间：2026-11-12 20:33:12")
        .left("物流公司：中通快递")
        .done()
    )


def ride() -> Image.Image:
    page = _phone(title="行程账单").centre("31.80元", size=90, bold=True).centre("已支付", ink=GREY).gap(20)
    page.pair("起步费", "9.00元").pair("里程费(8.6公里)", "21.50元").pair("时长费(15分钟)", "6.30元").pair(
        "优惠券抵扣", "-5.00元"
    )
    return page.gap(20).pair("订单号", "17601234567890123").pair("支付时间", "2026-11-07 23:18").done()


def cinema() -> Image.Image:
    page = (
        _phone(title="电影票订单")
        .left("夜航西飞", size=50, bold=True)
        .left("11月14日 19:30 国语2D")
        .left("大光明影城(红旗街店)")
        .gap(20)
    )
    page.left("6排7座  6排8座").pair("取票码", "3821 7745").pair("总价", "￥79.80").pair(
        "手机号", "139****1234"
    )
    return page.pair("订单号", "5561234567").pair("购买时间", "2026-11-13 21:02").done()


def invoice_roll() -> Image.Image:
    page = Page(420, size=22)
    page.centre("通用机打发票", size=28).left("发票代码：122012660101").left("发票号码：00812345").left(
        "开票日期：2026-10-18"
    )
    page.left("销售方名称：老王五金商店").left("购买方名称：个人").rule("-").pair("水龙头", "86.00").rule("-")
    return page.left("合计金额(小写)：￥86.00").left("合计(大写)：捌拾陆元整").done()


def card_slip() -> Image.Image:
    page = Page(500, size=24)
    page.centre("POS签购单", size=30).left("商户名称(MERCHANT NAME):").left("欧兰电器商场").left(
        "商户编号:898220154110001"
    )
    page.left("终端编号:12345678").left("卡号:622848******1234").left("交易类型:消费").left("凭证号:000123")
    return (
        page.left("日期/时间:2026/10/30 15:22:08")
        .left("参考号:123456789012")
        .left("金额(AMOUNT):RMB 2,599.00", bold=True)
        .done()
    )


def handed_receipt() -> Image.Image:
    page = Page(1000, size=30, paper="#fdf6ef", ink="#22307a")
    page.centre("收  据", size=48, bold=True).pair("2026年8月5日", "No 0012345").rule("-")
    page.left("今收到  张女士  交来  装修定金").left("人民币（大写）伍仟元整    ￥5000.00")
    return page.rule("-").left("收款单位：美宅装饰有限公司        经手人：赵强").done()


def two_prices() -> Image.Image:
    """A tag that does not say which price was paid."""
    page = Page(640, size=30, paper="#ffe9e9")
    page.left("电动牙刷 声波款", bold=True).pair("会员价", "¥89.00", size=48, bold=True).pair(
        "零售价", "¥129.00"
    )
    return page.left("产地：广东").done()


def waybill() -> Image.Image:
    """A parcel's label: numbers and phones, all of them others' business."""
    page = Page(700, size=28)
    page.left("运单号：SF1234567890123", bold=True).rule("-").left("收件人：王小丽  13912345678").left(
        "吉林省长春市朝阳区红旗街道"
    )
    return (
        page.rule("-")
        .left("寄件人：李先生  13787654321")
        .left("浙江省杭州市余杭区")
        .rule("-")
        .left("重量 1.20kg  托寄物：日用品")
        .done()
    )


def transfer() -> Image.Image:
    page = (
        _phone(title="转账")
        .gap(40)
        .centre("张师傅已收款", size=40)
        .centre("￥300.00", size=96, bold=True)
        .gap(40)
    )
    return page.pair("转账时间", "2026年11月05日 13:12:10").pair("收款时间", "2026年11月05日 13:15:44").done()


def home_order() -> Image.Image:
    page = _phone().left("卖家已发货", size=46, bold=True).gap(10).left("小鹿家居生活馆 >", bold=True)
    for what, price in (("北欧风台灯", "￥98.00"), ("抱枕套 4只装", "￥68.80")):
        page.pair(what, price).left("x1", size=30, ink=GREY)
    page.pair("共2件商品", "合计：￥166.80").pair("红包抵扣", "-￥10.00").pair(
        "实付款", "￥156.80", size=44, bold=True
    ).gap(16)
    page.pair("订单编号", "2980123456789012345 复制").pair("支付宝交易号", "2026110922001400001234567890")
    return page.pair("创建时间", "2026-11-09 14:05:21").pair("付款时间", "2026-11-09 14:05:30").done()
