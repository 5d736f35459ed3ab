"""Fields of printed pages: each row is what one of them shows."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.intake.documents.document import read_document
from actions.intake.documents.layout import lines_of, rows_of
from actions.intake.documents.sums import sums_in
from tests.actions.intake.documents.pages import RECEIPT, lines

TODAY = dt.date(2026, 11, 20)


def read(page: str) -> dict[str, object]:
    return read_document(lines_of({"lines": lines(page)}), today=TODAY)


def amount(page: str) -> int | None:
    found = read(page).get("amount")
    assert found is None or isinstance(found, dict)
    return found["fen"] if found else None


def test_a_receipt_gives_all_its_fields() -> None:
    found = read(RECEIPT)
    assert found["merchant"] == "好又多超市"
    assert found["amount"] == {"fen": 12_980, "approximate": False, "text": "129.80"}
    assert found["purchase_date"] == {"iso": "2026-11-08", "text": "2026年11月8日", "approximate": False}
    assert found["order_no"] == "HYD2611080031"
    assert found["merchant_phone"] == "0431-85668899"


@pytest.mark.parametrize(
    ("page", "fen"),
    [
        ("合计   128.50\n实收   200.00\n找零   71.50", 12_850),
        ("合计   128.50\n实收   200.00", 12_850),  # the change is not legible
        ("实收   200.00\n找零   71.50", 12_850),
        ("合计   152.70\n会员优惠   -10.00\n应收   142.70\n实收   200.00\n找零   57.30", 14_270),
        ("应收金额：300.03元\n优惠金额：15.00元\n实收金额：285.03元", 28_503),
        ("消费金额   196.00\n优惠金额   26.00\n实付金额   ¥170.00", 17_000),
        ("商品总价   ￥899.00\n店铺优惠   -￥120.00\n实付款   ￥779.00", 77_900),
        ("商品金额   ¥159.00\n运费   + ¥6.00\n实付款：   ¥165.00", 16_500),
        ("合计 3件   ¥1,280.00", 128_000),
        ("价税合计（大写）   叁佰玖拾玖元整   （小写）   ¥399.00", 39_900),
        ("合计   128，50", 12_850),  # a point read as a comma
        ("合计   128. 50", 12_850),
        ("零售价：   ¥39.9", 3_990),
        ("会员价：   ¥35.9\n零售价：   ¥39.9", None),  # which one was paid is not said
        ("单价：8.12元/升\n加油量：36.95升", None),
        ("找零   71.50", None),
        ("退款金额   88.00", None),
        ("合计   0.00", None),
        ("税率   13%\n共 3 件", None),
        ("会费人民币2680元整，已付清", 268_000),
    ],
)
def test_the_sum_is_what_was_paid(page: str, fen: int | None) -> None:
    assert amount(page) == fen


@pytest.mark.parametrize(
    ("page", "day"),
    [
        ("日期：2026-11-03 12:30:15", "2026-11-03"),
        ("日期：2026-11-0312:30:15", "2026-11-03"),  # the blank was not read
        ("时间：2026/11/01 07:55", "2026-11-01"),
        ("支付时间   2026年11月12日 16:20:33", "2026-11-12"),
        ("开票日期：2026年10月02日", "2026-10-02"),
        ("日期：20261103", "2026-11-03"),
        ("发货时间   2026-11-19\n下单时间   2026-11-11\n付款时间   2026-11-12", "2026-11-11"),
        ("交易时间   11-15 12:08", "2026-11-15"),
        ("交易时间   12-15 12:08", "2025-12-15"),  # not yet come this year
        ("2026-11-03 12:30", "2026-11-03"),
        ("有效期至:2026-07-31", None),
        ("生产日期：2026-10-01", None),
        ("日期：2027-01-03", None),  # a purchase in the future is a misreading
        ("日期：2026-13-45", None),
        ("预计送达   2026-11-19", None),
        ("2026-11-03   2026-11-09", None),  # two bare days: which one is not said
        ("入住 11月28日 离店 11月29日", None),
    ],
)
def test_the_day_is_the_day_of_the_purchase(page: str, day: str | None) -> None:
    found = read(page + "\n单号：A1234567").get("purchase_date")
    assert (found["iso"] if isinstance(found, dict) else None) == day


@pytest.mark.parametrize(
    ("page", "number"),
    [
        ("订单编号   3216549870123456789 复制", "3216549870123456789"),
        ("交易单号   4200002611\n商户单号   WJ2026111200876", "WJ2026111200876"),
        ("流水号:0026110600451", "0026110600451"),
        ("订单号\n36128845091", "36128845091"),  # the value below its label
        ("订单编号   2987 6543 2101", "298765432101"),
        ("快递单号   SF1234567890123", None),
        ("会员卡号:8800231****", None),
        ("纳税人识别号：91220101MA0Y3K7X2D", None),
        ("订单号   待付款", None),
    ],
)
def test_the_number_is_the_orders(page: str, number: str | None) -> None:
    assert read(page + "\n合计   5.00").get("order_no") == number


@pytest.mark.parametrize(
    ("page", "phone"),
    [
        ("门店电话:0431-85312266", "0431-85312266"),
        ("客服热线：400-820-1234", "400-820-1234"),
        ("电话：13504312345", None),  # a mobile may be anybody's
        ("门店电话：13504312345", "13504312345"),
        ("电话：0431-85312266", "0431-85312266"),
        ("收货人：王小明\n电话：13812345678", None),
        ("收货人：王小明\n地址：长春市朝阳区\n电话：0431-85312266", None),
        ("顾客：李女士\n电话：0431-85312266", None),
        ("乙方：王小明\n地址：长春市\n电话：0431-85312266", None),
        ("客户：王小明\n联系电话：13812345678", None),
        ("姓名：王小明\n联系电话：13812345678", None),
        ("姓名：王小明\n联系电话：0431-85312266", None),
        ("客户：王小明\n欢迎光临好又多超市\n电话：0431-85312266", "0431-85312266"),
        ("客户：王小明\n客服电话：13504312345", "13504312345"),
        ("电话：95338", "95338"),
        ("三、因会员个人原因退卡的，扣除费用。\n联系电话：0431-85677801", "0431-85677801"),
        ("张** 138****5678", None),
        ("收货人 李梅 电话 13912345678", None),
        ("监督电话：12315", None),
        ("投诉电话：0431-88888888", None),
        ("骑手电话   13712345678", None),
    ],
)
def test_the_phone_is_the_shops(page: str, phone: str | None) -> None:
    assert read(page + "\n合计   5.00").get("merchant_phone") == phone


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("欢迎光临好又多超市", "好又多超市"),
        ("康民大药房（西安大路店）", "康民大药房(西安大路店)"),
        ("渔味轩烤鱼(桂林路店) >", "渔味轩烤鱼(桂林路店)"),
        ("暖芯服饰旗舰店 >", "暖芯服饰旗舰店"),
        ("商户全称   万家灯饰商行", "万家灯饰商行"),
        ("收单机构   财付通支付科技有限公司\n商户全称   喜乐蛋糕店", "喜乐蛋糕店"),
        (
            "购买方信息 名称：王小丽   销售方信息 名称：长春市好运电器有限公司\n价税合计   ¥5.00",
            "长春市好运电器有限公司",
        ),
        ("谢谢惠顾 欢迎下次光临", None),
        ("感谢您在本店购物", None),
        ("进店逛逛", None),
        ("鲜牛奶 950ml", None),
    ],
)
def test_the_merchant_is_who_sold_it(page: str, name: str | None) -> None:
    assert read(page + "\n合计   5.00").get("merchant") == name


def test_a_signboard_or_a_talk_with_a_shop_is_no_document() -> None:
    assert read("暖芯服饰旗舰店\n亲，洗过的不支持退货哦\n电话：0431-85312266") == {}
    assert read("温馨提示\n小心地滑") == {}
    assert read_document((), today=TODAY) == {}


def test_parts_of_a_row_are_read_from_the_left_whatever_their_order() -> None:
    page = list(reversed(lines("合计   128.50\n单号   A1234567")))
    assert [row.text for row in rows_of(lines_of({"lines": page}))] == ["合计 128.50", "单号 A1234567"]


@pytest.mark.parametrize(
    "page",
    [
        "暖芯服饰旗舰店 >   交易成功\n羽绒服   ¥299.00\n实付款   ¥299.00\n果园鲜生旗舰店 >   已发货\n苹果   ¥56.00\n实付款   ¥56.00",
        "暖芯服饰旗舰店 >\n订单编号   3216549870123\n果园鲜生旗舰店 >\n订单编号   3216549870999",
        "店铺名称：暖芯服饰\n实付款：299.00\n店铺名称：果园鲜生\n订单号：3216549870999",
        "商户全称   喜乐蛋糕店\n实付金额   56.00\n下单时间   2026-11-11\n实付款   88.00",
    ],
)
def test_of_a_page_with_two_orders_nothing_is_told(page: str) -> None:
    assert read(page) == {}


@pytest.mark.parametrize(
    "page",
    [
        "暖芯服饰旗舰店 >\n交易金额   ¥320.00\n实付款   ¥299.00\n实付金额   ¥299.00",
        "渔味轩烤鱼(桂林路店) >\n实付款   ¥299.00\n渔味轩烤鱼 >",
    ],
)
def test_one_order_that_says_its_sum_or_its_shop_twice_is_one(page: str) -> None:
    assert read(page)["amount"] == {"fen": 29_900, "approximate": False, "text": "299"}


def test_a_row_of_digits_is_no_sum() -> None:
    assert sums_in("99999999999999") == []
    assert sums_in("¥1234567890") == []
    assert sums_in("999,999,999.00") == [99_999_999_900]


@pytest.mark.parametrize(
    "lines", [None, [{}], [{"text": "a"}], ["x"], [{"text": "a", "left": "b", "top": 0, "right": 0, "bottom": 0, "score": 1}]]
)  # fmt: skip
def test_what_is_no_line_is_left_out(lines: object) -> None:
    assert lines_of({"lines": lines}) == ()


@given(st.lists(st.text(max_size=40), max_size=12))
def test_no_page_makes_it_stumble(rows: list[str]) -> None:
    page = [
        {"text": text, "left": 0.1, "top": at / 10, "right": 0.9, "bottom": at / 10 + 0.05, "score": 0.9}
        for at, text in enumerate(rows)
    ]
    found = read_document(lines_of({"lines": page}), today=TODAY)
    day = found.get("purchase_date")
    assert day is None or day["iso"] <= TODAY.isoformat()


@given(st.text(alphabet="0123456789.,¥-元 ", max_size=30))
def test_sums_are_positive_and_bounded(text: str) -> None:
    assert all(0 < fen <= 10**12 for fen in sums_in(text))
