import { Button } from "@chatui/core";
import { WORDING } from "../../wording";
import { usePage } from "../context";

/** Under the question for consent: what the data are for, before anybody agrees. */
export function ConsentMore() {
  const { sheet } = usePage();
  return (
    <Button
      className="consent-more"
      variant="text"
      aria-haspopup="dialog"
      onClick={() => sheet.set("consent")}
    >
      {WORDING.consentMore}
    </Button>
  );
}
