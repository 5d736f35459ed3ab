/**
 * The session of this device: made with the first message, kept for the next visit, replaced after a 401.
 * Other tabs share it through the store.
 */

const KEY = "session";
const RENEW_AGAIN_MS = 60000; // a server that refuses what it just gave must not be asked in a circle

/** `onRenewed()` runs once a session had to be replaced, before anything is sent in the new one. */
export function createSessions({ store, create, onRenewed }) {
  let renewedAt = 0;
  let pending = null; // one creation at a time, however many calls are waiting for it

  const current = () => store.get(KEY);

  function ensure() {
    const session = current();
    if (session) return Promise.resolve(session);
    if (!pending) {
      pending = create()
        .then((made) => {
          store.set(KEY, made);
          return made;
        })
        .finally(() => {
          pending = null;
        });
    }
    return pending;
  }

  async function replace(refused, error) {
    const stored = current();
    // Another call, or another tab, may have replaced it already: then that one is ours too.
    if (!stored || stored.token !== refused.token) return ensure();
    if (Date.now() - renewedAt < RENEW_AGAIN_MS) throw error;
    store.remove(KEY);
    renewedAt = Date.now();
    onRenewed();
    return ensure();
  }

  /** Runs `call(session)`; a 401 replaces the session and runs it once more. */
  async function use(call) {
    const session = await ensure();
    try {
      return await call(session);
    } catch (error) {
      if (error.status !== 401) throw error;
      return call(await replace(session, error));
    }
  }

  return { current, use };
}
