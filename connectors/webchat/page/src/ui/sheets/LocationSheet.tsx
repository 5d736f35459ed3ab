/** The sheet that says what the location is for; the device is asked only after a tap. */

import { Button } from "@chatui/core";
import { useEffect, useRef, useState } from "react";
import { askLocation } from "../../device/location";
import { useValue } from "../../observable";
import { WORDING } from "../../wording";
import { usePage } from "../context";
import { Sheet } from "./Sheet";

type State = "ready" | "asking" | "failed";

const LINES: Record<State, string> = {
  ready: "",
  asking: WORDING.locationAsking,
  failed: WORDING.locationFailed,
};

export function LocationSheet() {
  const { chat, sheet } = usePage();
  const open = useValue(sheet) === "location";
  const [state, setState] = useState<State>("ready");
  const asked = useRef(0); // counts the questions: only the newest one's answer is wanted

  // Opening and closing take the question back.
  useEffect(() => {
    asked.current += 1;
    setState("ready");
  }, [open]);

  async function ask() {
    asked.current += 1;
    const question = asked.current;
    setState("asking");
    const location = await askLocation();
    if (question !== asked.current || sheet.get() !== "location") return;
    if (!location) return setState("failed");
    sheet.set(null);
    chat.sayLocation(location);
  }

  function leave() {
    sheet.set(null);
    // Once the sheet is gone: until then nothing behind it takes the focus.
    if (state === "failed") setTimeout(() => chat.input.focus());
  }

  return (
    <Sheet name="location" title={WORDING.locationTitle}>
      <p className="sheet__text">{WORDING.locationText}</p>
      <p className="sheet__text sheet__text--soft">{WORDING.locationHint}</p>
      <p className="sheet__text" role="status">
        {LINES[state]}
      </p>
      <div className="sheet__actions">
        <Button className="sheet__button" onClick={leave}>
          {state === "failed" ? WORDING.locationType : WORDING.locationCancel}
        </Button>
        <Button className="sheet__button" color="primary" disabled={state === "asking"} onClick={ask}>
          {state === "failed" ? WORDING.locationRetry : WORDING.locationSend}
        </Button>
      </div>
    </Sheet>
  );
}
