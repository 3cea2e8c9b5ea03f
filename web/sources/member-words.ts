import type { SourceTypeMember } from '../../contract/resources.ts'
import { t } from '../texts/sources.ts'

/** What a field is called; the server's own word for what this app does not know. */
export function labelOf({ name, label }: Pick<SourceTypeMember, 'name' | 'label'>): string {
  const known: Readonly<Record<string, string>> = t.members
  return known[name] ?? label
}

/** Members with the labels that stand above their fields. */
export function askedOf(members: readonly SourceTypeMember[] = []): SourceTypeMember[] {
  return members.map((member) => ({ ...member, label: labelOf(member) }))
}
