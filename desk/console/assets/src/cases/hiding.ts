/** People in clear: the seconds that are left; when they are over, or the window is left, the masked page comes back. */

export function installHiding(): void {
  const notice = document.querySelector<HTMLElement>("[data-hides]");
  if (!notice) return;
  const back = notice.querySelector<HTMLAnchorElement>("a")?.href ?? location.pathname;
  const until = Date.now() + Number(notice.dataset.hides ?? "60") * 1000;
  const left = notice.querySelector<HTMLElement>("[data-left]");
  const tick = (): void => {
    const seconds = Math.max(0, Math.ceil((until - Date.now()) / 1000));
    if (left) left.textContent = String(seconds);
    if (seconds === 0) location.replace(back);
  };
  setInterval(tick, 1000);
  // From the browser's memory of pages it must not come back in clear.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.replace(back);
  });
}
