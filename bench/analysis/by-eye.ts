/** Tags that are right although the corpus does not list them as labels: a person has looked. By path. */
export const SEEN_BY_EYE: Record<string, readonly string[]> = {}
