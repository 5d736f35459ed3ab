/** The card at the top of the log. It is the page's own: opening the page sends nothing. */

import { Button, Card, CardContent, CardTitle } from "@chatui/core";
import { WORDING } from "../wording";
import { usePage } from "./context";

type EntryWording = (typeof WORDING.entries)[number];

function Entry({ entry, onTap }: { entry: EntryWording; onTap: () => void }) {
  return (
    <Button className="entry" onClick={onTap}>
      <span className="entry__mark" aria-hidden="true">
        {entry.mark}
      </span>
      <span className="entry__words">
        <span className="entry__title">{entry.title}</span>
        <span className="entry__hint">{entry.hint}</span>
      </span>
    </Button>
  );
}

export function Greeting() {
  const { chat, link } = usePage();
  const { scene } = link.beginning;
  const first = WORDING.entries.filter((entry) => entry.scene === scene);
  const others = WORDING.entries.filter((entry) => entry.scene !== scene);
  return (
    <section id="greeting" aria-label={WORDING.greetingLabel}>
      <Card className="greeting">
        <CardTitle title={WORDING.greetingTitle} subtitle={WORDING.greetingText} />
        <CardContent>
          <p className="greeting__prompt">{WORDING.greetingPrompt}</p>
          <div className="entries">
            {[...first, ...others].map((entry) => (
              <Entry key={entry.scene} entry={entry} onTap={() => chat.sayText(entry.text)} />
            ))}
          </div>
          <p className="greeting__note">{WORDING.greetingNote}</p>
        </CardContent>
      </Card>
    </section>
  );
}
