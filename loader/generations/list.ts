/** The generations of a data directory, as their reports tell. */
import fs from 'node:fs'
import path from 'node:path'
import type { LoadReport } from './report.ts'

export interface GenerationEntry {
  readonly generation: string
  readonly current: boolean
  /** Null when its report cannot be read. */
  readonly report: LoadReport | null
}

/** Newest first; empty when nothing was ever loaded. */
export function listGenerations(dataDirectory: string): GenerationEntry[] {
  const folder = path.join(path.resolve(dataDirectory), 'generations')
  if (!fs.existsSync(folder)) return []
  const current = currentGeneration(folder)
  return fs
    .readdirSync(folder)
    .filter((name) => /^\d{8}T\d{4}Z-[0-9a-f]{6}$/.test(name))
    .sort()
    .reverse()
    .map((generation) => ({
      generation,
      current: generation === current,
      report: readReport(path.join(folder, generation, 'report.json')),
    }))
    .sort((a, b) => compareLoadedAt(b, a))
}

function compareLoadedAt(a: GenerationEntry, b: GenerationEntry): number {
  const [x, y] = [a.report?.loadedAt ?? a.generation, b.report?.loadedAt ?? b.generation]
  return x < y ? -1 : x > y ? 1 : 0
}

function currentGeneration(folder: string): string {
  try {
    return path.basename(fs.readlinkSync(path.join(folder, 'current')))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}

function readReport(file: string): LoadReport | null {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as LoadReport
  } catch {
    return null
  }
}
