/** The conversation: what the person says goes to the outbox, what comes back goes to the thread. */

import type { Store } from "../device/store";
import { api, type Beginning } from "../net/api";
import { ApiError, asApiError } from "../net/errors";
import { type Connection, Feed } from "../net/feed";
import { Outbox } from "../net/outbox";
import { createSessions, type Sessions } from "../net/session";
import { Uploads } from "../net/uploads";
import { uuid } from "../net/uuid";
import { createValue } from "../observable";
import type {
  Body,
  CaseStatus,
  FileNote,
  Message,
  Place,
  Reply,
  Session,
  TurnState,
  Verdict,
} from "../types";
import { WORDING } from "../wording";
import { type Draft, type Entry, isOutdated } from "./entry";
import { Thread } from "./thread";
import { createTurns } from "./turns";

const RECENT_MS = 60000; // a question this fresh, found without an answer, is still being answered
const TYPING_EVERY_MS = 3000; // the desk forgets it after 6 s

/** What the conversation wants of the input. */
export interface Input {
  takeBack(text: string): void;
  focus(): void;
}

/** An uploaded file as a message, and the session it was uploaded in. */
interface Uploaded {
  body: Body;
  session_id: string;
}

export class Chat {
  readonly thread = new Thread();
  readonly connection = createValue<Connection>("idle");
  readonly typing = createValue<string | null>(null);
  /** `expects.kind` of the open question. */
  readonly expected = createValue<string | null>(null);
  /** False while the history is read: nobody wants last week read out. */
  readonly live = createValue(true);
  /** Called for each message that somebody else said just now. */
  onHeard: (count: number) => void = () => {};
  input: Input = { takeBack: () => {}, focus: () => {} };

  private typedAt = 0;
  private readonly sent = new Map<string, Entry>(); // to ask again after a failed turn
  private readonly turns = createTurns(this.typing.set);
  private readonly sessions: Sessions;
  private readonly outbox: Outbox;
  private readonly uploads: Uploads<Uploaded>;
  private readonly feed: Feed;

  constructor(
    private readonly store: Store,
    private readonly beginning: Beginning,
  ) {
    this.sessions = createSessions(
      store,
      () => this.begin(),
      () => this.sessionRenewed(),
    );
    this.outbox = new Outbox({
      store,
      post: (entry) => this.deliver(entry),
      onChange: (entry) => this.entryChanged(entry),
    });
    this.uploads = new Uploads({
      upload: (file, onProgress) => this.uploadFile(file, onProgress),
      onChange: (messageId, state, detail) => this.thread.update(messageId, state, detail),
      onDone: (draft, made) => this.post({ ...draft, ...made }),
    });
    this.feed = new Feed({
      history: (after) => this.sessions.use((session) => api.history(session.token, after)),
      events: (lastId, signal) => this.sessions.use((session) => api.events(session.token, lastId, signal)),
      onState: this.connection.set,
      onMessages: (list) => this.receive(list),
      onTurn: (turn) => this.turnChanged(turn),
      onTyping: (forMs) => this.turns.staff(forMs),
      onReset: () => this.thread.clear(),
    });
  }

  // What the person does

  sayText(text: string): void {
    this.say({ text }, text);
  }

  /** The input changed. Told to staff while they are who answers; the assistant does not look. */
  typed(text: string): void {
    if (text.trim() === "" || ["bot", null].includes(this.thread.lastSpeaker())) return;
    if (Date.now() - this.typedAt < TYPING_EVERY_MS) return;
    this.typedAt = Date.now();
    this.sessions.use((session) => api.typing(session.token)).catch(() => {}); // worth no failure
  }

  /** The server makes a city of it. */
  sayLocation(location: Place): void {
    this.say({ location }, WORDING.myLocation);
  }

  choose(key: string, reply: Reply, byKeyboard: boolean): void {
    this.thread.choose(key, reply.payload);
    this.say({ payload: reply.payload }, reply.title);
    if (byKeyboard) this.input.focus();
  }

  sayFile(file: File): void {
    const draft = this.draft({ file: { name: file.name, size: file.size } });
    this.thread.add(draft, "uploading", 0);
    this.uploads.add(draft, file);
  }

  resend(messageId: string): void {
    if (this.uploads.retry(messageId)) return;
    const entry = this.sent.get(messageId);
    if (!entry) return;
    if (isOutdated(entry)) this.thread.update(messageId, "refused", WORDING.locationOutdated);
    else if (entry.state === "failed") this.outbox.retry(messageId);
    else this.askAgain(entry);
  }

  takeBack(messageId: string): void {
    this.input.takeBack(this.sent.get(messageId)?.text ?? "");
    this.outbox.remove(messageId);
    this.thread.remove(messageId);
  }

  caseStatus(caseNo: string): Promise<CaseStatus> {
    return this.sessions.use((session) => api.caseStatus(session.token, caseNo));
  }

  giveFeedback(messageId: string, verdict: Verdict | null): Promise<void> {
    return this.sessions.use((session) => api.giveFeedback(session.token, messageId, verdict));
  }

  /** Goes on with the matter of a link; rejects with an ApiError whose detail says what is wrong with it. */
  async takeUp(resume: string): Promise<void> {
    const session = await api.createSession({ ...this.beginning, resume });
    this.sessions.adopt(session);
    this.thread.clear();
    this.thread.note(session.notice || WORDING.resumed);
    this.feed.restart();
    await this.readHistory();
  }

  private say(body: Body, text: string, file?: FileNote): void {
    const entry: Entry = { ...this.draft(file ? { text, file } : { text }), body };
    this.thread.add(entry, "sending");
    this.post(entry);
  }

  /** The turn failed. The same message_id would only fetch what came of it, so this is a new message. */
  private askAgain(entry: Entry): void {
    this.thread.update(entry.message_id, "delivered");
    this.say(entry.body, entry.text ?? "", entry.file);
  }

  // On the way to the server

  private async begin(): Promise<Session> {
    const session = await this.create();
    if (session.notice) this.thread.note(session.notice);
    return session;
  }

  private async create(): Promise<Session> {
    try {
      return await api.createSession(this.beginning);
    } catch (error) {
      // A link that was printed wrong must not keep anybody out.
      if (asApiError(error).temporary || Object.keys(this.beginning).length === 0) throw error;
      return api.createSession({});
    }
  }

  private draft(fields: { text?: string; file?: FileNote }): Draft {
    const session_id = this.sessions.current()?.session_id ?? null;
    return { message_id: uuid(), created_at: new Date().toISOString(), session_id, ...fields };
  }

  private post(entry: Entry): void {
    this.sent.set(entry.message_id, entry);
    this.outbox.add(entry);
  }

  private deliver(entry: Entry): Promise<unknown> {
    return this.sessions.use(async (session) => {
      // Offers and files belong to the conversation they were made in.
      const isBound = "payload" in entry.body || "attachment_id" in entry.body;
      if (isBound && entry.session_id !== session.session_id) throw new ApiError(422, WORDING.offerExpired);
      this.feed.start();
      return api.send(session.token, { message_id: entry.message_id, ...entry.body });
    });
  }

  private uploadFile(file: File, onProgress: (percent: number) => void): Promise<Uploaded> {
    return this.sessions.use(async (session) => {
      this.feed.start();
      const body = { attachment_id: await api.upload(session.token, file, onProgress) };
      return { body, session_id: session.session_id };
    });
  }

  private entryChanged(entry: Entry): void {
    this.thread.update(entry.message_id, entry.state ?? "sending", entry.detail);
    // The stream may open after the turn began, or never: guess, but only while it is the assistant who talks.
    const withBot = ["bot", null].includes(this.thread.lastSpeaker());
    if (entry.state === "delivered" && withBot && this.thread.unansweredSince() !== null) this.turns.guess();
  }

  // What comes back

  private receive(list: Message[]): void {
    for (const message of list) this.outbox.delivered(message.message_id);
    const fresh = this.thread.show(list);
    // A turn's replies are stored together, so the first of them ends the waiting.
    const answers = fresh.filter((message) => message.from !== "user");
    const last = answers[answers.length - 1];
    if (!last) return;
    this.turns.clear();
    this.expected.set(last.expects?.kind ?? null);
    if (this.live.get()) this.onHeard(answers.length);
  }

  private turnChanged({ message_id: messageId, state }: { message_id: string; state: TurnState }): void {
    this.outbox.delivered(messageId); // the server has it, even if its 202 was lost
    this.turns.on(state);
    if (state !== "failed") this.thread.update(messageId, "delivered");
    else if (this.sent.has(messageId)) this.thread.update(messageId, "turn_failed");
    else this.thread.note(WORDING.turnFailedEarlier);
  }

  private sessionRenewed(): void {
    this.thread.note(WORDING.sessionRenewed);
    this.turns.clear();
    this.feed.restart();
  }

  // Coming, going

  /** Picks up where the last visit ended: the history, then what it could not send. */
  async resume(): Promise<void> {
    if (this.sessions.current()) await this.readHistory();
    this.outbox.restore((entry) => {
      this.sent.set(entry.message_id, entry);
      if (!this.thread.has(entry.message_id)) this.thread.add(entry, entry.state ?? "sending", entry.detail);
    });
  }

  private async readHistory(): Promise<void> {
    this.live.set(false);
    await this.feed.start();
    this.thread.wish({ to: "end" });
    const asked = this.thread.unansweredSince();
    if (asked !== null && Date.now() - asked < RECENT_MS) this.turns.guess();
    setTimeout(() => this.live.set(true), 0);
  }

  wake(): void {
    this.feed.wake();
    this.outbox.wake();
  }

  /** Leaves nothing of this conversation on the device. */
  forget(): void {
    this.feed.stop();
    this.outbox.forget();
    this.store.clear();
  }
}
