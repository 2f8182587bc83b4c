/** Writes a small file whole or not at all: aside, to the disk, then one rename. */
import fs from 'node:fs'
import path from 'node:path'
import { removeDeadAsides } from './dead-asides.ts'

export function replaceFile(file: string, text: string): void {
  const folder = path.dirname(file)
  fs.mkdirSync(folder, { recursive: true, mode: 0o750 })
  removeDeadAsides(folder, `${path.basename(file)}.`, '.part')
  const aside = `${file}.${process.pid}.part`
  try {
    fs.writeFileSync(aside, text, { mode: 0o640, flush: true })
    fs.renameSync(aside, file)
  } catch (error) {
    fs.rmSync(aside, { force: true })
    throw error
  }
  const fd = fs.openSync(folder, fs.constants.O_RDONLY)
  try {
    fs.fsyncSync(fd)
  } finally {
    fs.closeSync(fd)
  }
}
