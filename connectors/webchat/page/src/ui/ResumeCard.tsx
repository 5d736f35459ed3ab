/** A link to go on with an earlier matter, asked for before anything happens: 「点继续」, never silently. */

import { Button, Card, CardActions, CardText, CardTitle } from "@chatui/core";
import { useState } from "react";
import { dropResume } from "../link";
import { asApiError } from "../net/errors";
import { WORDING } from "../wording";
import { usePage } from "./context";

export function ResumeCard() {
  const { chat, link } = usePage();
  const [state, setState] = useState<"open" | "busy" | "done">("open");
  const [problem, setProblem] = useState<string | null>(null);
  const { resume } = link;
  if (!resume || state === "done") return null;

  async function goOn(token: string) {
    setState("busy");
    try {
      await chat.takeUp(token);
      dropResume();
      setState("done");
    } catch (error) {
      setProblem(asApiError(error).detail || WORDING.resumeFailed);
      setState("open");
    }
  }

  return (
    <Card className="resume">
      <CardTitle title={WORDING.resumeTitle} />
      <CardText>{WORDING.resumeText}</CardText>
      <p className="msg__problem" role="alert">
        {problem}
      </p>
      <CardActions>
        <Button onClick={() => setState("done")}>{WORDING.resumeLater}</Button>
        <Button color="primary" disabled={state === "busy"} onClick={() => goOn(resume)}>
          {WORDING.resumeGo}
        </Button>
      </CardActions>
    </Card>
  );
}
