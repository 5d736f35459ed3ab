import { useCallback, useEffect, useRef, useState } from "react";
import { usePage } from "./context";

export const DRAFT_KEY = "draft";

/** What is being written, kept on the device until it is sent. The first screen comes from the build without it. */
export function useDraft(): [string, (change: (now: string) => string) => void] {
  const { store } = usePage();
  const [text, setText] = useState("");
  const now = useRef("");

  const change = useCallback(
    (make: (now: string) => string) => {
      now.current = make(now.current);
      store.set(DRAFT_KEY, now.current);
      setText(now.current);
    },
    [store],
  );

  useEffect(() => {
    change(() => store.get<string>(DRAFT_KEY) || "");
  }, [change, store]);

  return [text, change];
}
