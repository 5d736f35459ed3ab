/** Evidence: zoom, turn, pages; by buttons and by keyboard. Sizes are set here, for a page may hold no style of its own. */

import { isComposing, isTyping } from "../shared/keys";

const STEP = 1.25;
const LEAST = 0.2;
const MOST = 6;

export function installViewer(): void {
  const viewer = document.querySelector<HTMLElement>("[data-viewer]");
  const picture = viewer?.querySelector<HTMLImageElement>(".viewer__picture");
  const pane = viewer?.querySelector<HTMLElement>(".viewer__pane");
  if (!viewer || !picture || !pane) return;
  const pages = Number(viewer.dataset.pages ?? "1");
  const told = viewer.querySelector<HTMLElement>("[data-at]");
  let zoom = 0; // 0: as large as the window allows
  let turned = 0;
  let page = 1;

  const draw = (): void => {
    picture.toggleAttribute("data-zoomed", zoom > 0);
    picture.style.width = zoom > 0 ? `${Math.round(picture.naturalWidth * zoom)}px` : "";
    const lies = turned % 180 !== 0;
    // Turned by a quarter it must fit the other way round.
    const fit = lies && zoom === 0 ? Math.min(1, pane.clientHeight / Math.max(1, picture.clientWidth)) : 1;
    picture.style.transform = turned ? `rotate(${turned}deg) scale(${fit})` : "";
  };
  const shownAt = (): number => picture.clientWidth / Math.max(1, picture.naturalWidth);
  const scale = (by: number): void => {
    zoom = Math.max(LEAST, Math.min(MOST, (zoom || shownAt()) * by));
    draw();
  };
  const acts = {
    in: () => scale(STEP),
    out: () => scale(1 / STEP),
    fit: () => {
      zoom = 0;
      draw();
    },
    turn: () => {
      turned = (turned + 90) % 360;
      draw();
    },
    leaf: (by: number) => {
      const to = Math.max(1, Math.min(pages, page + by));
      if (to === page) return;
      page = to;
      picture.src = `${picture.dataset.base ?? ""}${page}`;
      picture.alt = picture.alt.replace(/第 \d+ 页/, `第 ${page} 页`);
      if (told) told.textContent = String(page);
      pane.scrollTo(0, 0);
    },
  };
  viewer.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const button = event.target.closest<HTMLElement>("button");
    if (!button) return;
    if (button.dataset.zoom === "in") acts.in();
    else if (button.dataset.zoom === "out") acts.out();
    else if (button.dataset.zoom === "fit") acts.fit();
    else if (button.dataset.turn !== undefined) acts.turn();
    else if (button.dataset.page) acts.leaf(Number(button.dataset.page));
  });
  const keys: Record<string, () => void> = {
    "+": acts.in,
    "=": acts.in,
    "-": acts.out,
    "0": acts.fit,
    r: acts.turn,
    n: () => acts.leaf(1),
    p: () => acts.leaf(-1),
  };
  document.addEventListener("keydown", (event) => {
    if (isComposing(event) || isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = keys[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
