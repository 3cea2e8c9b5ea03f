import { otherNames } from './destination.ts'
import { findRemedy, type LookNeeds } from './find-remedy.ts'
import { SpeedMeter, type UploadTotals } from './progress.ts'
import type { PutBytes } from './put-bytes.ts'
import { RestsWhileAway } from './rest-while-away.ts'
import { sendFile } from './send-file.ts'
import { isShared, restBefore, restWhileAway } from './trouble.ts'
import type { UploadApi } from './upload-api.ts'
import {
  filterOf,
  isActive,
  isMoving,
  newId,
  type UploadItem,
  type UploadOrder,
  type UploadProblem,
  type UploadSession,
  type UploadState,
} from './upload-item.ts'

/** What outlives the page. */
export interface UploadNotes {
  keep(items: readonly UploadItem[]): void
  forget(items: readonly UploadItem[]): void
}

export interface QueueNeeds extends LookNeeds {
  api: UploadApi
  put: PutBytes
  notes: UploadNotes
  /** Resolves after so many milliseconds, or earlier when the network is back; rejects with the signal. */
  rest(milliseconds: number, signal: AbortSignal): Promise<void>
  /** A file is in the library. */
  onDone(item: UploadItem): void
}

const FILES_AT_ONCE = 3
/** Names that are tried for a file whose own is taken. */
const MOST_NAMES = 100
/** Whoever draws is told no more often. */
const TELL_MS = 250

/**
 * All files on their way. Lives outside React and changes its items in place: an event costs the same with
 * one file or ten thousand. `version` says whether anything has changed.
 */
export class UploadQueue {
  readonly items = new Map<string, UploadItem>()
  readonly totals: UploadTotals = {
    count: 0,
    done: 0,
    problems: 0,
    uploading: 0,
    bytes: 0,
    sentBytes: 0,
  }
  version = 0
  bytesPerSecond: number | null = null
  moving = 0
  /** Of the files that were added last. */
  lastSourceId: string | null = null
  #needs: QueueNeeds
  #listeners = new Set<() => void>()
  #running = new Map<string, AbortController>()
  /** In order of their turn; those that were paused or removed meanwhile are passed over. */
  #turns: string[] = []
  #rests: RestsWhileAway
  #speed = new SpeedMeter()
  #speeds = new Map<string, SpeedMeter>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #nextId = 1

  constructor(needs: QueueNeeds) {
    this.#needs = needs
    this.#rests = new RestsWhileAway(needs.rest)
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Adds files at the end. */
  add(entries: readonly { order: UploadOrder; file: File }[]): void {
    const items = entries.map(({ order, file }) =>
      this.#insert({ id: newId(this.#nextId++), order, file, session: null }, 'queued'),
    )
    this.#needs.notes.keep(items)
    this.#pump()
  }

  /** Takes what an earlier page was sending; each waits for `revive`. */
  restore(known: readonly Pick<UploadItem, 'id' | 'order' | 'session'>[]): void {
    const items = known
      .filter(({ id }) => !this.items.has(id))
      .map((one) => this.#insert({ ...one, file: null }, 'lost'))
    // From now on they are this tab's.
    this.#needs.notes.keep(items)
    this.#tell()
  }

  /** The file of a lost upload was found again. */
  revive(id: string, file: File): void {
    const item = this.items.get(id)
    if (item?.state !== 'lost') return
    item.file = file
    this.#enqueue(item)
  }

  pause(ids: Iterable<string>): void {
    for (const item of this.#find(ids)) {
      if (!isActive(item.state) || item.state === 'closing') continue
      item.problem = null
      this.#set(item, 'paused')
      this.#running.get(item.id)?.abort()
      // What went in one piece starts again.
      const { session } = item
      if (!session?.partBytes) this.#sent(item, 0)
      else this.#sent(item, Math.min(item.order.bytes, item.partsSent * session.partBytes))
    }
    this.#pump()
  }

  resume(ids: Iterable<string>): void {
    for (const item of this.#find(ids)) if (item.state === 'paused') this.#enqueue(item)
  }

  /** Sends what has failed once more; nobody waits for a storage any longer. */
  retry(ids: Iterable<string>): void {
    for (const item of this.#find(ids)) if (item.state === 'failed') this.#enqueue(item)
    this.#rests.end()
  }

  /** Takes files off the list; what has not arrived is given up. */
  remove(ids: Iterable<string>): void {
    const items = [...this.#find(ids)]
    for (const item of items) {
      this.#running.get(item.id)?.abort()
      this.#count(item, -1)
      this.items.delete(item.id)
      if (item.state !== 'done') this.#giveUp(item)
    }
    this.#needs.notes.forget(items)
    this.#tell()
    this.#pump()
  }

  /** Sends a file whose name is taken under the next free one. */
  async rename(id: string): Promise<void> {
    const item = this.items.get(id)
    if (item?.state !== 'failed') return
    const names = otherNames(item.order.path, MOST_NAMES)
    const { taken } = await this.#needs.api.check(item.order.sourceId, names)
    const used = new Set([...this.items.values()].map(({ order }) => order.path))
    const path = names.find((name) => !taken.has(name) && !used.has(name))
    if (!path || this.items.get(id)?.state !== 'failed') return
    this.#giveUp(item)
    item.order = { ...item.order, path }
    item.session = null
    this.#needs.notes.keep([item])
    this.#enqueue(item)
  }

  /** Sends a file that was changed on the disk after it had been chosen, as it is now. */
  replaceFile(id: string, file: File): void {
    const item = this.items.get(id)
    if (item?.state !== 'failed') return
    this.#giveUp(item)
    this.#count(item, -1)
    item.file = file
    item.session = null
    item.partsSent = 0
    item.order = { ...item.order, bytes: file.size, lastModified: file.lastModified }
    this.#count(item, 1)
    this.#needs.notes.keep([item])
    this.#enqueue(item)
  }

  /** Stops everything without giving anything up: the page is being left. */
  close(): void {
    for (const stop of this.#running.values()) stop.abort()
    this.#turns = []
    clearTimeout(this.#timer)
    this.#listeners.clear()
  }

  #insert(start: Pick<UploadItem, 'id' | 'order' | 'file' | 'session'>, state: UploadState) {
    const item: UploadItem = {
      ...start,
      state,
      sentBytes: 0,
      partsSent: 0,
      bytesPerSecond: null,
      problem: null,
      triesAt: null,
    }
    this.items.set(item.id, item)
    this.lastSourceId = item.order.sourceId
    this.#count(item, 1)
    if (state === 'queued') this.#turns.push(item.id)
    return item
  }

  #enqueue(item: UploadItem): void {
    item.problem = null
    this.#set(item, 'queued')
    this.#turns.push(item.id)
    this.#pump()
  }

  *#find(ids: Iterable<string>): Iterable<UploadItem> {
    for (const id of ids) {
      const item = this.items.get(id)
      if (item) yield item
    }
  }

  /** Starts what has its turn, while there is room; not those that would only wait for a storage that is away, too. */
  #pump(): void {
    const stuck = [...this.#find(this.#running.keys())].filter(({ problem }) => problem)
    const away = new Set(stuck.map(({ order }) => order.sourceId))
    const later: string[] = []
    while (this.#running.size - stuck.length < FILES_AT_ONCE) {
      const id = this.#turns.shift()
      if (id === undefined) break
      const item = this.items.get(id)
      // One that was paused and resumed at once may still be ending its first run.
      if (item?.state !== 'queued' || this.#running.has(id)) continue
      if (away.has(item.order.sourceId)) {
        later.push(id)
        continue
      }
      const stop = new AbortController()
      this.#running.set(id, stop)
      this.#run(item, stop.signal).finally(() => {
        this.#running.delete(id)
        this.#speeds.delete(id)
        item.bytesPerSecond = null
        if (item.state === 'queued' && this.items.has(id)) this.#turns.unshift(id)
        this.#pump()
      })
    }
    this.#turns.unshift(...later)
    this.#tell()
  }

  /** Sends one file, as often as that may help. */
  async #run(item: UploadItem, signal: AbortSignal): Promise<void> {
    let waits = 0
    let tries = 0
    let outages = 0
    let partsBefore = item.partsSent
    while (!signal.aborted) {
      this.#set(item, 'sending')
      const failure = await this.#send(item, signal)
      if (signal.aborted) return
      if (!failure) return this.#finish(item)
      if (item.partsSent > partsBefore) tries = 0
      partsBefore = item.partsSent
      const remedy = await findRemedy(item, { failure, tries, signal }, this.#needs)
      if (signal.aborted) return
      if (remedy.kind === 'problem') {
        if (remedy.problem.trouble !== 'unreachable') return this.#fail(item, remedy.problem)
        await this.#waitForStorage(item, remedy.problem, { times: outages++, signal })
        continue
      }
      if (remedy.kind === 'renew') {
        this.#giveUp(item)
        item.session = null
      }
      if (remedy.kind === 'close' && item.session) item.session.isSent = true
      if (remedy.kind === 'wait') {
        this.#set(item, 'waiting')
        await this.#needs.rest(restBefore(waits++), signal).catch(() => {})
      } else {
        await this.#needs.rest(restBefore(tries++), signal).catch(() => {})
        waits = 0
      }
    }
  }

  async #waitForStorage(
    item: UploadItem,
    problem: UploadProblem,
    { times, signal }: { times: number; signal: AbortSignal },
  ): Promise<void> {
    const milliseconds = restWhileAway(times)
    item.problem = problem
    item.triesAt = Date.now() + milliseconds
    this.#sent(item, 0)
    this.#set(item, 'waiting')
    // Others may have their turn.
    this.#pump()
    await this.#rests.take(milliseconds, signal)
  }

  async #send(item: UploadItem, signal: AbortSignal): Promise<Error | null> {
    const { api, put } = this.#needs
    const onSent = (sentBytes: number, partsSent: number) => {
      if (signal.aborted) return
      if (partsSent > item.partsSent) this.#endOutage(item)
      item.partsSent = partsSent
      this.#sent(item, sentBytes)
    }
    const onSession = (session: UploadSession) => {
      item.session = session
      this.#needs.notes.keep([item])
    }
    const onClosing = () => {
      if (!signal.aborted) this.#set(item, 'closing')
    }
    try {
      await sendFile(item, { api, put, onSent, onSession, onClosing }, signal)
      return null
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error))
    }
  }

  /** Something has arrived: what waited for that goes on. */
  #endOutage(item: UploadItem): void {
    if (!item.problem) return
    item.problem = null
    this.#rests.end()
    this.#pump()
  }

  #finish(item: UploadItem): void {
    this.#endOutage(item)
    this.#sent(item, item.order.bytes)
    this.#set(item, 'done')
    this.#needs.notes.forget([item])
    this.#needs.onDone(item)
  }

  #fail(item: UploadItem, problem: NonNullable<UploadItem['problem']>): void {
    item.problem = problem
    this.#sent(item, 0)
    this.#set(item, 'failed')
    if (!isShared(problem.trouble)) return
    // The others would only fail one by one.
    for (const other of this.items.values()) {
      const isSame = other.order.sourceId === item.order.sourceId
      if (isSame && other.state === 'queued') this.#set(other, 'paused')
    }
  }

  #giveUp({ session, order }: UploadItem): void {
    if (!session) return
    // Left alone, it ends by itself after some hours.
    this.#needs.api.cancel({ sourceId: order.sourceId, sessionId: session.id }).catch(() => {})
  }

  #set(item: UploadItem, state: UploadState): void {
    if (item.state === state) return
    this.#count(item, -1)
    item.state = state
    this.#count(item, 1)
    this.#tell()
  }

  #sent(item: UploadItem, bytes: number): void {
    this.totals.sentBytes += bytes - item.sentBytes
    item.sentBytes = bytes
    this.#tell()
  }

  /** Adds an item to the sums or takes it off. */
  #count(item: UploadItem, by: 1 | -1): void {
    const { totals } = this
    totals.count += by
    totals.bytes += by * item.order.bytes
    totals.sentBytes += by * item.sentBytes
    totals[filterOf(item.state)] += by
    if (isMoving(item.state)) this.moving += by
  }

  #measure(now: number): void {
    if (this.moving > 0) this.#speed.note(now, this.totals.sentBytes)
    else this.#speed.reset()
    this.bytesPerSecond = this.#speed.bytesPerSecond()
    for (const item of this.#find(this.#running.keys())) {
      const meter = this.#speeds.get(item.id) ?? new SpeedMeter()
      this.#speeds.set(item.id, meter)
      meter.note(now, item.sentBytes)
      item.bytesPerSecond = meter.bytesPerSecond()
    }
  }

  #tell(): void {
    if (this.#timer !== undefined) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#measure(performance.now())
      this.version += 1
      for (const listener of this.#listeners) listener()
    }, TELL_MS)
  }
}
