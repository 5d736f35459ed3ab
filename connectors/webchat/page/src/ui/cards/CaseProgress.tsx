/** What was done with a case so far, what comes next, and by when. */

import { Step, Stepper } from "@chatui/core";
import { useEffect, useRef } from "react";
import { dayOf, longDate } from "../../chat/time";
import type { CaseStatus } from "../../types";
import { WORDING } from "../../wording";

export function CaseProgress({ status }: { status: CaseStatus }) {
  const last = status.timeline.length - 1;
  const box = useRef<HTMLDivElement>(null);
  // It opens below what was tapped, often out of sight.
  useEffect(() => box.current?.scrollIntoView({ block: "nearest" }), []);
  return (
    <div className="progress" ref={box}>
      <h3 className="progress__title">{WORDING.caseTimeline}</h3>
      <Stepper current={status.ended ? last + 1 : last}>
        {status.timeline.map((line) => (
          <Step
            key={`${line.at} ${line.label}`}
            title={line.label}
            subTitle={dayOf(line.at)}
            desc={line.note}
          />
        ))}
      </Stepper>
      <h3 className="progress__title">{WORDING.caseNext}</h3>
      <p>{status.next_step}</p>
      {status.dates.length > 0 && (
        <>
          <h3 className="progress__title">{WORDING.caseDates}</h3>
          <ul className="progress__dates">
            {status.dates.map(({ label, day, provisional }) => (
              <li key={label}>
                {label} {longDate(day)}
                {provisional && WORDING.caseProvisional}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
