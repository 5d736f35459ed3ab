/** The insight pages: charts where they come into view, filters that take effect at once. */

let told: HTMLElement | null = null;

/** Where screen readers hear that the numbers are new; it outlives the exchanged page. */
function say(words: string): void {
  if (!told) {
    told = document.createElement("p");
    told.className = "unseen";
    told.setAttribute("role", "status");
    document.body.append(told);
  }
  told.textContent = words;
}

const seen = new IntersectionObserver(
  async (entries) => {
    const near = entries.filter((entry) => entry.isIntersecting).map((entry) => entry.target as HTMLElement);
    if (near.length === 0) return;
    for (const place of near) seen.unobserve(place);
    const charts = await import("./insight/charts");
    charts.forgetGone();
    for (const place of near) if (place.isConnected) charts.draw(place);
  },
  { rootMargin: "300px" },
);

function watch(root: ParentNode): void {
  for (const place of root.querySelectorAll("[data-chart]:not([data-drawn])")) seen.observe(place);
}

document.addEventListener("change", (event) => {
  if (!(event.target instanceof HTMLSelectElement)) return;
  const form = event.target.form;
  if (form && "atOnce" in form.dataset) form.requestSubmit();
});

document.addEventListener("htmx:afterSettle", () => {
  watch(document);
  const period = document.querySelector("[data-period]")?.textContent?.trim();
  if (period) say(`数据已更新：${period}`);
});

// Paper shows everything: charts that were not looked at yet are drawn first.
window.addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll<HTMLDetailsElement>(".figure__data")) details.open = true;
});

watch(document);
