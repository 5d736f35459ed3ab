/** What the page's address asks for: ?region=220100&scene=prepaid&resume=…, and &embed=1&host=… in a widget. */

import type { Beginning } from "./net/api";

const REGION = /^(?:\d{2}|\d{4}|\d{6})$/;
const SCENE = /^[a-z0-9_-]{1,32}$/;
const RESUME = /^[A-Za-z0-9_.-]{8,512}$/;

export interface Link {
  /** Sent with the first message; values that cannot be right are left out here already. */
  beginning: Beginning;
  resume: string | null;
  /** Origin of the page that holds the widget's frame; null outside of one. */
  host: string | null;
}

function origin(value: string | null): string | null {
  try {
    return value ? new URL(value).origin : null;
  } catch {
    return null;
  }
}

export function readLink(search: string): Link {
  const asked = new URLSearchParams(search);
  const given = (name: string, pattern: RegExp) => {
    const value = asked.get(name) ?? "";
    return pattern.test(value) ? value : null;
  };
  const region = given("region", REGION);
  const scene = given("scene", SCENE);
  return {
    beginning: { ...(region ? { region } : {}), ...(scene ? { scene } : {}) },
    resume: given("resume", RESUME),
    host: asked.get("embed") === "1" ? origin(asked.get("host")) : null,
  };
}

/** Takes the token out of the address once it was used: a reload must not ask again, nor a copied address carry it. */
export function dropResume(): void {
  const address = new URL(window.location.href);
  address.searchParams.delete("resume");
  window.history.replaceState(null, "", address);
}
