"""The tables and charts of the page. Pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from desk.clocks.wording import LABELS as CLOCK_LABELS
from desk.console.insight import wording
from desk.console.insight.asking import Asked
from desk.console.insight.gathering import Look
from desk.console.insight.saying import say
from desk.console.insight.tables import Chart, Column, Row, Table
from desk.figures.rules import Outcome
from desk.insight.definitions import Unit
from desk.insight.numbers import FEW, Group, Talk, share, together
from desk.insight.periods import Span, is_weekly, step_of, steps
from desk.insight.topics import topic_names
from desk.places.divisions import official_name

PATH = "/console/insight"
GOING_ON = "going_on"  # the outcome of what has none yet, in an address
TITLES = {"channel": "按渠道", "topic": "按话题", "region": "按地区", "agency": "按单位"}
NAMES = {"channel": "渠道", "topic": "话题", "region": "地区", "agency": "承办单位"}


@dataclass(frozen=True)
class Figures:
    """Tables of one look, by name."""

    look: Look
    asked: Asked

    def all(self) -> dict[str, Table]:
        """In the order of the page."""
        made = [
            self.trend(),
            *(self.group(name) for name in TITLES),
            self.reasons(),
            self.chat_ratings(),
            self.received(),
            self.outcomes(),
            self.clocks(),
            self.case_ratings(),
            self.questions(),
        ]
        return {table.name: table for table in made}

    def trend(self) -> Table:
        period = self.look.cut.period.shown()
        weekly = is_weekly(period)
        stepped: dict[dt.date, list[Talk]] = {one: [] for one in steps(period)}
        for day, talk in self.look.shown.items():
            stepped.setdefault(step_of(day, weekly=weekly), []).append(talk)
        rows = [self._trend_row(day, together(talks), weekly) for day, talks in sorted(stepped.items())]
        total = together(self.look.shown.values())
        busiest = max(self.look.shown.items(), key=lambda one: one[1].visits, default=None)
        summary = f"{period.since:%m-%d} 至 {period.until:%m-%d} 共 {total.visits:,} 次咨询、{total.messages:,} 条消息"
        if busiest is not None and total.visits:
            summary += f"，最多的一天是 {busiest[0]:%m-%d}，{busiest[1].visits:,} 次"
        columns = [
            Column(wording.DAY),
            Column("自助完成", Unit.COUNT, drawn=True),
            Column("转过人工", Unit.COUNT, drawn=True),
            Column("其他", Unit.COUNT, drawn=True),
            Column("咨询", Unit.COUNT),
            Column("消息", Unit.COUNT),
            Column("自助完成率", Unit.SHARE),
        ]
        note = "其他：还没结束、人工插过话，或有话没人回答的咨询。" + (
            "" if period == self.look.cut.period else "时段很短，图上画出到它为止的两周。"
        )
        return Table("days", "咨询走势", columns, rows, Chart.STACK, summary + "。", note)

    def _trend_row(self, day: dt.date, talk: Talk, weekly: bool) -> Row:
        label = day.isoformat()
        other = talk.visits - talk.automated - talk.handed_off
        cells: list[str | float | None] = [
            label,
            talk.automated,
            talk.handed_off,
            other,
            talk.visits,
            talk.messages,
            talk.automation_rate,
        ]
        return Row(cells, self._on("visits", day, weekly))

    def group(self, name: str) -> Table:
        groups = self.look.talked.groups[name]
        rows = [self._group_row(name, one) for one in groups]
        known = [one for one in groups if one.key not in ("", FEW)]
        total = self.look.talked.total.visits
        summary = "这段时间没有咨询。" if not total else f"这段时间的咨询都属于“{wording.UNKNOWN[name]}”。"
        if known:
            part = say(Unit.SHARE, share(known[0].talk.visits, total))
            summary = f"最多的是{self.name_of(name, known[0].key)}，{known[0].talk.visits:,} 次，占 {part}。"
        columns = [
            Column(NAMES[name]),
            Column("咨询", Unit.COUNT, drawn=True),
            Column("消息", Unit.COUNT),
            Column("自助完成率", Unit.SHARE),
            Column("转人工率", Unit.SHARE),
            Column("没听懂的比例", Unit.SHARE),
        ]
        return Table(f"by-{name}", TITLES[name], columns, rows, Chart.BARS, summary)

    def _group_row(self, name: str, one: Group) -> Row:
        talk = one.talk
        rates = (talk.automation_rate, talk.handoff_rate, talk.declined_rate)
        address = None if one.key in ("", FEW) else self.asked.address(**{name: one.key})
        return Row([self.name_of(name, one.key), talk.visits, talk.messages, *rates], address)

    def name_of(self, name: str, key: str) -> str:
        """A channel, topic, place or agency for people."""
        if key == FEW:
            return wording.FEW
        if key == "":
            return wording.UNKNOWN[name]
        match name:
            case "channel":
                return wording.CHANNELS.get(key, key)
            case "topic":
                return topic_names().get(key, key)
            case "region":
                return official_name(key.ljust(6, "0")) or key
            case _:
                return self.look.agencies.get(key, wording.UNKNOWN_AGENCY)

    def reasons(self) -> Table:
        reasons = self.look.talked.reasons
        total = sum(reasons.values())
        rows = [
            Row(
                [wording.REASONS.get(one, one), count, share(count, total)],
                self._behind("visits", reason=one),
            )
            for one, count in reasons.items()
        ]
        summary = "这段时间结束的咨询里没有转过人工的。"
        if total:
            first = next(iter(reasons))
            summary = f"转过人工的 {total:,} 次咨询里，最多的是“{wording.REASONS.get(first, first)}”，{reasons[first]:,} 次。"
        columns = [Column("原因"), Column("咨询", Unit.COUNT, drawn=True), Column("占比", Unit.SHARE)]
        return Table("reasons", "为什么转人工", columns, rows, Chart.BARS, summary)

    def chat_ratings(self) -> Table:
        return self._ratings("chat-ratings", "人工服务评分", self.look.served.ratings.counts)

    def case_ratings(self) -> Table:
        return self._ratings("case-ratings", "办件满意度", self.look.handled.ratings.counts)

    def _ratings(self, name: str, title: str, counts: Mapping[int, int]) -> Table:
        total = sum(counts.values())
        rows = [
            Row([f"{stars} 分", counts.get(stars, 0), share(counts.get(stars, 0), total)])
            for stars in range(5, 0, -1)
        ]
        summary = "这段时间没有人打分。"
        if total:
            mean = sum(stars * count for stars, count in counts.items()) / total
            summary = f"{total:,} 个评分，平均 {mean:.1f} 分。"
        columns = [Column("评分"), Column("个数", Unit.COUNT, drawn=True), Column("占比", Unit.SHARE)]
        return Table(name, title, columns, rows, Chart.BARS, summary)

    def received(self) -> Table:
        period = self.look.cut.period
        weekly = is_weekly(period)
        sums: dict[dt.date, list[int]] = {one: [0, 0] for one in steps(period)}
        for day, (count, fen) in self.look.handled.days.items():
            one = sums.setdefault(step_of(day, weekly=weekly), [0, 0])
            one[0] += count
            one[1] += fen
        rows = [
            Row([day.isoformat(), *each], self._on("cases", day, weekly))
            for day, each in sorted(sums.items())
        ]
        told = self.look.handled
        summary = f"收到 {told.received:,} 件：投诉 {told.complaints:,} 件，举报 {told.reports:,} 件；挽回 {say(Unit.FEN, told.recovered_fen)}。"
        columns = [Column(wording.DAY), Column("收到", Unit.COUNT, drawn=True), Column("挽回金额", Unit.FEN)]
        return Table("received", "收到的投诉举报", columns, rows, Chart.STACK, summary)

    def _on(self, path: str, day: dt.date, weekly: bool) -> str:
        """What lies behind one column: the same page about its days alone."""
        last = day + dt.timedelta(days=6) if weekly else day
        return self.asked.address(f"{PATH}/{path}", span=Span.OWN, since=day, until=last)

    def _behind(self, path: str, **part: str) -> str:
        address = self.asked.address(f"{PATH}/{path}")
        return f"{address}{'&' if '?' in address else '?'}{urlencode(part)}"

    def outcomes(self) -> Table:
        told = self.look.handled
        order: list[Outcome | None] = [*Outcome, None]
        rows = [
            Row(
                [wording.OUTCOMES[one], told.outcomes[one], share(told.outcomes[one], told.received)],
                self._behind("cases", outcome=GOING_ON if one is None else one.value),
            )
            for one in sorted(
                (each for each in order if each in told.outcomes), key=lambda each: -told.outcomes[each]
            )
        ]
        summary = "这段时间没有收到投诉举报。"
        if told.received:
            going_on = told.outcomes.get(None, 0)
            summary = (
                f"{told.received:,} 件里 {told.received - going_on:,} 件已有结果，{going_on:,} 件还在办理。"
            )
            if told.settlement_rate is not None:
                summary += f"调解成功率 {say(Unit.SHARE, told.settlement_rate)}。"
            if told.reconciliation_rate is not None:
                summary += f"先行和解率 {say(Unit.SHARE, told.reconciliation_rate)}。"
        columns = [Column("结果"), Column("件数", Unit.COUNT, drawn=True), Column("占比", Unit.SHARE)]
        return Table("outcomes", "办理结果", columns, rows, Chart.BARS, summary)

    def clocks(self) -> Table:
        told = self.look.handled
        rows = [
            Row(
                [CLOCK_LABELS[kind], clock.rate, clock.kept, clock.of], self._behind("cases", late=kind.value)
            )
            for kind, clock in told.clocks.items()
        ]
        late = told.on_time.of - told.on_time.kept
        summary = "没有期限在这段时间到期。"
        if told.on_time.of:
            summary = (
                f"{told.on_time.of:,} 个期限到期，{'全部按时' if not late else f'{late:,} 个没有按时'}。"
            )
        columns = [
            Column("期限"),
            Column("按时率", Unit.SHARE, drawn=True),
            Column("按时", Unit.COUNT),
            Column("到期", Unit.COUNT),
        ]
        return Table("clocks", "法定期限", columns, rows, Chart.BARS, summary)

    def questions(self) -> Table:
        """Without a chart: the page shows its groups as a list."""
        told = self.look.missed
        rows = [
            Row(
                [
                    "；".join(one.examples) or "（原话含个人信息，不在此显示）",
                    self.name_of("topic", one.nearest or ""),
                    one.count,
                    one.before,
                    one.people,
                ],
                self.asked.address(f"/console/insight/questions/{one.id}"),
            )
            for one in told.groups
        ]
        columns = [
            Column("问法"),
            Column("最相近的话题"),
            Column("提问", Unit.COUNT),
            Column("上期", Unit.COUNT),
            Column("人数", Unit.COUNT),
        ]
        summary = "这段时间的问题都答上了。"
        if told.total:
            alone = f"，其中 {told.alone:,} 个没有人问过相近的" if told.alone else ""
            summary = f"{told.total:,} 个问题没有答好{alone}。"
        return Table("questions", "没答上来的问题", columns, rows, Chart.NONE, summary)
