"""What businesses and platforms are called: the nouns that end a business's name, and the platforms."""

import re
from collections.abc import Iterable

from actions.intake.extraction.vocabulary import vocabulary

# Nouns that end the name of a business. Behind a name (星光超市) they make a merchant, alone a description.
BUSINESS_NOUNS = vocabulary(
    "有限责任公司 股份有限公司 有限公司 分公司 公司 集团 企业 厂家 工厂 药厂 修理厂 汽修厂 修配厂 旗舰店 专卖店 专营店 加盟店 连锁店 门店 "
    "4S店 4s店 商店 药店 书店 饭店 酒店 宾馆 旅店 民宿 客栈 餐厅 餐馆 饭馆 面馆 菜馆 茶馆 茶楼 火锅店 烧烤店 快餐店 奶茶店 咖啡店 咖啡馆 蛋糕店 面包店 "
    "水果店 便利店 小卖部 小卖铺 超市 商场 商城 商厦 商行 百货 卖场 市场 菜市场 批发市场 广场 购物中心 家具城 家居城 建材城 电器城 家电城 数码城 电子城 汽车城 美食城 手机店 "
    "眼镜店 服装店 鞋店 花店 宠物店 宠物医院 珠宝店 金店 美发店 理发店 美容店 美甲店 美容院 养生馆 会所 足浴店 洗浴中心 洗衣店 干洗店 影楼 照相馆 摄影店 "
    "健身房 健身会所 健身俱乐部 俱乐部 健身中心 游泳馆 瑜伽馆 舞蹈室 工作室 驾校 培训学校 培训机构 培训班 培训中心 教育机构 辅导班 补习班 早教中心 早教机构 "
    "托管班 幼儿园 学校 学院 画室 琴行 网校 旅行社 旅游公司 景区 游乐场 游乐园 影院 电影院 网吧 网咖 KTV ktv 酒吧 剧院 房产中介 中介 物业 物业公司 "
    "装修公司 装饰公司 家装公司 搬家公司 家政公司 婚介所 婚庆公司 婚纱店 月子中心 养老院 医院 诊所 门诊部 门诊 口腔 体检中心 眼科 美容医院 整形医院 "
    "加油站 洗车店 修车店 汽修店 轮胎店 车行 租车行 停车场 检测站 充电站 客运站 汽车站 火车站 高铁站 地铁站 西站 东站 南站 北站 快递点 快递站 快递公司 代收点 代收店 驿站 物流公司 "
    "营业厅 供热公司 供水公司 燃气公司 自来水公司 电力公司 银行 保险公司 典当行 当铺 彩票店 服务站 服务中心 售后中心 维修店 维修点 "
    "维修部 维修中心 回收店 直播间 网店 店铺 店 馆 铺 坊 阁 轩 苑 事务所 合作社 经营部 销售部 售楼部 售楼处 专柜 体验店 共享单车 共享汽车 共享充电宝"
)
# People and places that stand for a business nobody named
DESCRIPTIONS = vocabulary(
    "卖家 商家 店家 店主 老板 店里 店员 销售员 销售 推销员 业务员 导购 导游 房东 二房东 开发商 中介 经销商 代理商 厂家 厂商 供应商 快递员 "
    "快递小哥 外卖员 骑手 司机 师傅 教练 主播 微商 客服 商贩 小贩 摊主 摊贩 装修队 施工队 运营商 机构 校区 校方 物业 柜员"
)
# One line a platform: its usual name, then how else people write it
_PLATFORM_LINES = """
淘宝 淘宝网 淘宝直播 淘特 某宝
天猫 天猫超市 天猫国际 天猫商城 某猫
京东 京东商城 京东自营 京东到家 某东
拼多多 拼夕夕 多多买菜 某多多
抖音 抖音商城 抖音小店 抖音直播间 抖音直播 某音
快手 快手小店 快手直播间 某手
小红书
闲鱼 咸鱼网 某鱼
转转
美团 美团外卖 美团优选 某团
饿了么
携程 携程旅行 携程网
去哪儿 去哪儿网
飞猪 飞猪旅行
同程 同程旅行
途牛
马蜂窝
唯品会
苏宁易购 苏宁
当当 当当网
网易严选
得物
盒马 盒马鲜生
叮咚买菜
大众点评
滴滴 滴滴出行 滴滴打车
高德打车
曹操出行
花小猪
12306
哔哩哔哩 B站
微店
有赞
视频号
微信小程序
1688
阿里巴巴
瓜子二手车
贝壳找房
链家
自如
爱彼迎
亚马逊
淘票票
猫眼
大麦网 大麦
58同城 58到家
货拉拉
"""
PLATFORMS = {
    written: line.split()[0] for line in _PLATFORM_LINES.strip().splitlines() for written in line.split()
}
# Also plain words (到店里转转, 运用自如): platforms only where the text uses them as one
ORDINARY_WORDS = frozenset({"转转", "自如", "得物", "同程", "猫眼", "有赞", "当当", "苏宁", "大麦"})
PLATFORM_LETTERS = {"pdd": "拼多多", "tb": "淘宝", "jd": "京东"}
PLATFORM_FORMS = re.compile(r"(?<![A-Za-z])(?:pdd|tb|jd)(?![A-Za-z])", re.IGNORECASE)
PAYMENT_ONLY = ("微信", "支付宝", "云闪付", "银联")
# Whom people tell, or who decides: never whom they complain about, unless nobody else is named
AUTHORITY = re.compile(
    r"(?:局|委员会|发改委|住建委|教委|卫健委|市委|县委|政府|部门|法院|检察院|派出所|公安|消协|消费者协会|协会|大队|支队|居委会|村委会|工信部|商务部|交通部|12315|12345|热线|办公室|中心局|厅)$"
)
AUTHORITIES = ("工商", "质监", "市监", "城管", "媒体", "电视台", "中华人民共和国", "中国", "国家", "政府")


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
