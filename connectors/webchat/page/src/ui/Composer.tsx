/** The input: it grows, Enter sends, it counts what is long, and takes a picture or a PDF. */

import { Button, Icon, Input } from "@chatui/core";
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useValue } from "../observable";
import { WORDING } from "../wording";
import { Attach } from "./Attach";
import { usePage } from "./context";
import { countLine, isTooLong } from "./counting";
import { useDraft } from "./useDraft";

const KEYPADS: Record<string, "tel"> = { tel: "tel" }; // sums and dates are often words (三千多)
const IME_KEYCODE = 229; // what browsers report for keys an input method is still using
const MAX_ROWS = 6;

type Textarea = HTMLTextAreaElement & HTMLInputElement;

/** `problem` is red: something was not taken. */
interface Hint {
  line: string | null;
  problem: boolean;
}

function hintFor(text: string, refusal: string | null): Hint {
  if (refusal) return { line: refusal, problem: true };
  return { line: countLine(text), problem: isTooLong(text) };
}

export function Composer() {
  const { chat } = usePage();
  const [text, setText] = useDraft();
  const [refusal, setRefusal] = useState<string | null>(null); // of a file
  const expected = useValue(chat.expected);
  const input = useRef<Textarea>(null);
  const composing = useRef(false);
  const hint = hintFor(text, refusal);

  useEffect(() => {
    const focus = () => input.current?.focus();
    chat.input = {
      focus,
      // A message that was refused comes back to be changed, before what is being written now.
      takeBack(taken) {
        setText((now) => [taken, now].filter(Boolean).join("\n"));
        focus();
      },
    };
    // On a phone this would open the keyboard over the greeting.
    if (window.matchMedia("(pointer: fine)").matches) focus();
  }, [chat, setText]);

  function write(value: string) {
    setRefusal(null);
    setText(() => value);
    chat.typed(value);
  }

  function submit(event?: FormEvent) {
    event?.preventDefault();
    // Of the element, not of the last drawing: both may come in one tick.
    const said = (input.current?.value ?? "").trim();
    if (said === "" || isTooLong(said)) return;
    write("");
    chat.sayText(said);
  }

  function pressed(event: KeyboardEvent) {
    const { isComposing, keyCode } = event.nativeEvent;
    const inputMethod = isComposing || composing.current || keyCode === IME_KEYCODE;
    if (event.key !== "Enter" || event.shiftKey || inputMethod) return;
    event.preventDefault();
    submit();
  }

  return (
    <>
      <p
        className={`hint${hint.problem ? " hint--problem" : ""}`}
        id="hint"
        role="status"
        hidden={!hint.line}
      >
        {hint.line}
      </p>
      <form className="composer Composer" id="composer" autoComplete="off" onSubmit={submit}>
        <Attach onRefused={setRefusal} />
        <label className="sr-only" htmlFor="text">
          {WORDING.inputLabel}
        </label>
        <Input
          ref={input}
          id="text"
          className="composer__text"
          autoSize
          rows={1}
          maxRows={MAX_ROWS}
          enterKeyHint="send"
          inputMode={KEYPADS[expected ?? ""] ?? "text"}
          placeholder={WORDING.placeholder}
          aria-describedby="hint"
          aria-invalid={hint.problem && !refusal}
          value={text}
          onChange={write}
          onKeyDown={pressed}
          onCompositionStart={() => {
            composing.current = true;
          }}
          onCompositionEnd={() => {
            composing.current = false;
          }}
        />
        <Button
          id="send"
          type="submit"
          color="primary"
          className="composer__send"
          disabled={text.trim() === ""}
        >
          <Icon type="send" />
          <span>{WORDING.send}</span>
        </Button>
      </form>
    </>
  );
}
