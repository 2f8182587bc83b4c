/** The generations of a data directory, as their reports tell. */
import fs from 'node:fs'
import path from 'node:path'
import { currentGeneration, generationIds, generationsFolder } from './place.ts'
import type { LoadReport } from './report.ts'

export interface GenerationEntry {
  readonly generation: string
  readonly current: boolean
  /** Null when its report cannot be read. */
  readonly report: LoadReport | null
}

/** Newest first; empty when nothing was ever loaded. */
export function listGenerations(dataDirectory: string): GenerationEntry[] {
  const folder = generationsFolder(dataDirectory)
  const current = currentGeneration(folder)
  return generationIds(folder)
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

function readReport(file: string): LoadReport | null {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as LoadReport
  } catch {
    return null
  }
}
