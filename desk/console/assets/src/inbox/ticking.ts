/** Waiting times that count on, by the desk's clock. */

import { deskNow } from "./page";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const two = (n: number): string => String(n).padStart(2, "0");

/** 75 → 1:15; 3900 → 1时05分; 90000 → 1天1时 */
export function waited(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  if (s < HOUR) return `${Math.floor(s / MINUTE)}:${two(s % MINUTE)}`;
  if (s < DAY) return `${Math.floor(s / HOUR)}时${two(Math.floor((s % HOUR) / MINUTE))}分`;
  return `${Math.floor(s / DAY)}天${Math.floor((s % DAY) / HOUR)}时`;
}

export function tick(root: ParentNode = document): void {
  for (const one of root.querySelectorAll<HTMLElement>("[data-since]")) {
    const place = one.querySelector<HTMLElement>("[data-tick]");
    const since = Date.parse(one.dataset.since ?? "");
    if (!place || Number.isNaN(since)) continue;
    const words = waited((deskNow() - since) / 1000);
    if (place.textContent !== words) place.textContent = words;
  }
}

export function installTicking(): void {
  tick();
  setInterval(() => !document.hidden && tick(), 1000);
}
