"""The traps of real stories, one class after the other: what must not be taken, and what must be."""

import datetime as dt

import pytest

from actions.intake.extraction.demands import Demand, find_demands
from actions.intake.extraction.story import Story, read_story

TODAY = dt.date(2026, 11, 21)
D = Demand


def read(text: str) -> Story:
    return read_story(text, today=TODAY)


def yuan(text: str) -> float | None:
    found = read(text).amount
    return found.value.fen / 100 if found else None


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        # several sums: paid, offered, claimed, listed, estimated, a price a piece
        ("买的外套860元，店家只肯退200元，我要求赔偿1000元", 860),
        ("原价4200元优惠后3899元", 3899),
        ("预估价43元，结果收了我91.6元", 91.6),
        ("回收价从1450元压到620元", None),
        ("120块钱一斤买了3斤", None),
        ("店员说最多补偿我300元", None),
        ("拿去检测机构花了300元检测，衣服是860元买的", 860),
        ("停车费从150元涨到300元", 300),
        ("办的卡冲了2000还有1600没用", 2000),
        ("一年1200块的宽带", 1200),
        ("突然出来一张870元的单子", 870),
        ("给了800定金人就没影了", 800),
        # numbers that are not money
        ("手机尾号3321，订单号231111-55820193", None),
        ("买了40斤种子，出苗率不到30%", None),
        ("跑了20公里，打了10086", None),
        ("充值必须是50的倍数", None),
        # a vague sum is not guessed
        ("花了四五千买的手机", None),
        ("大概4-5千吧", None),
    ],
)
def test_only_the_sum_paid_or_in_dispute_is_the_amount(text: str, amount: float | None) -> None:
    assert yuan(text) == amount


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("孩子今年九岁，拿手机玩游戏", None),
        ("我在周六福金店买了项链", None),
        ("热水器是房东十年前买的", None),
        ("2018年12月22日我在周六福买了项链", "2018-12-22"),
        ("2019年5月我在驾校报名，2019年8月去退费", "2019-05"),
        ("合同写2021年6月30日交房", None),
    ],
)
def test_only_the_day_of_the_purchase_is_its_date(text: str, iso: str | None) -> None:
    found = read(text).purchase_date
    assert (found.value.iso if found else None) == iso


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # masked names are names
        ("去年找的某某装饰公司，钱交了人不来", "某某装饰公司"),
        ("在xx健身房买了私教课", "xx健身房"),
        ("X司，无故封停我的账号", "X司"),
        ("农资经销商刘某某卖给我的复合肥是假的", "刘某某"),
        # quoted, labelled, behind a place
        ("我在H市“潮流前线”服装店买了一件羽绒服", "潮流前线"),
        ("【投诉对象】优品数码旗舰店【平台】拼多多", "优品数码旗舰店"),
        ("在H市时代广场三楼的纤美人生美容会所做了祛斑", "纤美人生美容会所"),
        ("B市油中燃气乱收费", "油中燃气"),
        ("海风餐厅的菜里有虫", "海风餐厅"),
        # the site of the complaint, an authority, a destination, a kind of shop, goods
        ("已经在黑猫投诉过一次没人理", None),
        ("希望食药监部门查一查", None),
        ("从高铁站打车到万达", None),
        ("在二手车市场买了一辆车", None),
        ("苹果都是烂的", None),
        # the platform is the respondent where it serves itself, never where a shop sells on it
        ("滴滴打车司机绕路多收钱", "滴滴打车"),
        ("在京东自营店买的手机坏了", "京东自营店"),
        ("在转转上卖家发来的手机是坏的", None),
        ("在拼多多买的鞋开胶了", None),
    ],
)
def test_a_respondent_is_a_name_and_nothing_else(text: str, name: str | None) -> None:
    found = read(text).merchant
    assert (found.text if found else None) == name


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("U市西山区阳光里小区的供暖不热", "U市西山区阳光里小区"),
        ("我家住B市城东区，供暖一直不热", "B市城东区"),
        ("北京飞上海的航班延误六个小时", None),
        ("在阿里拍卖上拍的", None),
        ("E县汽车站到柳河镇的班车", "E县"),
        ("F县民政局对面的店", "F县"),
        ("我是黑龙江人，在昆明旅游被强制购物", "昆明"),
    ],
)
def test_the_region_is_where_it_happened(text: str, region: str | None) -> None:
    found = read(text).region
    assert (found.text if found else None) == region


@pytest.mark.parametrize(
    ("text", "demands"),
    [
        ("页面写着“不喜欢就退，坏了就赔”", []),
        ("影楼说定金不退", []),
        ("店家要求我赔偿他的损失", []),
        ("家长要求换掉承包商", []),
        ("给我退了10块钱积分", []),
        ("要求换成现金也不给", [D.REFUND]),
        ("请领导过问，退还全部费用", [D.REFUND]),
        ("未成年人充值能不能全额退？", [D.REFUND]),
        ("剩下1200要得回来吗？", [D.REFUND]),
        ("请食药监部门尽快查一查", [D.PUNISH]),
        ("请西站核查", []),
        ("我去驾校退费，教练天天推", [D.REFUND]),
    ],
)
def test_a_demand_is_what_the_person_asks_for(text: str, demands: list[Demand]) -> None:
    assert [found.value for found in find_demands(text) if found.value is not D.OTHER] == demands


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("从书店购买了一本书，有缺页", "书"),
        ("当时4瓶洋酒2000多买的", "洋酒"),
        ("去路边修了块手表", "手表"),
        ("在保定买荣威rx5一辆", "荣威rx5"),
        ("年前买了一支价值3000元的海鸥手表", "海鸥手表"),
        ("单位发的提货券用不了", "提货券"),
        ("我买了款手机实体店员说是新的", "手机"),
        ("在网上买了好多东西了", None),
    ],
)
def test_a_product_is_the_thing_without_the_words_around_it(text: str, product: str | None) -> None:
    found = read(text).product
    assert (found.text if found else None) == product


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("热水器三天就漏水，店员说概不退换", "热水器三天就漏水"),
        ("在驾校交了学费，教练推来推去，说好随时可退，现在一分钱不退", "一分钱不退"),
        ("市场内出现缺斤少两情况", "缺斤少两"),
        ("拿去一测显卡是矿卡", "拿去一测显卡是矿卡"),
        ("要求退款遭拒", "要求退款遭拒"),
        ("想问一下七天无理由退货是什么意思", None),
        ("老师说这一段没问题", None),
        ("《消费者权益保护法》规定经营者不得拒绝退款", None),
    ],
)
def test_the_problem_is_the_clause_that_tells_most(text: str, problem: str | None) -> None:
    found = read(text).problem
    assert (found.text if found else None) == problem


def test_a_trip_is_neither_the_seller_nor_begun_in_last_year() -> None:
    story = read("我去年在海南旅游时被商家骗了2000")
    assert (story.merchant, story.product) == (None, None)
    assert read("在海南旅游公司报了个团").merchant is not None


def test_the_name_in_front_of_a_sellers_noun_is_not_what_was_bought() -> None:
    story = read("点了张亮麻辣烫外卖，里面有虫子")
    assert story.merchant is not None
    assert story.merchant.value == "张亮麻辣烫"
    assert story.product is None or story.product.value == "外卖"


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("我在长春，我妈在沈阳中街买的鞋，开胶了不给退", "辽宁省沈阳市"),
        ("我在长春，买的鞋开胶了不给退", "吉林省长春市"),  # no other place is named
        ("我在长春买的鞋，后来去沈阳出差，鞋开胶了不给退", "吉林省长春市"),
    ],
)
def test_where_somebody_is_gives_way_to_where_it_was_bought(text: str, region: str) -> None:
    found = read(text).region
    assert found is not None
    assert found.value.official == region
