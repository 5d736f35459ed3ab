import { type RefObject, useLayoutEffect, useRef } from "react";

/**
 * ChatUI announces each message at once (role="alert"), which interrupts what is being read and reads the whole
 * history out. The log around them is the live region (role="log", polite): the messages themselves are none.
 */
export function useQuietMessage<T extends Element>(): RefObject<T> {
  const row = useRef<T>(null);
  useLayoutEffect(() => {
    const content = row.current?.querySelector('.Message-content[role="alert"]');
    for (const name of ["role", "aria-live", "aria-atomic"]) content?.removeAttribute(name);
  });
  return row;
}
