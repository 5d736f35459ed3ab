/** The session is over: said calmly, once, with the way back to this very page. What was typed stays in this browser. */

import { notify } from "../shared/notices";

let said = false;

export function signedOut(): void {
  if (said) return;
  said = true;
  document.dispatchEvent(new CustomEvent("inbox:signed-out"));
  notify("登录已过期，您写的内容还在。", "bad");
  const words = document.querySelector("#notices > :last-child .notice__text");
  if (!words) return;
  const link = document.createElement("a");
  const here = location.pathname + location.search;
  link.href = `/console/sign-in?next=${encodeURIComponent(here)}`;
  link.textContent = "重新登录";
  words.append(" ", link);
}
