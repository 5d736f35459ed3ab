import { SystemMessage } from "@chatui/core";

export function LineRow({ text }: { text: string }) {
  return <SystemMessage className="separator" content={text} />;
}
