"""What businesses and platforms are called: the nouns that end a business's name, and the platforms."""

import re
from collections.abc import Iterable

from actions.intake.extraction.vocabulary import vocabulary

# Nouns that end the name of a business. Behind a name (星光超市) they make a merchant, alone a description.
BUSINESS_NOUNS = vocabulary(
    "有限责任公司 股份有限公司 有限公司 分公司 公司 集团 企业 厂家 工厂 药厂 修理厂 汽修厂 修配厂 旗舰店 专卖店 专营店 加盟店 连锁店 门店 "
    "4S店 4s店 机构 液化气站 加气站 运营中心 理疗中心 水育中心 亲子园 托育中心 康复中心 体验中心 银楼 珠宝行 酒楼 酒家 商社 车业 乐园 海洋馆 商店 大药房 药房 供电所 药店 书店 饭店 酒店 宾馆 旅店 民宿 客栈 餐厅 餐馆 饭馆 面馆 菜馆 茶馆 茶楼 火锅店 烧烤店 快餐店 奶茶店 咖啡店 咖啡馆 蛋糕店 面包店 "
    "水果店 便利店 小卖部 小卖铺 超市 商场 商城 商厦 商行 百货 卖场 市场 菜市场 批发市场 广场 购物中心 家具城 家居城 建材城 电器城 家电城 数码城 电子城 汽车城 美食城 手机店 "
    "眼镜店 服装店 鞋店 花店 宠物店 宠物医院 珠宝店 金店 美发店 理发店 美容店 美甲店 美容院 养生馆 会所 足浴店 洗浴中心 洗衣店 干洗店 影楼 照相馆 摄影店 "
    "健身房 健身会所 健身俱乐部 俱乐部 健身中心 游泳馆 瑜伽馆 舞蹈室 工作室 驾校 培训学校 培训机构 培训班 培训中心 教育机构 辅导班 补习班 早教中心 早教机构 "
    "托管班 幼儿园 学校 学院 画室 琴行 网校 旅行社 旅游公司 景区 游乐场 游乐园 影院 电影院 网吧 网咖 KTV ktv 酒吧 剧院 房产中介 中介 物业 物业公司 公寓 旅馆 "
    "装修公司 装饰公司 家装公司 搬家公司 家政公司 婚介所 婚庆公司 婚纱店 月子中心 养老院 医院 诊所 门诊部 门诊 口腔 体检中心 眼科 美容医院 整形医院 "
    "加油站 洗车店 修车店 汽修店 轮胎店 车行 租车行 停车场 检测站 充电站 客运站 汽车站 火车站 高铁站 地铁站 西站 东站 南站 北站 快递点 快递站 快递公司 代收点 代收店 驿站 物流公司 "
    "营业厅 供热公司 供水公司 燃气公司 自来水公司 电力公司 银行 保险公司 典当行 当铺 农商行 农商银行 信用社 彩票店 服务站 服务中心 售后中心 维修店 维修点 "
    "维修部 维修中心 回收店 直播间 网店 店铺 店 馆 铺 坊 阁 轩 苑 事务所 合作社 经营部 销售部 售楼部 售楼处 收购站 回收站 牙科 齿科 美容会所 月子会所 洗车行 修理铺 早餐店 麻辣烫 米粉店 粥店 农家乐 度假村 滑雪场 水上乐园 动物园 棋牌室 书城 文具店 种子店 农资店 兽药店 供销社 快递网点 网点 菜鸟驿站 生鲜店 母婴店 童装店 女装店 男装店 内衣店 家纺店 灯具店 五金店 门市部 车城 专柜 体验店 共享单车 共享汽车 共享充电宝"
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
考拉海购 网易考拉
聚美优品
蘑菇街
每日优鲜
孔夫子旧书网
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
阿里拍卖
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
# These sell or serve themselves: they are the respondent where a story names no seller beside them
OWN_SERVICES = frozenset(
    vocabulary(
        "唯品会 阿里拍卖 考拉海购 聚美优品 每日优鲜 苏宁易购 当当 网易严选 得物 转转 盒马 叮咚买菜 滴滴 高德打车 曹操出行 花小猪 12306 携程 去哪儿 飞猪 同程 途牛 马蜂窝 "
        "瓜子二手车 贝壳找房 链家 自如 爱彼迎 淘票票 猫眼 大麦网 货拉拉 哔哩哔哩 饿了么 美团"
    )
)
SELLER = re.compile(
    r"卖家|商家|商户|店[家主铺里员]|老板|网店|主播|直播间|代购|微商|旗舰店|专卖店|专营店|小店|房东"
)
SELF_OPERATED = re.compile(r"京东自营(?:店|旗舰店)?|天猫超市|淘宝心选|京东超市")
# Also plain words (到店里转转, 运用自如): platforms only where the text uses them as one
ORDINARY_WORDS = frozenset({"转转", "自如", "得物", "同程", "猫眼", "有赞", "当当", "苏宁", "大麦"})
PLATFORM_LETTERS = {"pdd": "拼多多", "tb": "淘宝", "jd": "京东"}
PLATFORM_FORMS = re.compile(r"(?<![A-Za-z])(?:pdd|tb|jd)(?![A-Za-z])", re.IGNORECASE)
PAYMENT_ONLY = ("微信", "支付宝", "云闪付", "银联")
# Whom people tell, or who decides: never whom they complain about, unless nobody else is named
AUTHORITY = re.compile(
    r"(?:局(?<!邮局)(?<!邮政局)|委员会|发改委|住建委|教委|卫健委|市委|县委|政府|部门|法院|检察院|派出所|公安|消协|消费者协会|协会|大队|支队|居委会|村委会|工信部|商务部|交通部|12315|12345|热线|办公室|中心局|(?<![餐业舞歌展大客咖啡])厅)$"
)
AUTHORITIES = (
    "工商", "质监", "市监", "城管", "药监", "食药监", "物价", "消协", "媒体", "电视台", "中华人民共和国", "中国", "国家", "政府",
)  # fmt: skip
# Where people complain: never the one complained about unless the text says nothing else
COMPLAINT_SITES = re.compile(r"黑猫|聚投诉|人民投诉|12315|12345|领导留言板|消费保|啄木鸟")

# Firms everybody knows, which people name without 公司 or 店. One line a trade; makers of goods are not
# here: 小米手机 is a thing, not a seller.
COMPANIES = vocabulary(
    "爱奇艺 优酷 腾讯 腾讯视频 腾讯课堂 网易 网易游戏 网易云音乐 芒果TV 喜马拉雅 百度 百度网盘 米哈游 斗鱼 虎牙 全民K歌 知乎 "
    "顺丰 顺丰速运 中通 中通快递 圆通 圆通速递 申通 申通快递 韵达 韵达快递 极兔 极兔速递 百世 百世快递 天天快递 德邦 德邦快递 京东物流 菜鸟 菜鸟驿站 菜鸟裹裹 丰巢 "
    "邮政 中国邮政 EMS 邮政快递 "
    "肯德基 麦当劳 永和大王 正新鸡排 味千拉面 真功夫 老乡鸡 好利来 周黑鸭 绝味鸭脖 良品铺子 三只松鼠 来伊份 全棉时代 必胜客 星巴克 瑞幸 海底捞 喜茶 奈雪的茶 蜜雪冰城 华莱士 德克士 汉堡王 西贝 呷哺呷哺 "
    "沃尔玛 家乐福 永辉 永辉超市 大润发 华润万家 物美 世纪联华 山姆会员店 山姆 宜家 国美 国美电器 周大福 周六福 周生生 老凤祥 老庙黄金 中国黄金 六福珠宝 名创优品 优衣库 屈臣氏 罗森 全家便利店 美宜佳 迪卡侬 "
    "新东方 学而思 好未来 猿辅导 作业帮 VIPKID 跟谁学 高途 华图 中公 中公教育 尚德 尚德机构 达内 英孚 韦博英语 华尔街英语 新航道 环球雅思 学大教育 精锐教育 火花思维 编程猫 "
    "南航 国航 东航 海航 南方航空 东方航空 春秋航空 吉祥航空 四川航空 厦门航空 深圳航空 如家 汉庭 全季 七天酒店 锦江之星 维也纳酒店 "
    "哈啰单车 哈啰 摩拜单车 摩拜 ofo ofo小黄车 小黄车 小蓝单车 青桔 青桔单车 T3出行 神州专车 首汽约车 嘀嗒 神州租车 一嗨租车 街电 来电 怪兽充电 "
    "优信二手车 优信 人人车 大搜车 毛豆新车 弹个车 我爱我家 蛋壳公寓 蛋壳 自如公寓 青客公寓 土巴兔 齐家网 东易日盛 业之峰 "
    "中国移动 中国联通 中国电信 中国广电 铁通 平安保险 中国平安 太平洋保险 人寿保险 世纪佳缘 珍爱网 百合网"
)
# 移动, 联通 and 电信 are firms where a service of theirs, or somebody's dealing with them, stands beside
TELECOM = re.compile(
    r"(?:中国)?(?:移动|联通|电信|广电)(?:公司|营业厅|宽带(?=公司))|(?<=[一-龥])(?:联通|电信)(?=[一-龥]{0,1}(?:给|把|不|无故|客服|宽带|套餐|号|卡|拖|扣|乱))|移动(?=宽带|套餐|客服|手机卡|号码|短信|卡)|"
    r"(?<=[被在与找跟打去])(?:移动|联通|电信)(?![支硬电互端设办应诈网通])"
)
# Behind a name they go on with it (华能+热力), alone they name no business
INDUSTRIES = vocabulary(
    "客运 货运 热力 燃气 水务 电力 教育 地产 置业 房产 装饰 家装 物流 科技 传媒 英语 日语 雅思 美容 美发 健身 瑜伽 舞蹈 口腔 齿科 医美 珠宝 玉器 家居 摄影 婚庆 婚纱 保险 财险 "
    "旅游 国旅 旅行 快递 速递 速运 快运 租车 单车 出行 外卖 生鲜 网络 通讯 数码 二手车 养生 足道 足浴 洗车 驾培 驾考"
)


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
