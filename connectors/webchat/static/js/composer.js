/** The input: a textarea that grows, Enter to send, the counter, and the attachment button. */

import { byId } from "./dom.js";
import { WORDING } from "./wording.js";

const COUNT_FROM = 4500;
const MAX_CHARS = 5000; // as the desk takes them: desk/conversations/incoming.py
const KEYPADS = { tel: "tel" }; // sums and dates are often words (三千多), so only phones get a keypad
const MAX_FILE_MB = 10;
const MAX_FILE_BYTES = MAX_FILE_MB * 1024 * 1024;
const IME_KEYCODE = 229; // what browsers report for keys an input method is still using
const DRAFT_KEY = "draft";

/** Characters as the server counts them (code points), exact only where it matters. */
const length = (text) => (text.length < COUNT_FROM ? text.length : Array.from(text).length);

function createHint(node) {
  return (line, isProblem) => {
    node.hidden = !line;
    node.textContent = line || "";
    node.classList.toggle("hint--problem", Boolean(isProblem));
  };
}

function countLine(n) {
  if (n < COUNT_FROM) return null;
  return WORDING.counter(n, MAX_CHARS);
}

/** What can be told before uploading; which formats it reads, the server knows best. */
function fileProblem(file) {
  if (!/^image\//.test(file.type) && file.type !== "application/pdf") return WORDING.fileWrongType;
  if (file.size > MAX_FILE_BYTES) return WORDING.fileTooLarge(MAX_FILE_MB);
  return file.size === 0 ? WORDING.fileEmpty : null;
}

/** `on`: {text(text), file(File)}. Returns {focus, refresh, expect(kind), takeBack(text)}. */
export function createComposer({ store, on }) {
  const input = byId("text");
  const send = byId("send");
  const hint = createHint(byId("hint"));
  let composing = false;

  function refresh() {
    input.style.height = "auto"; // CSSOM, which the content security policy allows
    input.style.height = `${input.scrollHeight + input.offsetHeight - input.clientHeight}px`;
    send.disabled = input.value.trim() === "";
    const n = length(input.value);
    hint(n > MAX_CHARS ? WORDING.tooLong(n, MAX_CHARS) : countLine(n), n > MAX_CHARS);
    input.setAttribute("aria-invalid", String(n > MAX_CHARS));
  }

  function put(text) {
    input.value = text;
    store.set(DRAFT_KEY, text);
    refresh();
  }

  function submit() {
    const text = input.value.trim();
    if (text === "" || length(text) > MAX_CHARS) return;
    put("");
    on.text(text);
  }

  byId("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  input.addEventListener("compositionstart", () => {
    composing = true;
  });
  input.addEventListener("compositionend", () => {
    composing = false;
  });
  input.addEventListener("keydown", (event) => {
    const inputMethod = event.isComposing || composing || event.keyCode === IME_KEYCODE;
    if (event.key !== "Enter" || event.shiftKey || inputMethod) return;
    event.preventDefault();
    submit();
  });
  input.addEventListener("input", () => {
    store.set(DRAFT_KEY, input.value);
    refresh();
  });

  const picker = byId("file");
  byId("attach").addEventListener("click", () => picker.click());
  picker.addEventListener("change", () => {
    const file = picker.files[0];
    if (!file) return;
    const problem = fileProblem(file);
    if (problem) hint(problem, true);
    else on.file(file);
    picker.value = ""; // so that the same file can be chosen again
  });

  window.addEventListener("resize", refresh);
  put(store.get(DRAFT_KEY) || "");
  return {
    refresh,
    focus: () => input.focus(),
    /** What the open question wants (`expects.kind` of a reply) decides which keyboard a phone shows. */
    expect(kind) {
      input.inputMode = KEYPADS[kind] || "text";
    },
    /** A message that was refused comes back to be changed, before what is being written now. */
    takeBack(text) {
      put([text, input.value].filter(Boolean).join("\n"));
      input.focus();
    },
  };
}
