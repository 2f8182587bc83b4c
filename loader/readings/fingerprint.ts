/** What decides the records that come of a file, besides the file: the loader's and the contract's own code. */
import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'

const ROOMS = ['loader', 'model']
const ROOT = new URL('../../', import.meta.url).pathname

/** SHA-256 in hex of this program's loader and model, and of the Node that runs them: a reading of another one is not gone on with. */
export function softwareFingerprint(): string {
  const hash = crypto.createHash('sha256').update(process.version)
  for (const room of ROOMS) {
    const files = fs.readdirSync(path.join(ROOT, room), { recursive: true, withFileTypes: true })
    const places = files.filter((entry) => entry.isFile()).map(placeOf)
    for (const place of places.sort()) hash.update(place).update(fs.readFileSync(place))
  }
  return hash.digest('hex')
}

function placeOf({ parentPath, name }: fs.Dirent): string {
  return path.join(parentPath, name)
}
