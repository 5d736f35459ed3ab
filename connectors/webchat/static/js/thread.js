/**
 * The log: which messages stand in it and in what order. Messages the server has come first; those it does
 * not have yet stay below them until they are delivered, so that 「未送出」 is never lost above.
 */

import { incoming, outgoing, separator } from "./bubbles.js";
import { empty } from "./dom.js";
import { separatorFor } from "./time.js";

const UNDELIVERED = ["sending", "retrying", "uploading", "failed"];

/** `on`: {choose(reply, how), resend(messageId), takeBack(messageId)}. */
export function createThread({ log, scroller, on }) {
  const shown = new Set(); // ids of server messages
  const mine = new Map(); // message_id → {node, setState}
  let openOffers = [];
  let offeredAt = null; // replies of one turn carry one time
  let lastAt = null;
  let firstUnseen = null; // first reply since the person last spoke
  let lastSpeaker = null;
  let answered = true;

  const anchor = () => Array.from(mine.values()).map((item) => item.node).find(isUndelivered) || null;
  const isUndelivered = (node) => UNDELIVERED.includes(node.dataset.state);

  function place(node) {
    log.insertBefore(node, anchor());
    const previous = node.previousElementSibling;
    const follows = previous && previous.dataset.from && previous.dataset.from === node.dataset.from;
    node.classList.toggle("msg--follows", Boolean(follows));
  }

  function stamp(createdAt) {
    const at = Date.parse(createdAt);
    if (Number.isNaN(at)) return;
    const line = separatorFor(at, lastAt, Date.now());
    if (line) log.insertBefore(separator(line), anchor());
    lastAt = at;
  }

  function closeOffers() {
    openOffers.forEach((offer) => offer.close());
    openOffers = [];
  }

  function addMine(key, entry, state, detail) {
    closeOffers();
    stamp(entry.created_at);
    const item = outgoing(entry, {
      resend: () => on.resend(key),
      // A location's text is ours, not the person's: there is nothing to change in it.
      takeBack: entry.text && !(entry.body && entry.body.location) ? () => on.takeBack(key) : null,
    });
    item.setState(state, detail);
    // A message not delivered yet goes below all others, even other undelivered ones.
    if (UNDELIVERED.includes(state)) log.appendChild(item.node);
    else place(item.node);
    mine.set(key, item);
    firstUnseen = null;
    answered = false;
  }

  function addTheirs(message, withOffer) {
    stamp(message.created_at);
    const item = incoming(message, { onChoose: on.choose, withOffer });
    place(item.node);
    if (item.offer) {
      if (message.created_at !== offeredAt) closeOffers(); // an older turn's offer: its question has passed
      offeredAt = message.created_at;
      openOffers.push(item.offer);
    }
    if (!firstUnseen) firstUnseen = item.node;
    lastSpeaker = message.from;
    answered = true;
  }

  function addUser(message) {
    const key = message.message_id || message.id;
    if (mine.has(key)) {
      if (isUndelivered(mine.get(key).node)) update(key, "delivered");
      return;
    }
    const entry = { text: message.text, file: message.attachment, created_at: message.created_at };
    addMine(key, entry, "delivered");
  }

  /** Messages from the server, oldest first; those already shown are passed over. Returns the new ones. */
  function show(messages) {
    const fresh = messages.filter((message) => !shown.has(message.id));
    const lastUser = fresh.map((message) => message.from).lastIndexOf("user");
    fresh.forEach((message, index) => {
      shown.add(message.id);
      if (message.from === "user") addUser(message);
      else addTheirs(message, index > lastUser); // an offer already answered is not shown again
    });
    if (fresh.length > 0 && firstUnseen) scroller.reveal(firstUnseen);
    return fresh;
  }

  function update(messageId, state, detail) {
    const item = mine.get(messageId);
    if (!item || item.node.dataset.state === state && state !== "uploading") return;
    const settled = isUndelivered(item.node) && !UNDELIVERED.includes(state);
    item.setState(state, detail);
    if (settled && anchor() && anchor() !== item.node.nextElementSibling) place(item.node);
  }

  return {
    show,
    update,
    /** The person's own message, at once: `entry` {message_id, text, file, created_at}. */
    add(entry, state, detail) {
      addMine(entry.message_id, entry, state, detail);
      scroller.toEnd();
    },
    has: (messageId) => mine.has(messageId),
    remove(messageId) {
      const item = mine.get(messageId);
      if (!item) return;
      log.removeChild(item.node);
      mine.delete(messageId);
    },
    note(line) {
      log.insertBefore(separator(line), anchor());
    },
    /** Who spoke last, the person left aside: "bot", "staff", "system" or null. */
    lastSpeaker: () => lastSpeaker,
    /** When the person spoke, in ms, if nobody has spoken since; else null. */
    unansweredSince: () => (answered ? null : lastAt),
    /** Empties the log, but for what the server does not have. */
    clear() {
      const local = ({ node }) => isUndelivered(node) || node.dataset.state === "refused";
      const kept = Array.from(mine).filter(([, item]) => local(item));
      empty(log);
      mine.clear();
      kept.forEach(([key, item]) => {
        mine.set(key, item);
        log.appendChild(item.node);
      });
      shown.clear();
      openOffers = [];
      lastAt = null;
      firstUnseen = null;
      answered = true;
    },
  };
}
