/** What the assistant, staff or the system said. */

import { Bubble, Message, type MessageProps } from "@chatui/core";
import type { Theirs } from "../../chat/thread";
import botAvatar from "../../icons/bot.svg";
import staffAvatar from "../../icons/staff.svg";
import { WORDING } from "../../wording";
import { AnswerFeedback } from "../cards/AnswerFeedback";
import { AnswerSources } from "../cards/AnswerSources";
import { CaseCard } from "../cards/CaseCard";
import { ConsentMore } from "../cards/ConsentMore";
import { ExplanationPanel } from "../cards/ExplanationPanel";
import { SummaryCard } from "../cards/SummaryCard";
import { CONSENT } from "../slots";
import { FileNote } from "./FileNote";
import { QuickReplies } from "./QuickReplies";
import { useQuietMessage } from "./useQuietMessage";

const SENDERS = {
  bot: { name: `${WORDING.botName} · ${WORDING.aiChip}`, avatar: botAvatar, avatarAlt: "" },
  staff: { name: WORDING.staffName, avatar: staffAvatar, avatarAlt: "" },
};

function Content({ item }: { item: Theirs }) {
  const { message, offer } = item;
  const sender = message.from === "bot" || message.from === "staff" ? SENDERS[message.from] : null;
  const summary = message.expects?.card;
  const isEmpty = !(message.text || message.attachment || message.answer || message.explanation);
  return (
    <div className="msg__body">
      {!isEmpty && !summary && (
        <Bubble type={sender ? "text" : "system"}>
          {!sender && <span className="sr-only">{WORDING.systemSays}</span>}
          {message.text && <div className="bubble__text">{message.text}</div>}
          {message.attachment && <FileNote file={message.attachment} />}
          {message.answer && <AnswerSources answer={message.answer} />}
          {message.explanation && <ExplanationPanel explanation={message.explanation} />}
        </Bubble>
      )}
      {message.from === "bot" && message.answer && (
        <AnswerFeedback messageId={message.id} given={message.feedback ?? null} />
      )}
      {summary && <SummaryCard card={summary} editable={offer?.open ?? false} />}
      {message.case && <CaseCard given={message.case} />}
      {offer && <QuickReplies messageKey={item.key} replies={message.quick_replies ?? []} offer={offer} />}
      {offer?.open && message.expects?.slot === CONSENT && <ConsentMore />}
    </div>
  );
}

const renderContent = (message: MessageProps) => <Content item={message.content} />;

export function TheirsRow({ item, follows }: { item: Theirs; follows: boolean }) {
  const row = useQuietMessage<HTMLDivElement>();
  const { from } = item.message;
  const sender = from === "bot" || from === "staff" ? SENDERS[from] : null;
  const kind = sender ? `msg--theirs msg--${from}` : "msg--system";
  return (
    <div
      className={`msg ${kind}${follows ? " msg--follows" : ""}`}
      data-from={from}
      data-key={item.key}
      ref={row}
    >
      <Message
        _id={item.key}
        type="text"
        position={sender ? "left" : "center"}
        hasTime={false}
        content={item}
        renderMessageContent={renderContent}
        {...(sender ? { user: sender } : {})}
      />
    </div>
  );
}
