/** One object that a storage's notification speaks of. */
export interface ObjectHint {
  /** null when the notification does not name it. */
  bucket: string | null
  /** As it is in the bucket, not encoded. */
  key: string
}

/** What a notification means. Nothing in it is believed: it says where to look. */
export type Notice =
  | { kind: 'files'; objects: ObjectHint[] }
  /** Whoever subscribed the address has to be answered by a GET. */
  | { kind: 'confirm'; url: string }
  /** The sender wants to hear this JSON before it sends more. */
  | { kind: 'answer'; body: unknown }

/** GETs an https address and gives the text of a 200. @throws Failure */
export type FetchText = (url: URL) => Promise<string>

/** What a kind of sender writes; null: this is another's. */
export type Dialect = (
  /** As JSON; senders say different things of its type. */
  body: unknown,
  fetchText: FetchText,
) => Notice | null | Promise<Notice | null>
