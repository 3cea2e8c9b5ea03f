import { type ChildProcess, fork } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { setPriority } from 'node:os'
import { Failure, type FailureData, fromFailureData, toFailureData } from './failures.ts'

/**
 * Child processes that do one task at a time and may die doing it: a decoder that crashes, hangs or eats
 * memory takes its child along and nothing else. The child's module calls `serveTasks`.
 */
export interface ChildPool<Task, Result> {
  /**
   * Runs a task in the next free child; tasks wait in order of arrival.
   * @throws whatever Failure the task threw; `broken_file` when the child died of it or of the memory it took;
   *   `timeout` when it was killed for taking too long; the signal's reason when aborted (see
   *   `finishesBegun`); `not_ready` once
   *   the pool is closed.
   */
  run(task: Task, signal?: AbortSignal): Promise<Result>
  /** Tasks running and waiting now. */
  load(): { running: number; waiting: number }
  /** Kills what runs and returns when every child is gone. */
  close(): Promise<void>
}

export interface ChildPoolOptions {
  /** The module a child runs. */
  module: URL
  size: number
  /** Starts all children now, so that the first tasks need not wait for them. */
  startAtOnce?: boolean
  taskTimeoutSeconds: number
  /**
   * A child is replaced after so many tasks, or once its memory stays above the limit. At twice the limit
   * it is killed in the middle of its task.
   */
  maxTasksPerChild?: number
  maxRssBytes?: number
  /** A child that had nothing to do for so long is ended; the next task starts another. Never when absent. */
  maxIdleSeconds?: number
  /** Aborting takes a task that waits out of the queue, and changes nothing for one that is being done. */
  finishesBegun?: boolean
  /** What the tasks read, for the text of a crash: "The file made the decoder crash." */
  crashDetail?: string
}

export function startChildPool<Task, Result>(options: ChildPoolOptions): ChildPool<Task, Result> {
  return new Pool<Task, Result>(options)
}

interface Job<Task, Result> {
  task: Task
  resolve(result: Result): void
  reject(reason: unknown): void
}

type Answer<Result> = { rssBytes: number } & (
  | { ok: true; result: Result }
  | { ok: false; failure: FailureData }
  | { ok: false; message: string }
)

class Pool<Task, Result> implements ChildPool<Task, Result> {
  readonly #options: ChildPoolOptions
  readonly #children = new Set<Child<Task, Result>>()
  /** Retired children on their way out: they take no task, but close() waits for them. */
  readonly #leaving = new Set<Child<Task, Result>>()
  #queue: Job<Task, Result>[] = []
  #closing = false

  constructor(options: ChildPoolOptions) {
    this.#options = options
    if (options.startAtOnce) while (this.#addChild());
  }

  run(task: Task, signal?: AbortSignal): Promise<Result> {
    if (this.#closing) return Promise.reject(closedFailure())
    if (signal?.aborted) return Promise.reject(signal.reason)
    const { promise, resolve, reject } = Promise.withResolvers<Result>()
    const job = { task, resolve, reject }
    const abort = () => this.#abort(job, signal?.reason)
    signal?.addEventListener('abort', abort, { once: true })
    this.#queue.push(job)
    this.#giveOut()
    return promise.finally(() => signal?.removeEventListener('abort', abort))
  }

  load(): { running: number; waiting: number } {
    const running = [...this.#children].filter((child) => child.job).length
    return { running, waiting: this.#queue.length }
  }

  async close(): Promise<void> {
    this.#closing = true
    for (const job of this.#queue.splice(0)) job.reject(closedFailure())
    const all = [...this.#children, ...this.#leaving]
    for (const child of all) child.kill(closedFailure())
    await Promise.all(all.map((child) => child.gone))
  }

  #giveOut(): void {
    while (this.#queue.length > 0) {
      const child = [...this.#children].find(({ job }) => !job) ?? this.#addChild()
      if (!child) return
      const job = this.#queue.shift()
      if (job) child.start(job, this.#options.taskTimeoutSeconds)
    }
  }

  #addChild(): Child<Task, Result> | null {
    if (this.#closing || this.#children.size >= this.#options.size) return null
    const child = new Child<Task, Result>(this.#options, {
      onFree: (rssBytes) => this.#reuse(child, rssBytes),
      onGone: () => this.#bury(child),
    })
    this.#children.add(child)
    return child
  }

  #reuse(child: Child<Task, Result>, rssBytes: number): void {
    const { maxTasksPerChild = 2000 } = this.#options
    if (child.tasksDone >= maxTasksPerChild || rssBytes > maxRss(this.#options)) this.#retire(child)
    this.#giveOut()
    if (!child.job) child.rest(() => this.#retire(child))
  }

  #retire(child: Child<Task, Result>): void {
    this.#children.delete(child)
    this.#leaving.add(child)
    child.retire()
  }

  #bury(child: Child<Task, Result>): void {
    this.#children.delete(child)
    this.#leaving.delete(child)
    this.#giveOut()
  }

  #abort(job: Job<Task, Result>, reason: unknown): void {
    const waiting = this.#queue.length
    this.#queue = this.#queue.filter((other) => other !== job)
    if (this.#queue.length < waiting) job.reject(reason)
    else if (!this.#options.finishesBegun)
      for (const child of this.#children) if (child.job === job) child.kill(reason)
  }
}

interface ChildEvents {
  onFree(rssBytes: number): void
  onGone(): void
}

/** How a child says that it was killed by its own watch over its memory. */
const OUT_OF_MEMORY = 86

/** One process, from its start to its end. */
class Child<Task, Result> {
  job: Job<Task, Result> | null = null
  tasksDone = 0
  /** Fulfilled when the process has ended. */
  readonly gone: Promise<void>
  readonly #process: ChildProcess
  readonly #options: ChildPoolOptions
  #timer: NodeJS.Timeout | undefined
  #killedFor: unknown = null
  #started = false

  constructor(options: ChildPoolOptions, events: ChildEvents) {
    this.#options = options
    this.#process = fork(options.module, [String(2 * maxRss(options))], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: harmlessEnvironment(),
      // A session of its own: see giveWay().
      detached: process.platform === 'linux',
    })
    this.#process.on('message', (message: 'ready' | Answer<Result>) => {
      this.#started = true
      if (message !== 'ready') this.#settle(message, events)
    })
    // it can no longer be told anything, so it is of no use
    this.#process.on('disconnect', () => this.#process.kill('SIGKILL'))
    this.gone = new Promise((resolve) => {
      const bury = (code: number | null) => {
        this.#release()?.reject(this.#causeOfDeath(code))
        events.onGone()
        resolve()
      }
      this.#process.once('exit', bury)
      // a process that could not be started never exits
      this.#process.on('error', () => this.#process.pid === undefined && bury(null))
    })
  }

  start(job: Job<Task, Result>, timeoutSeconds: number): void {
    clearTimeout(this.#timer)
    this.job = job
    const tooLong = new Failure('timeout', `This took longer than ${timeoutSeconds} seconds.`)
    this.#timer = setTimeout(() => this.kill(tooLong), timeoutSeconds * 1000)
    // when it fails, the process is about to end: its end settles the job
    this.#process.send({ task: job.task }, () => {})
  }

  kill(reason: unknown): void {
    this.#killedFor ??= reason
    this.#process.kill('SIGKILL')
  }

  /** @param tooLong called when no task has come for as long as a child may do nothing */
  rest(tooLong: () => void): void {
    const { maxIdleSeconds } = this.#options
    if (maxIdleSeconds === undefined || this.#killedFor !== null) return
    this.#timer = setTimeout(tooLong, maxIdleSeconds * 1000).unref()
  }

  /** Nothing is being worked on, so nothing is lost. */
  retire(): void {
    this.#process.kill('SIGKILL')
  }

  #settle(answer: Answer<Result>, { onFree }: ChildEvents): void {
    const job = this.#release()
    this.tasksDone += 1
    if (answer.ok) job?.resolve(answer.result)
    else if ('failure' in answer) job?.reject(fromFailureData(answer.failure))
    else job?.reject(new Error(answer.message))
    if (this.#killedFor === null) onFree(answer.rssBytes)
  }

  #release(): Job<Task, Result> | null {
    clearTimeout(this.#timer)
    const { job } = this
    this.job = null
    return job
  }

  #causeOfDeath(code: number | null): unknown {
    const { crashDetail = 'The file made its decoder crash.', module } = this.#options
    if (this.#killedFor !== null) return this.#killedFor
    if (!this.#started) return new Error(`The child process ${module.pathname} does not start.`)
    const detail = code === OUT_OF_MEMORY ? 'Decoding the file takes too much memory.' : crashDetail
    return new Failure('broken_file', detail)
  }
}

function maxRss({ maxRssBytes = 1.5 * 2 ** 30 }: ChildPoolOptions): number {
  return maxRssBytes
}

function closedFailure(): Failure {
  return new Failure('not_ready', 'Vitrine is shutting down.')
}

const PASSED_ON =
  /^(PATH|HOME|USERPROFILE|SystemRoot|TEMP|TMP|TMPDIR|TZ|LANG|LC_\w+|XDG_CACHE_HOME|FONTCONFIG_\w+|LD_PRELOAD|MALLOC_\w+)$/i

/** Children read hostile files: they get what libraries need, and none of the secrets. */
function harmlessEnvironment(): NodeJS.ProcessEnv {
  // biome-ignore lint/style/noProcessEnv: not to read a setting, but to withhold them
  const passedOn = Object.entries(process.env).filter(([name]) => PASSED_ON.test(name))
  // two arenas instead of eight per core halve the memory of image decoding, at no cost
  return { MALLOC_ARENA_MAX: '2', ...Object.fromEntries(passedOn) }
}

/** Those who answer people, and a browser on the same machine, get ten times as much of a core that all want. */
const NICENESS = 10
/** Of what nobody waits for: thirty times. */
export const BACKGROUND_NICENESS = 15

/** The child's side: answers one task after the other until the parent lets go of it. */
export function serveTasks<Task, Result>(
  handle: (task: Task) => Promise<Result>,
  niceness = NICENESS,
): void {
  giveWay(niceness)
  // Where it is of the parent's process group, Ctrl-C reaches it, too; only the parent decides when a child ends.
  process.on('SIGINT', () => {})
  process.on('disconnect', () => process.exit(0))
  process.on('message', async ({ task }: { task: Task }) => {
    const answer = await answerTask(handle, task)
    if (process.connected) process.send?.(answer)
  })
  const maxRssBytes = Number(process.argv[2])
  setInterval(() => {
    if (process.memoryUsage.rss() > maxRssBytes) process.exit(OUT_OF_MEMORY)
  }, 200).unref()
  process.send?.('ready')
}

/** Some sandboxes have no priorities; everything works without. */
function giveWay(niceness: number): void {
  try {
    for (const thread of ownThreads()) setPriority(thread, niceness)
  } catch {}
  if (process.platform === 'linux') giveWayAsSession(niceness)
}

/**
 * Where Linux shares a core between sessions first (sched_autogroup), a priority counts only within one: a browser on the
 * same machine is another. Without, there is no such file.
 */
function giveWayAsSession(niceness: number): void {
  try {
    writeFileSync('/proc/self/autogroup', String(niceness))
  } catch (error) {
    // Several children begin at once, and of all processes one may do this in a tenth of a second.
    const isLater = error instanceof Error && 'code' in error && error.code === 'EAGAIN'
    if (isLater) setTimeout(giveWayAsSession, 200, niceness).unref()
  }
}

/** On Linux each thread has its own, which those that it begins inherit. */
function ownThreads(): number[] {
  return process.platform === 'linux' ? readdirSync('/proc/self/task').map(Number) : [process.pid]
}

async function answerTask<Task, Result>(
  handle: (task: Task) => Promise<Result>,
  task: Task,
): Promise<Answer<Result>> {
  try {
    return { ok: true, result: await handle(task), rssBytes: process.memoryUsage.rss() }
  } catch (error) {
    const rssBytes = process.memoryUsage.rss()
    if (error instanceof Failure) return { ok: false, failure: toFailureData(error), rssBytes }
    return { ok: false, message: String(error instanceof Error ? error.stack : error), rssBytes }
  }
}
