import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { Failure, type FailureData, fromFailureData, toFailureData } from './failures.ts'

/**
 * Child processes that do one task at a time and may die doing it: a decoder that crashes, hangs or eats
 * memory takes its child along and nothing else. The child's module calls `serveTasks`.
 */
export interface ChildPool<Task, Result> {
  /**
   * Runs a task in the next free child; tasks wait in order of arrival.
   * @throws whatever Failure the task threw; `broken_file` when the child died; `timeout` when it was killed
   *   for taking too long; the signal's reason when aborted.
   */
  run(task: Task, signal?: AbortSignal): Promise<Result>
  /** Tasks running and waiting now. */
  load(): { running: number; waiting: number }
  close(): Promise<void>
}

export interface ChildPoolOptions {
  /** The module a child runs. */
  module: URL
  size: number
  taskTimeoutSeconds: number
  /** A child is replaced after so many tasks, or once its memory has grown past the limit. */
  maxTasksPerChild?: number
  maxRssBytes?: number
  /** What the tasks read, for the text of a crash: "The file made the decoder crash." */
  crashDetail?: string
}

interface Waiting<Task, Result> {
  task: Task
  signal: AbortSignal | undefined
  resolve(result: Result): void
  reject(reason: unknown): void
}

interface Child<Task, Result> {
  process: ChildProcess
  current: Waiting<Task, Result> | null
  timer: NodeJS.Timeout | null
  tasksDone: number
  /** Why we killed it, when we did. */
  killedFor: unknown
}

type Answer<Result> =
  | { ok: true; result: Result; rssBytes: number }
  | { ok: false; failure: FailureData; rssBytes: number }
  | { ok: false; message: string; rssBytes: number }

export function startChildPool<Task, Result>(options: ChildPoolOptions): ChildPool<Task, Result> {
  const { maxTasksPerChild = 2000, maxRssBytes = 1.5 * 2 ** 30 } = options
  const children = new Set<Child<Task, Result>>()
  const queue: Waiting<Task, Result>[] = []
  let closing = false

  function startChild(): Child<Task, Result> {
    const childProcess = fork(options.module, { serialization: 'advanced', stdio: 'inherit' })
    const child: Child<Task, Result> = {
      process: childProcess,
      current: null,
      timer: null,
      tasksDone: 0,
      killedFor: null,
    }
    childProcess.on('message', (answer: Answer<Result>) => settle(child, answer))
    childProcess.on('error', () => childProcess.kill('SIGKILL'))
    childProcess.on('exit', () => bury(child))
    children.add(child)
    return child
  }

  function settle(child: Child<Task, Result>, answer: Answer<Result>): void {
    const waiting = release(child)
    child.tasksDone += 1
    if (answer.ok) waiting?.resolve(answer.result)
    else if ('failure' in answer) waiting?.reject(fromFailureData(answer.failure))
    else waiting?.reject(new Error(answer.message))
    if (child.tasksDone >= maxTasksPerChild || answer.rssBytes > maxRssBytes) retire(child)
    giveOut()
  }

  /** A child is gone; if it was in the middle of a task, that task is what killed it. */
  function bury(child: Child<Task, Result>): void {
    children.delete(child)
    const detail = options.crashDetail ?? 'The file made its decoder crash.'
    release(child)?.reject(child.killedFor ?? new Failure('broken_file', detail))
    if (!closing) giveOut()
  }

  function release(child: Child<Task, Result>): Waiting<Task, Result> | null {
    const waiting = child.current
    if (child.timer) clearTimeout(child.timer)
    child.current = null
    child.timer = null
    return waiting
  }

  function retire(child: Child<Task, Result>): void {
    children.delete(child)
    child.process.disconnect()
  }

  function kill(child: Child<Task, Result>, reason: unknown): void {
    child.killedFor = reason
    child.process.kill('SIGKILL')
  }

  function giveOut(): void {
    while (queue.length > 0) {
      const free = [...children].find((child) => !child.current && child.process.connected)
      const child = free ?? (children.size < options.size ? startChild() : null)
      if (!child) return
      const waiting = queue.shift()
      if (waiting) assign(child, waiting)
    }
  }

  function assign(child: Child<Task, Result>, waiting: Waiting<Task, Result>): void {
    child.current = waiting
    const seconds = options.taskTimeoutSeconds
    child.timer = setTimeout(
      () => kill(child, new Failure('timeout', `This took longer than ${seconds} seconds.`)),
      seconds * 1000,
    )
    const abort = () => {
      if (child.current === waiting) kill(child, waiting.signal?.reason)
    }
    waiting.signal?.addEventListener('abort', abort, { once: true })
    child.process.send({ task: waiting.task })
  }

  return {
    run: (task, signal) => {
      if (closing) return Promise.reject(new Failure('not_ready', 'Vitrine is shutting down.'))
      if (signal?.aborted) return Promise.reject(signal.reason)
      return new Promise<Result>((resolve, reject) => {
        const waiting = { task, signal, resolve, reject }
        queue.push(waiting)
        signal?.addEventListener('abort', () => leaveQueue(waiting), { once: true })
        giveOut()
      })
    },
    load: () => ({
      running: [...children].filter((child) => child.current).length,
      waiting: queue.length,
    }),
    close: async () => {
      closing = true
      for (const waiting of queue.splice(0)) {
        waiting.reject(new Failure('not_ready', 'Vitrine is shutting down.'))
      }
      const exits = [...children].map((child) => once(child.process, 'exit'))
      for (const child of children) child.process.kill(child.current ? 'SIGKILL' : 'SIGTERM')
      await Promise.all(exits)
    },
  }

  function leaveQueue(waiting: Waiting<Task, Result>): void {
    const index = queue.indexOf(waiting)
    if (index < 0) return
    queue.splice(index, 1)
    waiting.reject(waiting.signal?.reason)
  }
}

/** The child's side: answers one task after the other until the parent lets go of it. */
export function serveTasks<Task, Result>(handle: (task: Task) => Promise<Result>): void {
  // Ctrl-C reaches the whole process group; only the parent decides when a child ends.
  process.on('SIGINT', () => {})
  process.on('disconnect', () => process.exit(0))
  process.on('message', async ({ task }: { task: Task }) => {
    const answer = await answerTask(handle, task)
    if (process.connected) process.send?.(answer)
  })
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
