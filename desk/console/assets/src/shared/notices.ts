/** Notices in the corner: the server adds them to #notices, scripts by notify(). Good news goes by itself. */

export type Kind = "good" | "info" | "bad";

const STAYS_MS = 6000;

function settle(notice: Element): void {
  if (!notice.matches(".notice--good, .notice--info")) return; // what went wrong stays until it is read
  setTimeout(() => notice.remove(), STAYS_MS);
}

export function notify(text: string, kind: Kind = "info"): void {
  const place = document.getElementById("notices");
  const pattern = document.getElementById("notice-pattern");
  if (!place || !(pattern instanceof HTMLTemplateElement)) return;
  const notice = (pattern.content.cloneNode(true) as DocumentFragment).firstElementChild;
  const words = notice?.querySelector(".notice__text");
  if (!notice || !words) return;
  notice.classList.add(`notice--${kind}`);
  words.textContent = text;
  place.append(notice);
}

export function installNotices(): void {
  const place = document.getElementById("notices");
  if (!place) return;
  for (const notice of place.children) settle(notice);
  new MutationObserver((changes) => {
    for (const change of changes)
      for (const node of change.addedNodes) if (node instanceof Element) settle(node);
  }).observe(place, { childList: true });
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-dismiss]"))
      event.target.closest(".notice")?.remove();
  });
  // The console's own errors come as notices; what is no HTML comes from before it (too large, no such method).
  document.addEventListener("htmx:beforeSwap", (event) => {
    const detail = (event as CustomEvent<{ xhr: XMLHttpRequest; shouldSwap: boolean }>).detail;
    if (detail.xhr.status < 400 || detail.xhr.getResponseHeader("Content-Type")?.startsWith("text/html"))
      return;
    detail.shouldSwap = false;
    notify("没有成功，请刷新后再试一次", "bad");
  });
  document.addEventListener("htmx:sendError", () => notify("网络断开了，请稍后再试", "bad"));
}
