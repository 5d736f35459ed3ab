/** The conversation: what the person says goes to the outbox, what comes back goes to the thread. */

import { ApiError, api } from "./api.js";
import { createFeed } from "./feed.js";
import { createOutbox, isOutdated } from "./outbox.js";
import { createSessions } from "./session.js";
import { createThread } from "./thread.js";
import { createUploads } from "./uploads.js";
import { uuid } from "./uuid.js";
import { WORDING } from "./wording.js";

const RECENT_MS = 60000; // a question this fresh, found without an answer, is still being answered

export class Chat {
  /** `view`: {log, scroller, turns, showState(state), takeBack(text), focusInput(), expect(kind)}. */
  constructor(store, view) {
    this.view = view;
    this.store = store;
    this.sent = new Map(); // message_id → entry, to ask again after a failed turn
    this.sessions = createSessions({ store, create: api.createSession, onRenewed: () => this.sessionRenewed() });
    this.thread = createThread({
      log: view.log,
      scroller: view.scroller,
      on: {
        choose: (reply, how) => this.choose(reply, how),
        resend: (messageId) => this.resend(messageId),
        takeBack: (messageId) => this.takeBack(messageId),
      },
    });
    this.outbox = createOutbox({
      store,
      post: (entry) => this.deliver(entry),
      onChange: (entry) => this.entryChanged(entry),
    });
    this.uploads = createUploads({
      upload: (file, onProgress) => this.uploadFile(file, onProgress),
      onChange: (messageId, state, detail) => this.thread.update(messageId, state, detail),
      onDone: (draft, made) => this.post(Object.assign({}, draft, made)),
    });
    this.feed = createFeed({
      history: (after) => this.sessions.use((session) => api.history(session.token, after)),
      events: (lastId, signal) => this.sessions.use((session) => api.events(session.token, lastId, signal)),
      on: {
        state: view.showState,
        reset: () => this.thread.clear(),
        messages: (list) => this.receive(list),
        turn: (turn) => this.turnChanged(turn),
      },
    });
  }

  // What the person does

  sayText(text) {
    this.say({ text }, text);
  }

  /** `location`: {latitude, longitude, accuracy?}; the server makes a city of it. */
  sayLocation(location) {
    this.say({ location }, WORDING.myLocation);
  }

  choose(reply, { byKeyboard }) {
    this.say({ payload: reply.payload }, reply.title);
    if (byKeyboard) this.view.focusInput();
  }

  say(body, text, file) {
    const entry = this.newEntry({ body, text, file });
    this.thread.add(entry, "sending");
    this.post(entry);
  }

  sayFile(file) {
    const draft = this.newEntry({ file: { name: file.name, size: file.size } });
    this.thread.add(draft, "uploading", 0);
    this.uploads.add(draft, file);
  }

  resend(messageId) {
    if (this.uploads.retry(messageId)) return;
    const entry = this.sent.get(messageId);
    if (isOutdated(entry)) this.thread.update(messageId, "refused", WORDING.locationOutdated);
    else if (entry.state === "failed") this.outbox.retry(messageId);
    else this.askAgain(entry);
  }

  /** The turn failed. The same message_id would only fetch what came of it, so this is a new message. */
  askAgain(entry) {
    this.thread.update(entry.message_id, "delivered");
    this.say(entry.body, entry.text, entry.file);
  }

  takeBack(messageId) {
    this.view.takeBack(this.sent.get(messageId).text);
    this.outbox.remove(messageId);
    this.thread.remove(messageId);
  }

  // On the way to the server

  newEntry(fields) {
    const session = this.sessions.current();
    const base = { message_id: uuid(), created_at: new Date().toISOString() };
    return Object.assign(base, { session_id: session && session.session_id }, fields);
  }

  post(entry) {
    this.sent.set(entry.message_id, entry);
    this.outbox.add(entry);
  }

  deliver(entry) {
    return this.sessions.use((session) => {
      // Offers and files belong to the conversation they were made in.
      const bound = entry.body.payload || entry.body.attachment_id;
      if (bound && entry.session_id !== session.session_id) {
        throw new ApiError(422, WORDING.offerExpired);
      }
      this.feed.start();
      return api.send(session.token, Object.assign({ message_id: entry.message_id }, entry.body));
    });
  }

  uploadFile(file, onProgress) {
    return this.sessions.use(async (session) => {
      this.feed.start();
      const body = { attachment_id: await api.upload(session.token, file, onProgress) };
      return { body, session_id: session.session_id };
    });
  }

  entryChanged(entry) {
    this.thread.update(entry.message_id, entry.state, entry.detail);
    // The stream may open after the turn began, or never: guess, but only while it is the assistant who talks.
    const withBot = ["bot", null].includes(this.thread.lastSpeaker());
    if (entry.state === "delivered" && withBot && this.thread.unansweredSince() !== null) this.view.turns.guess();
  }

  // What comes back

  receive(list) {
    list.forEach((message) => this.outbox.delivered(message.message_id));
    const fresh = this.thread.show(list);
    // A turn's replies are stored together, so the first of them ends the waiting.
    const answers = fresh.filter((message) => message.from !== "user");
    if (answers.length === 0) return;
    this.view.turns.clear();
    const asked = answers[answers.length - 1].expects;
    this.view.expect(asked ? asked.kind : null);
  }

  turnChanged({ message_id: messageId, state }) {
    this.outbox.delivered(messageId); // the server has it, even if its 202 was lost
    this.view.turns.on(state);
    if (state !== "failed") this.thread.update(messageId, "delivered");
    else if (this.sent.has(messageId)) this.thread.update(messageId, "turn_failed");
    else this.thread.note(WORDING.turnFailedEarlier);
  }

  sessionRenewed() {
    this.thread.note(WORDING.sessionRenewed);
    this.view.turns.clear();
    this.feed.restart();
  }

  // Coming, going

  /** Picks up where the last visit ended: the history, then what it could not send. */
  async resume() {
    if (this.sessions.current()) await this.readHistory();
    this.outbox.restore((entry) => {
      this.sent.set(entry.message_id, entry);
      if (!this.thread.has(entry.message_id)) this.thread.add(entry, entry.state, entry.detail);
    });
  }

  async readHistory() {
    const { log, scroller, turns } = this.view;
    log.setAttribute("aria-live", "off"); // nobody wants last week read out
    await this.feed.start();
    scroller.toEnd();
    const asked = this.thread.unansweredSince();
    if (asked !== null && Date.now() - asked < RECENT_MS) turns.guess();
    setTimeout(() => log.setAttribute("aria-live", "polite"), 0);
  }

  wake() {
    this.feed.wake();
    this.outbox.wake();
  }

  /** Leaves nothing of this conversation on the device. */
  forget() {
    this.feed.stop();
    this.outbox.forget();
    this.store.clear();
  }
}
