/** The page, put together. */

import { Chat } from "./chat.js";
import { createComposer } from "./composer.js";
import { byId, fillWording } from "./dom.js";
import { fillGreeting } from "./greeting.js";
import { createMenu } from "./menu.js";
import { createScroller } from "./scroller.js";
import { createStore, isSessionChange } from "./store.js";
import { createTurns } from "./turns.js";
import { WORDING } from "./wording.js";

const KEYBOARD_PX = 120; // anything lower is a browser's own bar
const STAFF_TAP_MS = 4000; // an impatient second tap on 人工 is not a second message

function showState(state) {
  byId("state").dataset.state = state;
  byId("state-text").textContent = WORDING.state[state];
}

function typingLine(node, scroller) {
  return (line) => {
    const appears = node.hidden && line;
    node.hidden = !line;
    node.textContent = line || "";
    if (appears) scroller.reveal(node);
  };
}

function wireStaffButton(chat) {
  let tappedAt = 0;
  byId("staff").addEventListener("click", () => {
    if (Date.now() - tappedAt < STAFF_TAP_MS) return;
    tappedAt = Date.now();
    chat.sayText(WORDING.staffRequest);
  });
}

function wireNetwork(chat) {
  window.addEventListener("online", () => chat.wake());
  window.addEventListener("offline", () => showState("offline"));
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) chat.wake();
  });
  // Another tab cleared this device, or replaced the session: this tab must not go on with the old one.
  window.addEventListener("storage", (event) => {
    if (isSessionChange(event)) window.location.reload();
  });
}

/** iOS lays its keyboard over the page instead of shrinking it: shrink it ourselves. */
function wireKeyboard() {
  const viewport = window.visualViewport;
  if (!viewport) return;
  viewport.addEventListener("resize", () => {
    const covered = window.innerHeight - viewport.height;
    const keyboard = covered > KEYBOARD_PX && viewport.scale < 1.01; // zoomed in is not a keyboard
    byId("app").style.height = keyboard ? `${viewport.height}px` : "";
    if (keyboard) window.scrollTo(0, 0);
  });
}

function start() {
  fillWording(document.body);
  const store = createStore();
  const log = byId("log");
  const scroller = createScroller(byId("scroller"), byId("jump"), () => log.childElementCount > 0);
  const chat = new Chat(store, {
    log,
    scroller,
    turns: createTurns(typingLine(byId("typing"), scroller)),
    showState,
    takeBack: (text) => composer.takeBack(text),
    focusInput: () => composer.focus(),
    expect: (kind) => composer.expect(kind),
  });
  const composer = createComposer({
    store,
    on: { text: (text) => chat.sayText(text), file: (file) => chat.sayFile(file) },
  });
  createMenu({
    store,
    onResize() {
      composer.refresh();
      scroller.settle();
    },
    onLocation: (location) => chat.sayLocation(location),
    onTypeInstead: () => composer.focus(),
    onClear() {
      chat.forget();
      window.location.reload();
    },
  });
  fillGreeting(byId("greeting"), (text) => chat.sayText(text));
  wireStaffButton(chat);
  wireNetwork(chat);
  wireKeyboard();
  showState("idle");
  byId("starting").remove();
  chat.resume();
  // On a phone this would open the keyboard over the greeting.
  if (window.matchMedia("(pointer: fine)").matches) composer.focus();
}

start();
