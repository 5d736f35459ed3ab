/** The conversation as it stands, and the line that says that somebody is thinking. */

import { Typing } from "@chatui/core";
import { useEffect, useLayoutEffect, useRef } from "react";
import type { Item } from "../chat/thread";
import { useValue } from "../observable";
import { WORDING } from "../wording";
import { usePage } from "./context";
import { Greeting } from "./Greeting";
import { LineRow } from "./messages/LineRow";
import { MineRow } from "./messages/MineRow";
import { TheirsRow } from "./messages/TheirsRow";
import { ResumeCard } from "./ResumeCard";
import type { Scroller } from "./scroller";

const speakerOf = (item: Item | undefined) =>
  item?.kind === "theirs" ? item.message.from : item?.kind === "mine" ? "user" : null;

function Row({ item, previous }: { item: Item; previous: Item | undefined }) {
  const follows = speakerOf(item) !== null && speakerOf(item) === speakerOf(previous);
  if (item.kind === "mine") return <MineRow item={item} follows={follows} />;
  if (item.kind === "theirs") return <TheirsRow item={item} follows={follows} />;
  return <LineRow text={item.text} />;
}

function TypingLine({ scroller }: { scroller: Scroller }) {
  const line = useValue(usePage().chat.typing);
  const node = useRef<HTMLDivElement>(null);
  const appears = line !== null;
  useLayoutEffect(() => {
    if (appears && node.current) scroller.reveal(node.current);
  }, [appears, scroller]);
  return (
    <div className="typing" id="typing" role="status" hidden={!appears} ref={node}>
      {line && <Typing text={line} />}
    </div>
  );
}

export function Log({ scroller, started }: { scroller: Scroller; started: boolean }) {
  const { chat } = usePage();
  const items = useValue(chat.thread.items);
  const live = useValue(chat.live);
  const box = useRef<HTMLElement>(null);

  useEffect(() => (box.current ? scroller.attach(box.current) : undefined), [scroller]);
  useLayoutEffect(() => {
    const wish = chat.thread.takeWish();
    if (wish) scroller.obey(wish);
  });

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
    <main className="scroller" id="scroller" tabIndex={0} aria-label={WORDING.conversation} ref={box}>
      <Greeting />
      {!started && <p className="starting">{WORDING.startingHelp}</p>}
      {started && <ResumeCard />}
      <div
        className="MessageList"
        id="log"
        role="log"
        aria-live={live ? "polite" : "off"}
        aria-relevant="additions"
        aria-label={WORDING.conversation}
      >
        {items.map((item, index) => (
          <Row key={item.key} item={item} previous={items[index - 1]} />
        ))}
      </div>
      <TypingLine scroller={scroller} />
    </main>
  );
}
