/**
 * Small JSON values kept on this device, under one prefix so that 「清除本机记录」 finds all of them.
 * Private windows and full disks make localStorage throw; the page must then still work until it is closed,
 * so a plain map stands in.
 */

const PREFIX = "xiaobao.";

function usableStorage() {
  try {
    const probe = `${PREFIX}probe`;
    window.localStorage.setItem(probe, "1");
    window.localStorage.removeItem(probe);
    return window.localStorage;
  } catch (_unavailable) {
    return null;
  }
}

/** Whether a window's `storage` event (always from another tab) concerns the session. */
export function isSessionChange(event) {
  return event.key === null || event.key === `${PREFIX}session`;
}

export function createStore() {
  const disk = usableStorage();
  const memory = new Map();

  function get(key) {
    const raw = memory.has(key) ? memory.get(key) : disk && disk.getItem(PREFIX + key);
    try {
      return raw ? JSON.parse(raw) : null;
    } catch (_damaged) {
      return null;
    }
  }

  function set(key, value) {
    const raw = JSON.stringify(value);
    try {
      if (!disk) throw new Error("no storage");
      disk.setItem(PREFIX + key, raw);
      memory.delete(key);
    } catch (_full) {
      memory.set(key, raw);
    }
  }

  function remove(key) {
    memory.delete(key);
    if (disk) disk.removeItem(PREFIX + key);
  }

  /** Keys that start with `prefix`, without our own prefix. */
  function keys(prefix) {
    const found = disk ? Object.keys(disk).filter((key) => key.startsWith(PREFIX)) : [];
    const all = found.map((key) => key.slice(PREFIX.length)).concat(Array.from(memory.keys()));
    return Array.from(new Set(all)).filter((key) => key.startsWith(prefix));
  }

  return { get, set, remove, keys, clear: () => keys("").forEach(remove) };
}
