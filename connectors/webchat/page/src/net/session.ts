/**
 * The session of this device: made with the first message, kept for the next visit, replaced after a 401.
 * Other tabs share it through the store.
 */

import type { Store } from "../device/store";
import type { Session } from "../types";
import { asApiError } from "./errors";

const KEY = "session";
const RENEW_AGAIN_MS = 60000; // a server that refuses what it just gave must not be asked in a circle

export interface Sessions {
  current(): Session | null;
  /** Takes over a session that was made elsewhere (by a link). */
  adopt(session: Session): void;
  /** Runs `call(session)`; a 401 replaces the session and runs it once more. */
  use<T>(call: (session: Session) => Promise<T>): Promise<T>;
}

/** `onRenewed()` runs once a session had to be replaced, before anything is sent in the new one. */
export function createSessions(
  store: Store,
  create: () => Promise<Session>,
  onRenewed: () => void,
): Sessions {
  let renewedAt = 0;
  let pending: Promise<Session> | null = null; // one creation at a time, however many calls wait for it

  const current = () => store.get<Session>(KEY);

  /** What was said when it began is not kept: it may name a place. */
  function adopt({ notice: _told, ...kept }: Session) {
    store.set(KEY, kept);
  }

  function ensure(): Promise<Session> {
    const session = current();
    if (session) return Promise.resolve(session);
    pending ??= create()
      .then((made) => {
        adopt(made);
        return made;
      })
      .finally(() => {
        pending = null;
      });
    return pending;
  }

  async function replace(refused: Session, error: Error): Promise<Session> {
    const stored = current();
    // Another call, or another tab, may have replaced it already: then that one is ours too.
    if (!stored || stored.token !== refused.token) return ensure();
    if (Date.now() - renewedAt < RENEW_AGAIN_MS) throw error;
    store.remove(KEY);
    renewedAt = Date.now();
    onRenewed();
    return ensure();
  }

  async function use<T>(call: (session: Session) => Promise<T>): Promise<T> {
    const session = await ensure();
    try {
      return await call(session);
    } catch (thrown) {
      const error = asApiError(thrown);
      if (error.status !== 401) throw error;
      return call(await replace(session, error));
    }
  }

  return { current, adopt, use };
}
