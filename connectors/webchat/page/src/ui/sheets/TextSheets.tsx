/** Sheets that explain: privacy, what consent is asked for, and what clearing this device does. */

import { Button } from "@chatui/core";
import { WORDING } from "../../wording";
import { usePage } from "../context";
import { Paragraphs, Sheet } from "./Sheet";

export function PrivacySheet() {
  return (
    <Sheet name="privacy" title={WORDING.privacyTitle}>
      <Paragraphs lines={WORDING.privacy} />
    </Sheet>
  );
}

export function ClearSheet() {
  const { sheet, clear } = usePage();
  return (
    <Sheet name="clear" title={WORDING.clearTitle}>
      <p className="sheet__text">{WORDING.clearText}</p>
      <p className="sheet__text sheet__text--soft">{WORDING.clearHint}</p>
      <div className="sheet__actions">
        <Button className="sheet__button" onClick={() => sheet.set(null)}>
          {WORDING.cancel}
        </Button>
        <Button className="sheet__button sheet__button--danger" onClick={clear}>
          {WORDING.clearConfirm}
        </Button>
      </div>
    </Sheet>
  );
}
