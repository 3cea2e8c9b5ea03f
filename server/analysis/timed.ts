/** What somebody answers, with the time that took; asked when it is their turn, so nobody's waiting is in it. */
export async function timed<Answer extends object>(
  ask: () => Promise<Answer>,
): Promise<Answer & { took_ms: number }> {
  const start = performance.now()
  const answer = await ask()
  return { ...answer, took_ms: Math.round(performance.now() - start) }
}
