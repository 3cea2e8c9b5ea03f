/** What the grid shows at one moment. */
export interface GridView {
  /** First and last asset in view; null when no tile is. */
  from: number | null
  to: number | null
  tiles: number
  /** Of them, those whose pictures have arrived. */
  pictures: number
  /** Share of the view that is covered by tiles. */
  covered: number
}

/** Milliseconds after a jump, or after the navigation; null: not within the limit. */
export interface ShownTimes {
  tiles: number | null
  firstPicture: number | null
  allPictures: number | null
  view: GridView
}

/** What was counted while something went on. */
export interface Recording {
  seconds: number
  /** Milliseconds from each frame to the next. */
  frames: number[]
  /** Milliseconds of each task above 50. */
  longTasks: number[]
  maxNodes: number
  /** Share of the moments looked at in which less than half of the view had tiles. */
  bare: number
}

/** What the bench can do inside of the page, as `window.bench`. */
export interface Kit {
  /** How far the grid is scrolled, and could be; pixels. */
  scrollRange(): { top: number; max: number }
  view(): GridView
  scrollTo(share: number): void
  /** @param isOther whether something else has to be in view than now */
  untilShown(since: number, limit: number, isOther: boolean): Promise<ShownTimes>
  jump(share: number, limit: number): Promise<ShownTimes>
  /** Begun with the page. */
  firstGrid: Promise<ShownTimes>
  record(): { stop(): Recording }
  layoutShifts: number[]
  /** When each began, by the clock, and milliseconds from there to the next paint; those below 16 are missing. */
  interactions: Map<number, { at: number; milliseconds: number }>
  largestPaint: number
  /**
   * Begun before it is typed. @returns milliseconds from the last key that was pressed to the end of the frame in which the
   * first tiles are the first results of a search for `text`; null: not within the limit
   */
  untilFound(text: string, limit: number): Promise<number | null>
}

declare global {
  interface Window {
    bench: Kit
  }
}

/** Runs in the page before everything else; nothing outside of it can be used here. */
export function installKit(): void {
  const COVERED = 0.6
  const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve))
  /** Called in a frame: resolves when that is laid out and painted, as far as the page itself does it. */
  const afterPaint = () =>
    new Promise<void>((resolve) => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => resolve()
      port2.postMessage(null)
    })
  const grid = () => document.querySelector('[role=grid]')

  function findScroller(): Element | null {
    for (let element = grid(); element; element = element.parentElement) {
      const { overflowY } = getComputedStyle(element)
      if (overflowY === 'auto' || overflowY === 'scroll') return element
    }
    return null
  }

  function view(): GridView {
    const frame = findScroller()?.getBoundingClientRect()
    const seen: GridView = { from: null, to: null, tiles: 0, pictures: 0, covered: 0 }
    if (!frame) return seen
    for (const tile of grid()?.querySelectorAll<HTMLElement>('[data-index]') ?? []) {
      const box = tile.getBoundingClientRect()
      const height = Math.min(box.bottom, frame.bottom) - Math.max(box.top, frame.top)
      if (height <= 1) continue
      const index = Number(tile.dataset.index)
      const image = tile.querySelector('img')
      seen.from = Math.min(seen.from ?? index, index)
      seen.to = Math.max(seen.to ?? index, index)
      seen.tiles += 1
      if (image?.complete && image.naturalWidth > 0) seen.pictures += 1
      seen.covered += (height * box.width) / (frame.width * frame.height)
    }
    return seen
  }

  async function untilShown(since: number, limit: number, isOther: boolean): Promise<ShownTimes> {
    const before = isOther ? view().from : null
    const times: ShownTimes = { tiles: null, firstPicture: null, allPictures: null, view: view() }
    while (performance.now() - since < limit && times.allPictures === null) {
      await frame()
      const seen = view()
      times.view = seen
      if (seen.from === null || (isOther && seen.from === before)) continue
      const now = performance.now() - since
      if (seen.covered > COVERED) times.tiles ??= now
      if (seen.pictures > 0) times.firstPicture ??= now
      if (seen.covered > COVERED && seen.pictures === seen.tiles) {
        // What has arrived is drawn in this frame.
        times.allPictures = (await frame()) - since
      }
    }
    return times
  }

  function scrollRange() {
    const scroller = findScroller()
    if (!scroller) return { top: 0, max: 0 }
    return { top: scroller.scrollTop, max: scroller.scrollHeight - scroller.clientHeight }
  }

  function scrollTo(share: number): void {
    const scroller = findScroller()
    if (scroller) scroller.scrollTop = share * scrollRange().max
  }

  function record() {
    const frames: number[] = []
    const longTasks: number[] = []
    const begin = performance.now()
    const sum = { maxNodes: 0, looks: 0, bare: 0, last: begin, isOver: false }
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longTasks.push(duration)
    })
    observer.observe({ type: 'longtask' })
    const tick = (now: number) => {
      if (sum.isOver) return
      if (now > sum.last) frames.push(now - sum.last)
      sum.last = now
      if (frames.length % 20 === 0) {
        sum.looks += 1
        sum.maxNodes = Math.max(sum.maxNodes, document.querySelectorAll('*').length)
        if (view().covered < 0.5) sum.bare += 1
      }
      requestAnimationFrame(tick)
    }
    requestAnimationFrame(tick)
    return {
      stop: () => {
        sum.isOver = true
        observer.disconnect()
        const seconds = (performance.now() - begin) / 1000
        return { seconds, frames, longTasks, maxNodes: sum.maxNodes, bare: sum.bare / sum.looks }
      },
    }
  }

  /** File names of the first results of each search that was answered, by its words. */
  const answers = new Map<string, string[]>()
  const LOOKED_AT = 20
  const keys = { last: 0 }
  // When the key went down, which a busy page hears of later.
  addEventListener('keydown', ({ timeStamp }) => Object.assign(keys, { last: timeStamp }), true)
  const { fetch } = window
  window.fetch = async (input, init) => {
    const response = await fetch(input, init)
    const { pathname, searchParams } = new URL(String(input), location.href)
    const words = searchParams.get('filter[keyword]')
    // Counts and the like ask for one asset.
    const isList = Number(searchParams.get('page[limit]')) > LOOKED_AT
    if (pathname.endsWith('/assets') && words && isList) {
      const copy = response.clone()
      copy.json().then(
        ({ data }) => answers.set(words, data.slice(0, LOOKED_AT).map(nameOf)),
        // Searches that nobody waits for any more are given up.
        () => {},
      )
    }
    return response
  }

  function nameOf({ attributes }: { attributes: { origin_path: string } }): string {
    return attributes.origin_path.slice(attributes.origin_path.lastIndexOf('/') + 1)
  }

  /** Whether these are the first tiles, as far as they have room on the screen. */
  function areShown(names: string[]): boolean {
    const labelAt = (index: number) =>
      grid()?.querySelector(`[data-index="${index}"]`)?.getAttribute('aria-label')
    if (!labelAt(0)) return names.length === 0
    return names.every((name, index) => labelAt(index)?.includes(`${name},`) ?? index > 0)
  }

  async function untilFound(text: string, limit: number): Promise<number | null> {
    const begin = performance.now()
    while (performance.now() - begin < limit) {
      await frame()
      const names = answers.get(text)
      if (!names || !areShown(names)) continue
      await afterPaint()
      return performance.now() - keys.last
    }
    return null
  }

  const kit: Kit = {
    ...{ scrollRange, view, scrollTo, untilShown, record, untilFound },
    jump: (share, limit) => {
      const since = performance.now()
      const shown = untilShown(since, limit, true)
      scrollTo(share)
      return shown
    },
    firstGrid: untilShown(0, 30_000, false),
    layoutShifts: [],
    interactions: new Map(),
    largestPaint: 0,
  }
  window.bench = kit
  const observe = (options: PerformanceObserverInit, note: (entry: PerformanceEntry) => void) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe(options)
  observe({ type: 'layout-shift', buffered: true }, (entry) => {
    const { value, hadRecentInput } = entry as PerformanceEntry & {
      value: number
      hadRecentInput: boolean
    }
    if (!hadRecentInput) kit.layoutShifts.push(value)
  })
  observe({ type: 'largest-contentful-paint', buffered: true }, ({ startTime }) => {
    kit.largestPaint = startTime
  })
  observe({ type: 'event', durationThreshold: 16, buffered: true } as object, (entry) => {
    const { interactionId = 0, startTime, duration } = entry as PerformanceEventTiming
    if (interactionId === 0) return
    const { at = performance.timeOrigin + startTime, milliseconds = 0 } =
      kit.interactions.get(interactionId) ?? {}
    kit.interactions.set(interactionId, { at, milliseconds: Math.max(milliseconds, duration) })
  })
}
