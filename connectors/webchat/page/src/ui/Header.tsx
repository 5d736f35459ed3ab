/** The bar that is always in sight: who speaks, whether we are connected, 转人工, the menu. */

import { Button, IconButton, Navbar } from "@chatui/core";
import { useRef } from "react";
import { useValue } from "../observable";
import { WORDING } from "../wording";
import { usePage } from "./context";

const STAFF_TAP_MS = 4000; // an impatient second tap on 转人工 is not a second message

function State({ started }: { started: boolean }) {
  const connection = useValue(usePage().chat.connection);
  return (
    <span className="bar__state" id="state" role="status" data-state={connection}>
      <span className="dot" aria-hidden="true" />
      <span>{started ? WORDING.state[connection] : WORDING.starting}</span>
    </span>
  );
}

export function Header({ started, onLeave }: { started: boolean; onLeave: (() => void) | null }) {
  const { chat, sheet } = usePage();
  const tappedAt = useRef(0);

  function askForStaff() {
    if (Date.now() - tappedAt.current < STAFF_TAP_MS) return;
    tappedAt.current = Date.now();
    chat.sayText(WORDING.staffRequest);
  }

  return (
    <Navbar
      className="bar"
      align="left"
      title={WORDING.name}
      desc={<State started={started} />}
      rightSlot={
        <>
          <Button id="staff" className="bar__staff" icon="staff" onClick={askForStaff}>
            {WORDING.staff}
          </Button>
          <IconButton
            id="menu-open"
            icon="more"
            aria-haspopup="dialog"
            aria-label={WORDING.menu}
            onClick={() => sheet.set("menu")}
          />
          {onLeave && <IconButton id="leave" icon="close" aria-label={WORDING.leave} onClick={onLeave} />}
        </>
      }
    />
  );
}
