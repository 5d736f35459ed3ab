/**
 * The chat page on somebody else's page, by one script tag:
 *
 *     <script src="https://xiaobao.example/webchat/widget.js" data-region="220100" data-scene="returns"
 *             data-position="right" async></script>
 *
 * It adds one element with a shadow tree of its own, so that neither page's styles reach the other; nothing is loaded
 * before the button is tapped. The server must name the site in XIAOBAO_WIDGET_ORIGINS, or browsers refuse the frame.
 */

import { STYLE } from "./style";
import { WIDGET_WORDING as WORDING } from "./wording";

type Position = "left" | "right";

interface Options {
  server: string;
  region: string | null;
  scene: string | null;
  position: Position;
}

function optionsOf(script: HTMLScriptElement): Options {
  const { region, scene, position } = script.dataset;
  return {
    server: new URL(script.src).origin,
    region: region ?? null,
    scene: scene ?? null,
    position: position === "left" ? "left" : "right",
  };
}

function addressOf({ server, region, scene }: Options): string {
  const asked = new URLSearchParams({ embed: "1", host: window.location.origin });
  if (region) asked.set("region", region);
  if (scene) asked.set("scene", scene);
  return `${server}/?${asked}`;
}

/** Through the CSSOM where it can be: then the host's content security policy has nothing to say about it. */
function addStyle(root: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
  } catch {
    const style = document.createElement("style"); // before Safari 16.4
    style.textContent = STYLE;
    root.append(style);
  }
}

function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string>,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

class Widget {
  private readonly badge = element("span", { class: "badge", hidden: "" });
  private readonly button = element(
    "button",
    { type: "button", class: "open", "aria-expanded": "false" },
    element("span", { class: "mark", "aria-hidden": "true" }, WORDING.mark),
    WORDING.open,
    this.badge,
  );
  private readonly panel = element("div", { class: "panel", hidden: "" });
  private frame: HTMLIFrameElement | null = null;

  constructor(private readonly options: Options) {
    const host = document.createElement("xiaobao-widget");
    const root = host.attachShadow({ mode: "open" });
    addStyle(root);
    root.append(element("div", { class: `at ${options.position}` }, this.panel, this.button));
    this.button.addEventListener("click", () => (this.isOpen() ? this.close() : this.open()));
    this.panel.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    window.addEventListener("message", (event) => this.heard(event));
    document.body.append(host);
  }

  private isOpen(): boolean {
    return !this.panel.hidden;
  }

  private open(): void {
    this.frame ??= this.load();
    this.show(true);
    this.unread(0);
    this.frame.focus();
    this.tell("shown");
  }

  private close(): void {
    this.show(false);
    this.button.focus();
    this.tell("hidden");
  }

  private show(open: boolean): void {
    this.panel.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
    this.button.classList.toggle("opened", open);
  }

  private load(): HTMLIFrameElement {
    const frame = element("iframe", {
      src: addressOf(this.options),
      title: WORDING.title,
      allow: "geolocation; clipboard-write",
    });
    this.panel.append(frame);
    return frame;
  }

  private unread(count: number): void {
    this.badge.hidden = count === 0;
    this.badge.textContent = count > 99 ? "99+" : String(count);
    this.button.setAttribute("aria-label", count > 0 ? WORDING.openUnread(count) : WORDING.open);
  }

  private tell(kind: "shown" | "hidden"): void {
    this.frame?.contentWindow?.postMessage({ xiaobao: kind }, this.options.server);
  }

  /** Only our own frame is listened to. */
  private heard(event: MessageEvent): void {
    if (event.origin !== this.options.server || event.source !== this.frame?.contentWindow) return;
    if (event.data?.xiaobao === "close") this.close();
    if (event.data?.xiaobao === "unread" && !this.isOpen()) this.unread(Number(event.data.count) || 0);
  }
}

const script = document.currentScript;
if (script instanceof HTMLScriptElement && script.src) {
  const begin = () => new Widget(optionsOf(script));
  if (document.body) begin();
  else document.addEventListener("DOMContentLoaded", begin);
}
