/**
 * A sheet over the page: from the bottom on a phone, in the middle elsewhere. The browser's own dialog, because
 * ChatUI's Popup keeps neither the focus inside nor closes with Escape.
 */

import { Button } from "@chatui/core";
import { type MouseEvent, type ReactNode, useLayoutEffect, useRef } from "react";
import { useValue } from "../../observable";
import { WORDING } from "../../wording";
import { usePage } from "../context";
import type { SheetName } from "./names";

function toggle(dialog: HTMLDialogElement, open: boolean): void {
  if (open === dialog.hasAttribute("open")) return;
  // Before 2022's browsers: not modal, but readable.
  if (!dialog.showModal) dialog.toggleAttribute("open", open);
  else if (open) dialog.showModal();
  else dialog.close();
}

export function Sheet({ name, title, children }: { name: SheetName; title: string; children: ReactNode }) {
  const { sheet } = usePage();
  const open = useValue(sheet) === name;
  const dialog = useRef<HTMLDialogElement>(null);
  const close = () => {
    if (sheet.get() === name) sheet.set(null);
  };

  useLayoutEffect(() => {
    if (dialog.current) toggle(dialog.current, open);
  }, [open]);

  // A tap on the backdrop lands on the dialog itself, outside its content.
  const onBackdrop = (event: MouseEvent) => event.target === dialog.current && close();
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard closes it with Escape, which the browser does
    <dialog
      className="sheet"
      id={name}
      aria-labelledby={`${name}-title`}
      ref={dialog}
      onClose={close}
      onClick={onBackdrop}
    >
      <div className="sheet__inner">
        <div className="sheet__head">
          <h2 className="sheet__title" id={`${name}-title`}>
            {title}
          </h2>
          <Button className="sheet__close" variant="text" onClick={close}>
            {WORDING.close}
          </Button>
        </div>
        {children}
      </div>
    </dialog>
  );
}

export function Paragraphs({ lines }: { lines: readonly string[] }) {
  return (
    <>
      {lines.map((line) => (
        <p key={line} className="sheet__text">
          {line}
        </p>
      ))}
    </>
  );
}
