const FLAG = 'vitrine-uploads'

/** Whether an earlier page may have left something to go on with; opens no database. */
export function mayHaveNotes(): boolean {
  try {
    return localStorage.getItem(FLAG) !== null
  } catch {
    return false
  }
}

export function setNotesFlag(isSet: boolean): void {
  try {
    if (isSet) localStorage.setItem(FLAG, '1')
    else localStorage.removeItem(FLAG)
  } catch {
    // Where storage is forbidden, there are no notes either.
  }
}
