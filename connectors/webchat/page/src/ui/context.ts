/** What every component may need: the conversation, this device's store, and which sheet is open. */

import { createContext, useContext } from "react";
import type { Chat } from "../chat/chat";
import type { Settings } from "../device/settings";
import type { Store } from "../device/store";
import type { Link } from "../link";
import type { Value } from "../observable";
import type { SheetName } from "./sheets/names";

export interface Page {
  chat: Chat;
  store: Store;
  settings: Settings;
  link: Link;
  sheet: Value<SheetName | null>;
  /** Leaves nothing on this device and starts anew. */
  clear(): void;
}

const Context = createContext<Page | null>(null);

export const PageProvider = Context.Provider;

export function usePage(): Page {
  const page = useContext(Context);
  if (!page) throw new Error("usePage outside of PageProvider");
  return page;
}
