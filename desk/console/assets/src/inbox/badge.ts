/** How much waits for this staff member: in the title, in the navigation, and aloud if they want it. */

import { PREFIX } from "../shared/leaving";
import { notify } from "../shared/notices";
import { need } from "./page";

const SOUND = `${PREFIX}sound`;
const TONE_HZ = 660;
const TONE_SECONDS = 0.18;
const LOUDNESS = 0.08;

export interface Counts {
  waiting: number;
  unread: number;
}

/** (3) 会话 · … ; without a number when nothing waits. */
export function titled(title: string, count: number): string {
  const plain = title.replace(/^\(\d+\+?\) /, "");
  if (count === 0) return plain;
  return `(${count > 99 ? "99+" : count}) ${plain}`;
}

function chime(): void {
  const audio = new AudioContext();
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = TONE_HZ;
  volume.gain.setValueAtTime(LOUDNESS, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + TONE_SECONDS);
  tone.connect(volume).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + TONE_SECONDS);
  tone.onended = () => void audio.close();
}

export class Badge {
  private before: number | null = null;
  private readonly sound: HTMLInputElement;

  constructor() {
    this.sound = need<HTMLInputElement>("#sound");
    this.sound.checked = localStorage.getItem(SOUND) === "yes";
    this.sound.addEventListener("change", () => {
      if (this.sound.checked) localStorage.setItem(SOUND, "yes");
      else localStorage.removeItem(SOUND);
      if (this.sound.checked) chime();
    });
    need("#desktop").addEventListener("click", () => void this.askForDesktop());
  }

  show({ waiting, unread }: Counts): void {
    const count = waiting + unread;
    document.title = titled(document.title, count);
    for (const badge of document.querySelectorAll('[data-badge="inbox"]'))
      badge.textContent = count === 0 ? "" : count > 99 ? "99+" : String(count);
    if (this.before !== null && count > this.before) this.call(waiting, unread);
    this.before = count;
  }

  /** Something new waits. */
  private call(waiting: number, unread: number): void {
    if (this.sound.checked) chime();
    if (!document.hidden || !("Notification" in window) || Notification.permission !== "granted") return;
    const words = [unread ? `${unread} 个会话有新消息` : "", waiting ? `${waiting} 个会话等人接入` : ""];
    const shown = new Notification("小保工作台", { body: words.filter(Boolean).join("，"), tag: "inbox" });
    shown.onclick = () => window.focus();
  }

  private async askForDesktop(): Promise<void> {
    if (!("Notification" in window)) return notify("这个浏览器没有桌面提醒", "info");
    const answer = await Notification.requestPermission();
    notify(answer === "granted" ? "页面不在眼前时，有新消息会提醒您" : "浏览器没有允许桌面提醒", "info");
  }
}
