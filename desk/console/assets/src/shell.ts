/** On every page of the console: htmx, notices, dialogs, menus, times. */

import htmx from "htmx.org";
import { installDialogs } from "./shared/dialogs";
import { installLeaving } from "./shared/leaving";
import { installNotices } from "./shared/notices";
import { installTimes } from "./shared/times";

// What htmx is told for safety stands in the page's meta element: no eval, no inline style, our own origin only.
installNotices();
installDialogs();
installTimes();
installLeaving();

// A menu closes when one looks elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]"))
    if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]")) {
    menu.open = false;
    menu.querySelector<HTMLElement>("summary")?.focus();
  }
});

// A form is sent once, however often the button is pressed; htmx has its own way (hx-disabled-elt).
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || event.defaultPrevented) return;
  if (form.dataset.sent === "yes") event.preventDefault();
  form.dataset.sent = "yes";
});
// Back from the browser's memory: it may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form")) delete form.dataset.sent;
});

export { htmx };
