/** One message as it stands in the log: from the assistant, from staff, from the system, or the person's own. */

import { caseCard, fileChip, quickReplies, sourcesRow } from "./cards.js";
import { el } from "./dom.js";
import { explanationPanel } from "./explanation.js";
import { WORDING } from "./wording.js";

const SENDERS = {
  bot: { name: WORDING.botName, initial: WORDING.botInitial, ai: true },
  staff: { name: WORDING.staffName, initial: WORDING.staffInitial, ai: false },
};

function senderLine(sender) {
  return el("p", { class: "msg__sender" }, [
    el("span", { "aria-hidden": "true" }, [sender.name]),
    sender.ai ? el("span", { class: "chip", "aria-label": WORDING.aiChipLabel, role: "img" }, [WORDING.aiChip]) : null,
  ]);
}

function text(value) {
  return value ? el("div", { class: "bubble__text" }, [value]) : null;
}

/** What somebody else said. Returns {node, offer}: the offer is the quick replies still open, or null. */
export function incoming(message, { onChoose, withOffer }) {
  const sender = SENDERS[message.from];
  const offer = withOffer ? quickReplies(message.quick_replies, onChoose) : null;
  const content = [
    text(message.text),
    message.attachment ? fileChip(message.attachment) : null,
    caseCard(message.case),
    sourcesRow(message.answer),
    explanationPanel(message.explanation),
  ].filter(Boolean);
  const bubble = content.length > 0
    ? el("div", { class: "bubble" }, [
        el("span", { class: "sr-only" }, [sender ? WORDING.theirs(sender.name) : WORDING.systemSays]),
        ...content,
      ])
    : null;
  const kind = sender ? `msg--theirs msg--${message.from}` : "msg--system";
  const node = el("div", { class: `msg ${kind}`, "data-from": message.from }, [
    sender ? el("span", { class: "avatar", "aria-hidden": "true" }, [sender.initial]) : null,
    el("div", { class: "msg__body" }, [sender ? senderLine(sender) : null, bubble, offer && offer.node]),
  ]);
  return { node, offer };
}

/** A plain line between messages: the date, or something the page itself has to say. */
export function separator(line) {
  return el("div", { class: "separator" }, [line]);
}

/**
 * What the person said. `entry`: {text, file}. `actions`: {resend(), takeBack() | null}.
 * Returns {node, setState(state, detail)}; states are the outbox's, plus uploading (detail: percent) and
 * turn_failed.
 */
export function outgoing(entry, actions) {
  const status = el("p", { class: "msg__status" }, []);
  const node = el("div", { class: "msg msg--mine", "data-from": "user" }, [
    el("div", { class: "msg__body" }, [
      el("div", { class: "bubble" }, [
        el("span", { class: "sr-only" }, [WORDING.mine]),
        entry.file ? fileChip(entry.file) : text(entry.text),
      ]),
      status,
    ]),
  ]);

  const button = (label, act) =>
    el("button", { class: "msg__again", type: "button", on: { click: act } }, [label]);
  const problem = (line) => line && el("span", { class: "msg__problem" }, [line]);
  const parts = {
    uploading: (percent) => [WORDING.uploading(percent || 0)],
    retrying: (detail) => [detail || WORDING.status.retrying],
    failed: (detail) => [problem(detail), button(WORDING.resend, actions.resend)],
    turn_failed: () => [button(WORDING.turnFailed, actions.resend)],
    refused: (detail) => [
      problem(detail || WORDING.refused),
      actions.takeBack ? button(WORDING.takeBack, actions.takeBack) : null,
    ],
  };

  function setState(state, detail) {
    node.dataset.state = state;
    const fresh = parts[state] ? parts[state](detail) : [WORDING.status[state]];
    status.textContent = "";
    fresh.filter(Boolean).forEach((part) => status.append(part));
  }

  return { node, setState };
}
