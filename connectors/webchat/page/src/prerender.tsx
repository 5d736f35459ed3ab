/** The first screen as HTML, made once by the build: it paints before any script has come. */

import { renderToString } from "react-dom/server";
import { Chat } from "./chat/chat";
import { createSettings } from "./device/settings";
import type { Store } from "./device/store";
import { createValue } from "./observable";
import { App } from "./ui/App";
import type { Page } from "./ui/context";

const nothing: Store = { get: () => null, set() {}, remove() {}, keys: () => [], clear() {} };

export function prerender(): string {
  const page: Page = {
    chat: new Chat(nothing, {}),
    store: nothing,
    settings: createSettings(nothing),
    link: { beginning: {}, resume: null, host: null },
    sheet: createValue(null),
    clear() {},
  };
  return renderToString(<App page={page} />);
}
