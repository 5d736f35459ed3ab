/**
 * Inside a widget: what is told to the page that holds the frame, and what it tells us. Only to and from the origin
 * that the widget named; the server's frame-ancestors decides which origins may frame the page at all.
 */

/** From here: `close`, `unread` with a count. To here: `shown`, `hidden`. Each is {xiaobao: kind, …}. */
type Told = { xiaobao: "close" } | { xiaobao: "unread"; count: number };

export interface Frame {
  close(): void;
  /** `count` messages came; the widget counts them while it is closed. */
  heard(count: number): void;
}

export function createFrame(host: string): Frame {
  let hidden = false;
  let unread = 0;
  const tell = (told: Told) => window.parent.postMessage(told, host);

  window.addEventListener("message", (event) => {
    if (event.source !== window.parent || event.origin !== host) return;
    hidden = event.data?.xiaobao === "hidden";
    unread = 0;
  });
  document.addEventListener("keydown", (event) => {
    // Escape closes an open sheet first: the browser does that, before the widget is asked to close.
    if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector("dialog[open]")) {
      tell({ xiaobao: "close" });
    }
  });

  return {
    close: () => tell({ xiaobao: "close" }),
    heard(count) {
      if (!hidden) return;
      unread += count;
      tell({ xiaobao: "unread", count: unread });
    },
  };
}
