import { Failure } from '../lib/failures.ts'

/** Which private addresses and hosts Origins may reach. */
export interface NetworkAllowList {
  hosts: readonly string[]
}

/** @throws Failure with one sentence */
export function readNetworkAllowList(text: string): NetworkAllowList {
  if (text.includes('\0')) throw new Failure('invalid_parameter', 'x')
  return { hosts: [] }
}
