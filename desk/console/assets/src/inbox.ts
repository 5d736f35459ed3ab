/** /console/inbox: wires the panes to each other. */

import { About } from "./inbox/about";
import { Asking } from "./inbox/asking";
import { Badge } from "./inbox/badge";
import { Composer } from "./inbox/composer";
import { Drafts } from "./inbox/drafts";
import { List } from "./inbox/list";
import { Opening } from "./inbox/opening";
import { Outbox } from "./inbox/outbox";
import { conversation, need, openId, root } from "./inbox/page";
import { Presence } from "./inbox/presence";
import { send, wordsOf } from "./inbox/sending";
import { installSettings } from "./inbox/settings";
import { installShortcuts } from "./inbox/shortcuts";
import { Slash } from "./inbox/slash";
import { type Happened, type Line, Stream } from "./inbox/stream";
import { installTicking } from "./inbox/ticking";
import { Transcript } from "./inbox/transcript";
import { Refused } from "./shared/csrf";
import { notify } from "./shared/notices";

const LINES: Record<Line, string> = {
  connecting: "",
  online: "",
  offline: "连接已断开，正在重连…",
  ended: "登录已过期",
};

function start(): void {
  const page = root();
  const drafts = new Drafts(page.dataset.staff ?? "");
  const transcript = new Transcript();
  const outbox = new Outbox(drafts, transcript);
  const composer = new Composer(drafts, outbox, new Slash(), transcript);
  const presence = new Presence();
  const about = new About();
  const asking = new Asking(transcript);
  const badge = new Badge();
  const list = new List({ onCounts: (counts) => badge.show(counts), onOpen: (id) => void opening.open(id) });
  const opening = new Opening({
    onOpened: (id) => dress(id),
    onRefreshed: () => composer.heed(),
    onLeft: (id) => presence.leave(id),
  });
  const stream = new Stream(page.dataset.after ?? "", {
    onEvent: (happened) => hear(happened),
    onPresence: (id, there) => presence.show(id, there),
    onReset: () => readAnew(),
    onLine: (line) => say(line),
  });

  function dress(id: string): void {
    transcript.attach();
    composer.attach();
    about.attach();
    list.mark();
    stream.watch(id);
    presence.look();
  }

  function readAnew(): void {
    void list.reload();
    void transcript.news();
    opening.refresh();
  }

  function hear(happened: Happened): void {
    const id = happened.conversation_id;
    const isRead = happened.type === "read.marked";
    if (isRead && happened.staff?.id !== page.dataset.staff) return; // what others have read is theirs
    list.touch(id);
    if (happened.type === "conversation.erased") {
      drafts.forget(id);
      if (id === openId()) location.assign("/console/inbox");
      return;
    }
    if (id !== openId() || isRead) return;
    if (happened.type === "message.added" || happened.type === "note.added") void transcript.news();
    if (happened.type !== "message.added" && happened.type !== "note.added") opening.refresh();
  }

  let wasLost = false;
  function say(line: Line): void {
    const place = need("#line");
    if (place.textContent !== LINES[line]) place.textContent = LINES[line];
    if (line === "offline") wasLost = true;
    if (line === "online" && wasLost) {
      wasLost = false;
      void transcript.news();
      presence.look();
    }
  }

  async function act(name: string, id: string): Promise<void> {
    try {
      const answer = await send(conversation(id, `/${name}`));
      if (typeof answer.said === "string") notify(answer.said, "good");
      if (name === "claim" && id !== openId()) await opening.open(id);
    } catch (error) {
      if (!(error instanceof Refused)) stream.suspect();
      notify(wordsOf(error), "bad");
    }
    list.touch(id);
    if (id === openId()) {
      opening.refresh();
      void transcript.news();
    }
  }

  transcript.onHeard = (items) => {
    const heard = need("#heard");
    for (const item of items) {
      const line = document.createElement("p");
      line.textContent = `对方说：${item.querySelector(".msg__text")?.textContent ?? "发来文件"}`;
      heard.append(line);
    }
    while (heard.childElementCount > 20) heard.firstElementChild?.remove();
    void about.suggest();
  };
  composer.onTyping = () => presence.type();
  outbox.onNetworkLost = () => stream.suspect();
  presence.onNetworkLost = () => stream.suspect();
  about.onInsert = (text) => {
    composer.insert(text);
    opening.pane("talk");
    document.querySelector<HTMLElement>("#text")?.focus();
  };
  asking.onDone = () => {
    const id = openId();
    if (!id) return;
    list.touch(id);
    opening.refresh();
    void transcript.news();
  };
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const button = event.target.closest<HTMLElement>("[data-act]");
    const id = openId();
    if (button && id) void act(button.dataset.act ?? "", id);
    if (event.target.closest(".tools button, .tools a"))
      event.target.closest<HTMLDetailsElement>("details")?.removeAttribute("open");
  });
  installShortcuts({
    step: (by) => list.step(by),
    claim: () => {
      const id = list.focused() ?? openId();
      if (id && page.dataset.mayAnswer) void act("claim", id);
    },
    reply: () => composer.write("reply"),
    note: () => composer.write("note"),
    close: () => document.querySelector<HTMLElement>('#talk-head [data-key="e"]')?.click(),
    help: () => need<HTMLDialogElement>("#help").showModal(),
  });
  installTicking();
  badge.show({
    waiting: Number(document.querySelector('[data-count="waiting"]')?.textContent ?? 0),
    unread: Number(page.dataset.unread ?? 0),
  });
  const open = openId();
  if (open) dress(open);
  else stream.watch(null);
}

installSettings();
if (document.querySelector("#inbox")) start();
