/** Choices under a message, as big buttons. ChatUI's own row of them is read out as 「双击发送」 and scrolls
 * sideways, out of sight; these stand under the question they answer. */

import { Button } from "@chatui/core";
import type { MouseEvent } from "react";
import type { Theirs } from "../../chat/thread";
import type { Reply } from "../../types";
import { usePage } from "../context";

interface Props {
  messageKey: string;
  replies: Reply[];
  offer: NonNullable<Theirs["offer"]>;
}

export function QuickReplies({ messageKey, replies, offer }: Props) {
  const { chat } = usePage();
  // detail 0: pressed with the keyboard, whose focus must not fall back to the top of the page.
  const choose = (reply: Reply, event: MouseEvent) => chat.choose(messageKey, reply, event.detail === 0);
  return (
    <div className={`quick${offer.open ? "" : " quick--closed"}`}>
      {replies.map((reply) => (
        <Button
          key={reply.payload}
          className={`quick__button${reply.payload === offer.chosen ? " quick__button--chosen" : ""}`}
          disabled={!offer.open}
          onClick={(event) => choose(reply, event)}
        >
          {reply.title}
        </Button>
      ))}
    </div>
  );
}
