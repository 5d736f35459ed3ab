import { Tag } from "@chatui/core";
import type { ReactNode } from "react";

interface Props {
  title: string;
  flag?: string | null;
  kind?: string;
  children: ReactNode;
}

/** A row that opens at a tap: `<details>` needs no script and every reader knows it. */
export function Unfolding({ title, flag, kind, children }: Props) {
  return (
    <details className={`sources${kind ? ` ${kind}` : ""}`}>
      <summary className="sources__head">
        <span className="sources__title">{title}</span>
        {flag && <Tag className="sources__flag">{flag}</Tag>}
      </summary>
      {children}
    </details>
  );
}
