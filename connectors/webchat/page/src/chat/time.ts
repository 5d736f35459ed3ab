/** Times as people read them. Always China's: the deadlines the assistant speaks of are counted there. */

import { WORDING } from "../wording";

const timeZone = "Asia/Shanghai";
const QUIET_MS = 600000; // a pause this long gets a separator of its own
const DAY_MS = 86400000;

const formats = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat("zh-CN", { timeZone, ...options });
const day = formats({ year: "numeric", month: "long", day: "numeric" });
const dayOfYear = formats({ month: "long", day: "numeric", weekday: "short" });
const clock = formats({ hour: "2-digit", minute: "2-digit", hour12: false });
const year = formats({ year: "numeric" });

/** The separator due before something said at `at` when the last was said at `before` (ms, or null); or null. */
export function separatorFor(at: number, before: number | null, now: number): string | null {
  const newDay = before === null || day.format(at) !== day.format(before);
  if (!newDay && at - before < QUIET_MS) return null;
  const time = clock.format(at);
  if (day.format(at) === day.format(now)) return `${newDay ? `${WORDING.today} ` : ""}${time}`;
  if (day.format(at) === day.format(now - DAY_MS)) return `${WORDING.yesterday} ${time}`;
  const sameYear = year.format(at) === year.format(now);
  return `${sameYear ? dayOfYear.format(at) : day.format(at)} ${time}`;
}

/** An ISO date ("2026-11-21") in Chinese; anything else as it came. */
export function longDate(iso: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(iso) ? day.format(Date.parse(`${iso}T00:00:00+08:00`)) : iso;
}

/** An instant ("2026-11-21T02:30:00Z") as a day in China. */
export function dayOf(instant: string): string {
  const at = Date.parse(instant);
  return Number.isNaN(at) ? instant : day.format(at);
}
