/** <time data-ago datetime="…">: how long ago, said anew every half minute. */

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "刚刚", "3 分钟前", "2 小时前", "5 天前" */
export function ago(seconds: number): string {
  if (seconds < MINUTE) return "刚刚";
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} 分钟前`;
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)} 小时前`;
  return `${Math.floor(seconds / DAY)} 天前`;
}

export function sayTimes(root: ParentNode = document): void {
  for (const time of root.querySelectorAll<HTMLTimeElement>("time[data-ago]")) {
    const at = Date.parse(time.dateTime);
    if (Number.isNaN(at)) continue;
    time.title ||= time.textContent?.trim() ?? "";
    time.textContent = ago(Math.max(0, (Date.now() - at) / 1000));
  }
}

export function installTimes(): void {
  sayTimes();
  setInterval(() => sayTimes(), 30_000);
  document.addEventListener("htmx:load", (event) => {
    if (event.target instanceof Element) sayTimes(event.target);
  });
}
