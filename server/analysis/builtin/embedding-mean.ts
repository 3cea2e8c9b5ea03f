export const EMBEDDING_MEAN: readonly number[] = []
