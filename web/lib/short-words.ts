/** Shorter beginnings of words find nothing by themselves; signs of other scripts do. */
const SHORT_WORD = /(?<![\p{L}\p{N}])[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\d]{1,2}$/u

/** Whether the last word of what was typed is too short to be completed by a search. */
export function endsInShortWord(text: string): boolean {
  return SHORT_WORD.test(text)
}
