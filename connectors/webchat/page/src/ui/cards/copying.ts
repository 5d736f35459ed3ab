function select(node: Element): void {
  const range = document.createRange();
  range.selectNodeContents(node);
  const selection = window.getSelection();
  selection?.removeAllRanges();
  selection?.addRange(range);
}

/** Copies the text of `node`; false when the browser forbids it (then it is left selected). */
export async function copyText(node: Element): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(node.textContent ?? ""); // absent on plain http
    return true;
  } catch {
    select(node);
    return document.execCommand("copy");
  }
}
