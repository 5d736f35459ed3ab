/** What the data are for, and the answer: the choices of the open question for consent, once more. */

import { Button } from "@chatui/core";
import type { Item, Theirs } from "../../chat/thread";
import { useValue } from "../../observable";
import { WORDING } from "../../wording";
import { usePage } from "../context";
import { CONSENT } from "../slots";
import { Paragraphs, Sheet } from "./Sheet";

function openQuestion(items: readonly Item[]): Theirs | null {
  const asks = (item: Item): item is Theirs =>
    item.kind === "theirs" && Boolean(item.offer?.open) && item.message.expects?.slot === CONSENT;
  return items.filter(asks).pop() ?? null;
}

export function ConsentSheet() {
  const { chat, sheet } = usePage();
  const question = openQuestion(useValue(chat.thread.items));
  return (
    <Sheet name="consent" title={WORDING.consentTitle}>
      <Paragraphs lines={WORDING.consentText} />
      <div className="sheet__actions">
        {question?.message.quick_replies?.map((reply, index) => (
          <Button
            key={reply.payload}
            className="sheet__button"
            {...(index === 0 ? { color: "primary" as const } : {})}
            onClick={() => {
              sheet.set(null);
              chat.choose(question.key, reply, false);
            }}
          >
            {reply.title}
          </Button>
        ))}
      </div>
    </Sheet>
  );
}
