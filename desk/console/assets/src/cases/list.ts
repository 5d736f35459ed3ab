/** The list: ticking, how many are ticked, and moving by keyboard (J, K, X, Enter, /). */

import { isComposing, isTyping } from "../shared/keys";

const ticks = (form: ParentNode): HTMLInputElement[] => [
  ...form.querySelectorAll<HTMLInputElement>("input[name=case]"),
];

function installBulk(form: HTMLFormElement): void {
  const all = form.querySelector<HTMLInputElement>("[data-all]");
  const told = form.querySelector<HTMLElement>("[data-chosen]");
  const go = form.querySelector<HTMLButtonElement>("[data-bulk-go]");
  if (!all || !told || !go) return;
  const say = (): void => {
    const chosen = ticks(form).filter((tick) => tick.checked);
    told.textContent = chosen.length ? `已选 ${chosen.length} 件` : "";
    go.disabled = chosen.length === 0;
    all.checked = chosen.length > 0 && chosen.length === ticks(form).length;
    for (const tick of ticks(form)) tick.closest("tr")?.setAttribute("aria-selected", String(tick.checked));
  };
  all.addEventListener("change", () => {
    for (const tick of ticks(form)) tick.checked = all.checked;
    say();
  });
  form.addEventListener("change", say);
  say();
}

/** News that a form led to is shown once: the address forgets it, so that a reload shows the list alone. */
function installOnce(): void {
  const news = document.querySelector<HTMLElement>("[data-once]");
  if (!news) return;
  const address = new URL(location.href);
  address.searchParams.delete(news.dataset.once ?? "");
  history.replaceState(history.state, "", address);
}

function installKeys(): void {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")];
  let at = -1;
  const go = (to: number): void => {
    const next = rows[Math.max(0, Math.min(rows.length - 1, to))];
    if (!next) return;
    rows[at]?.removeAttribute("data-here");
    at = rows.indexOf(next);
    next.setAttribute("data-here", "");
    next.querySelector<HTMLElement>("[data-open]")?.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  };
  const acts: Record<string, () => void> = {
    j: () => go(at + 1),
    k: () => go(at - 1),
    x: () => {
      const tick = rows[at]?.querySelector<HTMLInputElement>("input[name=case]");
      tick?.click();
    },
    "/": () => {
      const search = document.querySelector<HTMLInputElement>("[data-search]");
      const filters = search?.closest("details");
      if (filters) filters.open = true;
      search?.focus();
    },
  };
  document.addEventListener("keydown", (event) => {
    if (isComposing(event) || isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = acts[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

export function installList(): void {
  installOnce();
  const form = document.querySelector<HTMLFormElement>("form[data-bulk]");
  if (form) installBulk(form);
  if (document.querySelector("[data-row]") || document.querySelector("[data-search]")) installKeys();
  document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  // On a wide screen the filters are at hand; on a phone they would push the list away.
  const filters = document.querySelector<HTMLDetailsElement>("details[data-wide-open]");
  if (filters && matchMedia("(min-width: 1100px)").matches) filters.open = true;
}
