/** Pieces of the page from the desk, as the templates draw them. Nothing here makes HTML of data. */

import { csrf } from "../shared/csrf";
import { notify } from "../shared/notices";
import { signedOut } from "./signed_out";

/** The desk did not give a piece; the reason was shown, or will come with the connection. */
export class NoPiece extends Error {}

function parsed(html: string): DocumentFragment {
  const template = document.createElement("template");
  template.innerHTML = html; // the desk's own template, everything in it escaped there
  return template.content;
}

/** Throws NoPiece. quiet: what goes wrong is not shown; the network's state is shown elsewhere anyway. */
export async function piece(
  url: string,
  { quiet = false, body = null as BodyInit | null } = {},
): Promise<DocumentFragment> {
  let answer: Response;
  try {
    answer = await fetch(url, {
      method: body === null ? "GET" : "POST",
      headers: { "HX-Request": "true", Accept: "text/html", "X-CSRF-Token": csrf() },
      cache: "no-store",
      body,
    });
  } catch {
    throw new NoPiece("network");
  }
  if (answer.status === 401) {
    signedOut();
    throw new NoPiece("signed out");
  }
  const found = parsed(await answer.text());
  if (answer.ok) return found;
  const words = found.querySelector(".notice__text")?.textContent?.trim();
  if (!quiet) notify(words || "没有成功，请再试一次", "bad");
  throw new NoPiece(String(answer.status));
}
