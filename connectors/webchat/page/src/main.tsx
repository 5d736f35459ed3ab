/** Takes over what the build wrote into index.html. */

import { hydrateRoot } from "react-dom/client";
import { Chat } from "./chat/chat";
import { applySettings, createSettings } from "./device/settings";
import { createStore } from "./device/store";
import { followKeyboard, followNetwork } from "./device/surroundings";
import { createFrame } from "./frame";
import { readLink } from "./link";
import { createValue } from "./observable";
import "./styles/page.less";
import { App } from "./ui/App";
import type { Page } from "./ui/context";
import type { SheetName } from "./ui/sheets/names";
import { DRAFT_KEY } from "./ui/useDraft";

const store = createStore();
const settings = createSettings(store);
const link = readLink(window.location.search);
const chat = new Chat(store, link.beginning);
const frame = link.host && window.parent !== window ? createFrame(link.host) : null;
if (frame) chat.onHeard = frame.heard;

const page: Page = {
  chat,
  store,
  settings,
  link,
  sheet: createValue<SheetName | null>(null),
  clear() {
    chat.forget();
    window.location.reload();
  },
};

function start() {
  followNetwork(chat);
  const app = document.getElementById("app");
  if (app) followKeyboard(app);
  chat.resume();
}

/** The first screen takes words before the script has come; taking it over would empty the input. */
function keepWhatWasTyped() {
  const input = document.getElementById("text");
  if (input instanceof HTMLTextAreaElement && input.value) store.set(DRAFT_KEY, input.value);
}

keepWhatWasTyped();
applySettings(settings);
const root = document.getElementById("root");
if (root) hydrateRoot(root, <App page={page} onStart={start} onLeave={frame ? frame.close : null} />);
