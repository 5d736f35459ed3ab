/** What the person said, and what has become of it. */

import { Bubble, Button, Message, type MessageProps, Progress } from "@chatui/core";
import type { ReactNode } from "react";
import type { Mine } from "../../chat/thread";
import { WORDING } from "../../wording";
import { usePage } from "../context";
import { FileNote } from "./FileNote";
import { useQuietMessage } from "./useQuietMessage";

function Again({ label, onTap }: { label: string; onTap: () => void }) {
  return (
    <Button className="msg__again" variant="text" onClick={onTap}>
      {label}
    </Button>
  );
}

const problem = (detail: unknown) =>
  typeof detail === "string" && detail ? <span className="msg__problem">{detail}</span> : null;

function Status({ item }: { item: Mine }): ReactNode {
  const { chat } = usePage();
  const resend = () => chat.resend(item.key);
  switch (item.state) {
    case "uploading": {
      const percent = Number(item.detail ?? 0);
      return (
        <>
          <Progress value={percent} aria-hidden="true" />
          {WORDING.uploading(percent)}
        </>
      );
    }
    case "failed":
      return (
        <>
          {problem(item.detail)}
          <Again label={WORDING.resend} onTap={resend} />
        </>
      );
    case "turn_failed":
      return <Again label={WORDING.turnFailed} onTap={resend} />;
    case "refused":
      return (
        <>
          {problem(item.detail || WORDING.refused)}
          {item.mayTakeBack && <Again label={WORDING.takeBack} onTap={() => chat.takeBack(item.key)} />}
        </>
      );
    case "retrying":
      return item.detail || WORDING.status.retrying;
    default:
      return WORDING.status[item.state];
  }
}

function Content({ item }: { item: Mine }) {
  return (
    <div className="msg__body">
      <Bubble type="text">
        <span className="sr-only">{WORDING.mine}</span>
        {item.file ? <FileNote file={item.file} /> : <div className="bubble__text">{item.text}</div>}
      </Bubble>
      <div className="msg__status">
        <Status item={item} />
      </div>
    </div>
  );
}

const renderContent = (message: MessageProps) => <Content item={message.content} />;

export function MineRow({ item, follows }: { item: Mine; follows: boolean }) {
  const row = useQuietMessage<HTMLDivElement>();
  return (
    <div
      className={`msg msg--mine${follows ? " msg--follows" : ""}`}
      data-from="user"
      data-state={item.state}
      data-key={item.key}
      ref={row}
    >
      <Message
        _id={item.key}
        type="text"
        position="right"
        hasTime={false}
        content={item}
        renderMessageContent={renderContent}
      />
    </div>
  );
}
