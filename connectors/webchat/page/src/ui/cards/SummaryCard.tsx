/** The complaint as it will be filed: a row a field, each with 改. */

import { Button, Card, CardContent, CardTitle } from "@chatui/core";
import type { Expects, SummaryRow } from "../../types";
import { WORDING } from "../../wording";
import { usePage } from "../context";

function Row({ row, onEdit }: { row: SummaryRow; onEdit: (() => void) | null }) {
  return (
    <div className="summary__row" data-slot={row.slot}>
      <dt>{row.label}</dt>
      <dd>{row.value}</dd>
      {onEdit && (
        <dd className="summary__change">
          <Button variant="text" aria-label={WORDING.summaryEditLabel(row.label)} onClick={onEdit}>
            {WORDING.summaryEdit}
          </Button>
        </dd>
      )}
    </div>
  );
}

/** `editable`: whether the question is still open. */
export function SummaryCard({ card, editable }: { card: NonNullable<Expects["card"]>; editable: boolean }) {
  const { chat } = usePage();
  const edit = (row: SummaryRow) => () => chat.sayText(WORDING.summaryEditSays(row.label));
  return (
    <Card className="summary">
      <CardTitle title={card.title} />
      <CardContent>
        <dl className="summary__rows">
          {card.rows.map((row) => (
            <Row key={row.slot} row={row} onEdit={editable && row.editable ? edit(row) : null} />
          ))}
        </dl>
        {card.note && <p className="summary__note">{card.note}</p>}
      </CardContent>
    </Card>
  );
}
