type Rest = (milliseconds: number, signal: AbortSignal) => Promise<void>

/** The rests before a storage that is away is tried again. All of them end when it is known to be back. */
export class RestsWhileAway {
  #rest: Rest
  #back = new AbortController()

  constructor(rest: Rest) {
    this.#rest = rest
  }

  async take(milliseconds: number, signal: AbortSignal): Promise<void> {
    const end = AbortSignal.any([signal, this.#back.signal])
    await this.#rest(milliseconds, end).catch(() => {})
  }

  end(): void {
    this.#back.abort()
    this.#back = new AbortController()
  }
}
