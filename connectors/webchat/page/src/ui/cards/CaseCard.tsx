/** A filed case: its number to keep, its state, and at a tap how far it has come. */

import { Button, Card, CardContent, Tag } from "@chatui/core";
import { useRef, useState } from "react";
import { type ApiError, asApiError } from "../../net/errors";
import type { CaseRef, CaseStatus } from "../../types";
import { WORDING } from "../../wording";
import { usePage } from "../context";
import { CaseProgress } from "./CaseProgress";
import { copyText } from "./copying";

const COPIED_MS = 2500;

function CopyButton({ of }: { of: () => Element | null }) {
  const [label, setLabel] = useState(WORDING.copy);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  async function copy() {
    const number = of();
    if (!number) return;
    setLabel((await copyText(number)) ? WORDING.copied : WORDING.copyByHand);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setLabel(WORDING.copy), COPIED_MS);
  }
  return (
    <Button className="case__copy" color="primary" onClick={copy}>
      <span role="status">{label}</span>
    </Button>
  );
}

function stateLabel(status: string): string {
  const known: Record<string, string> = WORDING.caseStates;
  return known[status] ?? status;
}

/** A case filed elsewhere is not shown here: this page's token proves nothing about who it belongs to. */
function whyNot(error: ApiError): string {
  if (error.status === 404) return WORDING.caseElsewhere;
  return error.detail || WORDING.caseUnavailable;
}

type Looking =
  | { state: "closed" | "busy" }
  | { state: "shown"; status: CaseStatus }
  | { state: "failed"; why: string };

export function CaseCard({ given }: { given: CaseRef }) {
  const { chat } = usePage();
  const number = useRef<HTMLElement>(null);
  const [looking, setLooking] = useState<Looking>({ state: "closed" });

  async function look() {
    setLooking({ state: "busy" });
    try {
      setLooking({ state: "shown", status: await chat.caseStatus(given.case_no) });
    } catch (error) {
      setLooking({ state: "failed", why: whyNot(asApiError(error)) });
    }
  }

  const label =
    looking.state === "shown" ? looking.status.state_label : given.status && stateLabel(given.status);
  return (
    <Card className="case">
      <CardContent>
        <p className="case__title">{WORDING.caseTitle}</p>
        <p>
          <strong className="case__no" ref={number}>
            {given.case_no}
          </strong>
        </p>
        {label && <Tag className="case__state">{WORDING.caseStatus(label)}</Tag>}
        <div className="case__acts">
          <CopyButton of={() => number.current} />
          <Button className="case__look" disabled={looking.state === "busy"} onClick={look}>
            {looking.state === "busy"
              ? WORDING.caseShowing
              : looking.state === "closed"
                ? WORDING.caseShow
                : WORDING.caseRefresh}
          </Button>
        </div>
        <div role="status">
          {looking.state === "failed" && <p className="msg__problem">{looking.why}</p>}
          {looking.state === "shown" && <CaseProgress status={looking.status} />}
        </div>
        <p className="case__keep">{WORDING.caseKeep}</p>
      </CardContent>
    </Card>
  );
}
