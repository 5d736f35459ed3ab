/** Choosing a picture or a PDF. What can be told before uploading is told here; which formats it reads, the server
 * knows best. */

import { IconButton } from "@chatui/core";
import { useRef } from "react";
import { WORDING } from "../wording";
import { usePage } from "./context";

const MAX_FILE_MB = 10;
const MAX_FILE_BYTES = MAX_FILE_MB * 1024 * 1024;

function fileProblem(file: File): string | null {
  if (!/^image\//.test(file.type) && file.type !== "application/pdf") return WORDING.fileWrongType;
  if (file.size > MAX_FILE_BYTES) return WORDING.fileTooLarge(MAX_FILE_MB);
  return file.size === 0 ? WORDING.fileEmpty : null;
}

export function Attach({ onRefused }: { onRefused: (problem: string | null) => void }) {
  const { chat } = usePage();
  const picker = useRef<HTMLInputElement>(null);

  function chosen() {
    const file = picker.current?.files?.[0];
    if (!file) return;
    const problem = fileProblem(file);
    onRefused(problem);
    if (!problem) chat.sayFile(file);
    if (picker.current) picker.current.value = ""; // so that the same file can be chosen again
  }

  return (
    <>
      <IconButton
        id="attach"
        icon="clip"
        aria-label={WORDING.attach}
        onClick={() => picker.current?.click()}
      />
      <input
        className="sr-only"
        id="file"
        type="file"
        accept="image/jpeg,image/png,image/webp,application/pdf"
        tabIndex={-1}
        aria-label={WORDING.attach}
        ref={picker}
        onChange={chosen}
      />
    </>
  );
}
