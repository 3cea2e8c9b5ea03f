import pg, { type PoolClient } from 'pg'

/**
 * Adds rows by COPY, the fastest way into a table.
 * @param into table and columns: `assets (id, name)`
 * @param rows their values, as writeCopyRow writes them
 */
export async function copyIn(
  client: PoolClient,
  into: string,
  rows: readonly string[],
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const query = new CopyQuery(`copy ${into} from stdin`, rows, (error) =>
    error ? reject(error) : resolve(),
  )
  client.query(query)
  await promise
}

/** What pg does with a query, but for its answer to the server that waits for the rows. */
class CopyQuery extends pg.Query {
  readonly #rows: readonly string[]

  constructor(text: string, rows: readonly string[], done: (error?: Error | null) => void) {
    super({ text }, done)
    this.#rows = rows
  }

  handleCopyInResponse(connection: CopyConnection): void {
    connection.sendCopyFromChunk(Buffer.from(this.#rows.join('')))
    connection.endCopyFrom()
  }
}

/** What pg's Connection has for this, and its types do not tell. */
interface CopyConnection {
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
}

export type CopyValue = string | number | boolean | null | Date | object

/** One row in the text format of COPY. Arrays of numbers become arrays, other objects JSON. */
export function writeCopyRow(values: readonly CopyValue[]): string {
  return `${values.map(writeValue).join('\t')}\n`
}

function writeValue(value: CopyValue): string {
  if (value === null) return '\\N'
  if (typeof value === 'string') return escapeText(value)
  if (typeof value !== 'object') return String(value)
  if (value instanceof Date) return value.toISOString()
  return Array.isArray(value) ? `{${value.join(',')}}` : escapeText(JSON.stringify(value))
}

const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

function escapeText(text: string): string {
  return text.replace(/[\\\t\n\r]/g, (character) => ESCAPES[character] ?? '')
}
