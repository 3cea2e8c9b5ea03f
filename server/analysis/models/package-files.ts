import { findPackageJSON } from 'node:module'
import { dirname } from 'node:path'

/**
 * The folder an npm package is installed in, found as `import` finds it; nothing of the package is run.
 * @param importer URL of the module that might import it
 * @throws Error when it is not installed
 */
export function findPackage(name: string, importer: string): string {
  const file = findPackageJSON(name, importer)
  if (file === undefined) throw new Error(`${name} is not installed`)
  return dirname(file)
}
