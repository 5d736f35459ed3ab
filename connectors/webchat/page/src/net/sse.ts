/** The text/event-stream format (WHATWG HTML, "Parsing an event stream"), fed in pieces of any size. */

export interface StreamEvent {
  event: string;
  data: string;
  id: string | null;
}

/** `onEvent` runs for each complete event; comments and empty events are dropped. */
export function createParser(onEvent: (event: StreamEvent) => void): { push(text: string): void } {
  let rest = "";
  let id: string | null = null;
  let event = "";
  let data: string[] = [];

  function dispatch() {
    if (data.length > 0) onEvent({ event: event || "message", data: data.join("\n"), id });
    event = "";
    data = [];
  }

  function field(line: string) {
    const colon = line.indexOf(":");
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "data") data.push(value);
    else if (name === "event") event = value;
    else if (name === "id") id = value;
  }

  return {
    push(text) {
      rest += text;
      // A CR at the very end may be half of a CRLF: it waits for the next piece.
      const held = rest.endsWith("\r") ? "\r" : "";
      const lines = rest.slice(0, rest.length - held.length).split(/\r\n|\n|\r/);
      rest = (lines.pop() ?? "") + held;
      for (const line of lines) {
        if (line === "") dispatch();
        else if (!line.startsWith(":")) field(line);
      }
    },
  };
}
