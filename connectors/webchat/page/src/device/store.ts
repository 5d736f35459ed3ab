/**
 * Small JSON values kept on this device, under one prefix so that 「清除本机记录」 finds all of them.
 * Private windows, full disks and frames of other sites make localStorage throw; the page must then still work
 * until it is closed, so a plain map stands in.
 */

const PREFIX = "xiaobao.";

export interface Store {
  get<T>(key: string): T | null;
  set(key: string, value: unknown): void;
  remove(key: string): void;
  /** Keys that start with `prefix`, without our own prefix. */
  keys(prefix: string): string[];
  clear(): void;
}

function usableStorage(): Storage | null {
  try {
    const probe = `${PREFIX}probe`;
    window.localStorage.setItem(probe, "1");
    window.localStorage.removeItem(probe);
    return window.localStorage;
  } catch {
    return null;
  }
}

/** Whether a window's `storage` event (always from another tab) concerns the session. */
export function isSessionChange(event: StorageEvent): boolean {
  return event.key === null || event.key === `${PREFIX}session`;
}

export function createStore(): Store {
  const disk = usableStorage();
  const memory = new Map<string, string>();

  function get<T>(key: string): T | null {
    const raw = memory.get(key) ?? disk?.getItem(PREFIX + key);
    try {
      return raw ? JSON.parse(raw) : null;
    } catch {
      return null; // damaged
    }
  }

  function set(key: string, value: unknown) {
    const raw = JSON.stringify(value);
    try {
      if (!disk) throw new Error("no storage");
      disk.setItem(PREFIX + key, raw);
      memory.delete(key);
    } catch {
      memory.set(key, raw);
    }
  }

  function remove(key: string) {
    memory.delete(key);
    disk?.removeItem(PREFIX + key);
  }

  function keys(prefix: string): string[] {
    const found = disk ? Object.keys(disk).filter((key) => key.startsWith(PREFIX)) : [];
    const all = new Set([...found.map((key) => key.slice(PREFIX.length)), ...Array.from(memory.keys())]);
    return Array.from(all).filter((key) => key.startsWith(prefix));
  }

  return {
    get,
    set,
    remove,
    keys,
    clear() {
      for (const key of keys("")) remove(key);
    },
  };
}
