/** The ⋯ menu: text size, colours, sending where one is, the privacy note, clearing this device. */

import { Button } from "@chatui/core";
import { COLOUR_SCHEMES, TEXT_SIZES } from "../../device/settings";
import { useValue, type Value } from "../../observable";
import { WORDING } from "../../wording";
import { usePage } from "../context";
import { Sheet } from "./Sheet";

interface ChoiceProps<T extends string> {
  legend: string;
  name: string;
  options: readonly T[];
  labels: Record<T, string>;
  value: Value<T>;
}

function Choice<T extends string>({ legend, name, options, labels, value }: ChoiceProps<T>) {
  const chosen = useValue(value);
  return (
    <fieldset className="choices">
      <legend>{legend}</legend>
      {options.map((option) => (
        <label key={option} className={`choice choice--${option}`}>
          <input
            type="radio"
            name={name}
            value={option}
            checked={option === chosen}
            onChange={() => value.set(option)}
          />
          <span>{labels[option]}</span>
        </label>
      ))}
    </fieldset>
  );
}

export function MenuSheet() {
  const { sheet, settings } = usePage();
  return (
    <Sheet name="menu" title={WORDING.menuTitle}>
      <Choice
        legend={WORDING.textSize}
        name="text-size"
        options={TEXT_SIZES}
        labels={WORDING.textSizes}
        value={settings.textSize}
      />
      <Choice
        legend={WORDING.colours}
        name="colours"
        options={COLOUR_SCHEMES}
        labels={WORDING.colourSchemes}
        value={settings.colours}
      />
      <Button className="sheet__item" onClick={() => sheet.set("location")}>
        {WORDING.locationTitle}
      </Button>
      <Button className="sheet__item" onClick={() => sheet.set("privacy")}>
        {WORDING.privacyTitle}
      </Button>
      <Button className="sheet__item sheet__item--danger" onClick={() => sheet.set("clear")}>
        {WORDING.clear}
      </Button>
    </Sheet>
  );
}
