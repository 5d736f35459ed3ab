"""The written forms of days, for folded text. What they mean is in `dates`."""

import re

from actions.intake.extraction.calendar_words import NAMES

N = r"(?:\d{1,2}|[一二三四五六七八九十廿]{1,3})"  # 1 to 31
Y4 = r"(?:[12]\d{3}|(?:二[零〇]|一九)[零〇一二三四五六七八九]{2})"
Y = rf"(?<![\d.])(?P<y>{Y4}|\d{{2}}(?=年))"
PART = r"(?P<part>初|上旬|中旬|下旬|中|底|末)?"
YEAR_PART = r"(?P<part>年?初|年?底|年?末|上半年|下半年|春天|夏天|秋天|冬天|夏|冬|年中)?"
DAY_SIGN = r"\s?(?:日|号(?!楼|线|店|院|门|房|铺|机))"

YEAR_MONTH_DAY = re.compile(
    rf"{Y}年的?\s?(?P<m>{N})月份?(?:\s?(?P<d>{N})(?:{DAY_SIGN}|(?=$|[\s,。;)])))?{PART}"
)
SEPARATED = re.compile(
    rf"(?<![\d.])(?P<y>{Y4})(?P<s>\s?[-/.]\s?)(?P<m>\d{{1,2}})(?P=s)(?P<d>\d{{1,2}})(?!\d|[-/.]\d)日?"
)
YEAR_AND_MONTH = re.compile(rf"(?<![\d./-])(?P<y>{Y4})[-/.](?P<m>0?[1-9]|1[0-2])(?![\d元块万%]|[-/.]\d)月?")
# 18年 alone is also a length of time: a year only where a purchase or a season follows
YEAR = re.compile(
    rf"(?<![\d.用近了])(?P<y>{Y4}|[012]\d(?=年(?:买|购|办|报|底|初|的时候)))年(?!\d|前|后|多|来|内|以)的?{YEAR_PART}"
)
COMPACT = re.compile(r"(?<!\d)(?P<y>20[0-3]\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-2]\d|3[01])(?!\d)")
# In a story eight digits are a date only where one is announced; else they may be an order number.
COMPACT_AFTER_CUE = re.compile(rf"(?<=[于在从])\s?{COMPACT.pattern}")

YEARS_BACK = {"今年": 0, "本年": 0, "去年": 1, "上年": 1, "前年": 2, "大前年": 3}
RELATIVE = "今年|本年|去年|上年|大前年|前年"
RELATIVE_YEAR = re.compile(
    rf"(?<!以)(?P<ry>{RELATIVE})(?!(?:刚|才|都|已经)?[\d一二三四五六七八九十]{{1,3}}多?岁)的?(?:\s?(?P<m>{N})月份?(?:(?P<d>{N}){DAY_SIGN})?)?{YEAR_PART.replace('夏|冬|', '中旬|上旬|下旬|')}"
)
RELATIVE_MONTH = re.compile(
    rf"(?P<rm>上上个?月|上个?月|本月|这个?月)(?!子|饼)份?的?(?:(?P<d>{N}){DAY_SIGN})?{PART}"
)
MONTH_DAY = re.compile(
    rf"(?<![\d年个第每半满])(?P<m>{N})月(?!饼|嫂|子|租|供|薪|卡|费|票|前|内|以)份?"
    rf"(?:(?P<d>{N})(?:{DAY_SIGN}|(?=$|[\s,。;)])))?{PART}"
)
BARE_MONTH_DAY = re.compile(
    r"^\s*(?P<m>0[1-9]|1[0-2]|[1-9](?=[-/.]))[-/.]?(?P<d>0[1-9]|[12]\d|3[01]|(?<=[-/.])[1-9])(?P<part>$^)?[日号]?\s*$"
)
BARE_YEAR = re.compile(rf"^\s*(?P<y>{Y4})\s*$")
DAY = re.compile(rf"(?<![\d月第])(?P<d>{N}){DAY_SIGN}")
WEEKDAY = re.compile(
    r"(?<![每一两三四五六七八九十几\d])(?P<w>上上个?|上个?|这个?|本)?(?:周|星期|礼拜)(?P<d>[一二三四五六日天末])"
    r"(?![到至、~-]|岁|边|围|年|福)"  # 周六福 is a jeweller
)
HOLIDAY = re.compile(
    rf"(?:(?P<hy>{Y4}年|(?<!\d)\d\d年|{RELATIVE})的?)?(?P<name>{'|'.join(NAMES)})(?:节|那天|当天|期间|假期|前后|的时候)?"
    r"(?!路|广场|大道|街|村|月饼|粽|礼盒|线|妇乐|医院|\d|元|块|号|大队)"
)
DAYS_BACK = {
    "大前天": 3, "前天": 2, "前日": 2, "前晚": 2, "昨天": 1, "昨日": 1, "昨晚": 1, "昨儿": 1, "昨夜": 1,
    "今天": 0, "今日": 0, "今早": 0, "今晚": 0, "今晨": 0, "今儿": 0, "刚才": 0, "刚刚": 0,
}  # fmt: skip
DAY_NAME = re.compile(rf"(?<!日)(?P<day>{'|'.join(DAYS_BACK)})")
# 3个多月前, 一年半前, 大半年前; 7月前 is "before July", so 月 needs its 个
AGO = re.compile(
    r"(?<![\d.提第])(?<!提前)(?P<n>大?半|好?几|数|一两|两三|三四|十几|\d{1,3}|[一二两三四五六七八九十]{1,3})(?P<more>多|来)?\s?"
    r"(?P<c>个)?(?P<u>(?(c)[半多]?(?:月|星期|礼拜)|(?:天|日|年|周|星期|礼拜)))(?P<tail>半?多?)\s?(?:以前|之前|前)(?![半台三几两])"
)
AHEAD = re.compile(r"明天|后天|明年|下个?(?:周|星期|礼拜|月)[一二三四五六日天]?|明晚|明早")
VAGUE = re.compile(
    r"前几[天日]|前两[天日]|前些(?:天|日子)|前(?:段|一段|阵)(?:时间|子)?|不久前|前不久|日前|近日|最近|这[两几]天|"
    r"上上个?(?:周|星期|礼拜)|上个?(?:周|星期|礼拜)|本周|这个?(?:周|星期|礼拜)"
)
TIME_OF_DAY = re.compile(r"的?(?:凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|半夜|晚间)")
ABOUT = re.compile(r"左右|前后|大概|上下")


def months_back(word: str) -> int:
    """上月 1, 上上个月 2, 本月 0."""
    return word.count("上")


def weeks_back(word: str) -> int:
    """上周 1, 上上周 2, 这周 0."""
    return word.count("上")
