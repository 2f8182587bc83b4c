/** A file or folder that belongs to a change of the accounts or terminals: it is made aside, and gets its name together with the change. */
import fs from 'node:fs'
import path from 'node:path'
import { removeDeadAsides } from '../loader/dead-asides.ts'
import { type Language, Refusal } from './verb.ts'

export interface Aside {
  /** Gives it its name. */
  publish(): void
  /** Leaves nothing of it, published or not: the change it belongs to was not made. */
  withdraw(): void
}

/** A new file, readable by its owner only. @throws Refusal where it is there already; the system's error: then nothing is left */
export function fileAside(target: string, text: string, language: Language): Aside {
  return makeAside(target, language, (aside) => writeDurably(aside, text))
}

/** A new folder, readable by its owner only. @throws as `fileAside` */
export function folderAside(
  target: string,
  files: ReadonlyMap<string, string | Buffer>,
  language: Language,
): Aside {
  return makeAside(target, language, (aside) => {
    fs.mkdirSync(aside, { mode: 0o700 })
    for (const [name, content] of files) writeDurably(path.join(aside, name), content)
    syncFolder(aside)
  })
}

function makeAside(target: string, language: Language, make: (aside: string) => void): Aside {
  const folder = path.dirname(target)
  const name = `.${path.basename(target)}.`
  const aside = path.join(folder, `${name}${process.pid}.part`)
  let place = aside
  const withdraw = () => fs.rmSync(place, { recursive: true, force: true })
  refuseExisting(target, language)
  removeDeadAsides(folder, name, '.part')
  try {
    make(aside)
  } catch (error) {
    withdraw()
    throw error
  }
  return {
    publish() {
      fs.renameSync(aside, target)
      place = target
      syncFolder(folder)
    },
    withdraw,
  }
}

function refuseExisting(target: string, language: Language): void {
  if (!fs.existsSync(target)) return
  throw new Refusal(
    language === 'ja'
      ? `${target} はすでにあります（途中で止まった実行の残りなら、消してからもう一度）`
      : `${target} is there already (left by a run that was broken off? Remove it and run this again)`,
  )
}

function writeDurably(file: string, content: string | Buffer): void {
  fs.writeFileSync(file, content, { flag: 'wx', mode: 0o600, flush: true })
}

function syncFolder(folder: string): void {
  const descriptor = fs.openSync(folder, 'r')
  try {
    fs.fsyncSync(descriptor)
  } catch (error) {
    // Some file systems of USB disks know no such thing for a folder.
    if ((error as NodeJS.ErrnoException).code !== 'EINVAL') throw error
  } finally {
    fs.closeSync(descriptor)
  }
}
