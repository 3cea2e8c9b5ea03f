import { addContainer, configOf, PRIVATE, putBlob, withAzurite } from './azure-fixture.ts'
import { openOrigin, openUploadTarget } from './index.ts'
import { describeOrigin } from './origin.contract.ts'

const azurite = withAzurite()

for (const prefix of ['', '/my folder+é/']) {
  const make = async () => {
    const container = await addContainer(azurite())
    const options = { allowPrivate: PRIVATE, idleSeconds: 5 }
    const reading = configOf(azurite(), container, { prefix })
    const writing = { ...reading, sas: azurite().containerSas(container, { sp: 'rcw' }) }
    return {
      origin: openOrigin(reading, options),
      target: openUploadTarget(writing, options),
      put: (path: string, body: string) =>
        putBlob(azurite(), container, prefix.slice(1) + path, { body }),
      close: () => azurite().send('DELETE', `${container}?restype=container`),
    }
  }
  // Azure takes a backslash for a slash.
  describeOrigin(`azure (azurite, prefix “${prefix}”)`, make, { backslashes: false })
}
