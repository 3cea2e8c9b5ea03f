/** One after the other, in the order they were asked for, whatever became of those before. */
export function startTurns(): <Answer>(ask: () => Promise<Answer>) => Promise<Answer> {
  let last: Promise<unknown> = Promise.resolve()
  return (ask) => {
    const answer = last.then(ask)
    last = answer.catch(() => {})
    return answer
  }
}
