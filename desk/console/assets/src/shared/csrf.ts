/** Requests that a script sends itself. htmx sends the token by itself. */

export function csrf(): string {
  return document.querySelector<HTMLMetaElement>("meta[name=csrf]")?.content ?? "";
}

/** One thing wrong with one field, /amount. */
export interface Wrong {
  readonly pointer: string;
  readonly detail: string;
}

/** A refusal by the desk, in its words. code: stable, for programs. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly errors: readonly Wrong[] = [],
  ) {
    super(detail);
  }
}

/** POST fields as a form, get JSON (or null for an empty answer). Throws Refused, TypeError when the network is gone. */
export async function post(
  url: string,
  fields: Record<string, string> | URLSearchParams = {},
): Promise<unknown> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRF-Token": csrf() },
    body: new URLSearchParams(fields),
  });
  const text = await answer.text();
  const body: unknown = text ? JSON.parse(text) : null;
  if (answer.ok) return body;
  const problem = (body ?? {}) as { code?: string; detail?: string; errors?: Wrong[] };
  const { code = "unknown", detail = "没有成功，请再试一次", errors = [] } = problem;
  throw new Refused(answer.status, code, detail, errors);
}
