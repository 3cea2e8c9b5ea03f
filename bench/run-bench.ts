/** Measures, and closes what was opened for it at the end, when it fails and when somebody stops it. */
export async function runBench(
  measure: (stack: AsyncDisposableStack) => Promise<void>,
): Promise<void> {
  const stack = new AsyncDisposableStack()
  let closing: Promise<void> | null = null
  const close = () => {
    closing ??= stack.disposeAsync()
    return closing
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void close().finally(() => process.exit(1)))
  }
  try {
    await measure(stack)
  } finally {
    await close()
  }
}
