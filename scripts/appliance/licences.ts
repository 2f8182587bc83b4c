/** Prints the licence of every package that the appliance carries, as the packages themselves state it: name, version, licence. */
import { readFileSync } from 'node:fs'
import path from 'node:path'

interface Lock {
  readonly packages: Readonly<
    Record<string, { readonly version?: string; readonly license?: string }>
  >
}

const root = path.join(import.meta.dirname, '../..')
const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as Lock
const marker = 'node_modules/'
for (const [place, { version = '', license = 'not stated' }] of Object.entries(lock.packages)) {
  if (!place.startsWith(marker)) continue
  const name = place.slice(place.lastIndexOf(marker) + marker.length)
  process.stdout.write(`${name}\t${version}\t${license}\n`)
}
