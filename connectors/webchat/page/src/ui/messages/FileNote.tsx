import { FileCard } from "@chatui/core";
import type { FileNote as Note } from "../../types";
import { WORDING } from "../../wording";

export function FileNote({ file }: { file: Note }) {
  // The component reads name and size of a File; after a reload only these two are known.
  const shown = { name: file.name || WORDING.attachmentName, size: file.size || undefined };
  return <FileCard file={shown as unknown as File} />;
}
