/**
 * Images whose pixels were left on the backup medium (`load --without-pixels`), read from where the medium is mounted (`images.media`).
 * The medium is only read, and nothing of it is believed: bytes are given when they have the hash that the load wrote down.
 */
import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Generation } from '../generations/open-generation.ts'
import { DamagedBlob } from '../generations/read-blob.ts'

/** The medium is not mounted, or lacks the file. */
export class MediumAway extends Error {}

export interface MediumFile {
  /** Of the manifest. */
  readonly id: number
  readonly sha256: string
  readonly bytes: number
  readonly label: string
  /** Where it lies while its medium is mounted. */
  readonly place: string
}

export interface MountedMedia {
  /** Those of the files, by ids of the manifest, that lie on a medium with a configured place. */
  files(generation: Generation, ids: readonly number[]): MediumFile[]
}

/** A name with bytes of no character set stands escaped in the manifest, and is not found here. */
const FILES = `
  SELECT f.id, f.sha256, f.bytes, f.path, s.label
  FROM json_each(@ids) wanted JOIN file f ON f.id = wanted.value JOIN source s ON s.id = f.source_id
  WHERE s.kind = 'folder' AND f.sha256 <> '' AND s.label IN (SELECT value FROM json_each(@labels))`

/** @param places folder of each medium, by the label that it was loaded under */
export function mountedMedia(places: Readonly<Record<string, string>>): MountedMedia | null {
  const labels = JSON.stringify(Object.keys(places))
  if (labels === '[]') return null
  return {
    files(generation, ids) {
      if (ids.length === 0) return []
      const path = join(generation.directory, 'manifest.sqlite')
      const manifest = new Database(path, { readonly: true, fileMustExist: true })
      try {
        const asked = { ids: JSON.stringify(ids), labels }
        return manifest
          .prepare<[typeof asked], Omit<MediumFile, 'place'> & { path: string }>(FILES)
          .all(asked)
          .map(({ path: below, ...file }) => ({
            ...file,
            place: join(places[file.label] ?? '', below),
          }))
      } finally {
        manifest.close()
      }
    },
  }
}

/** The whole file. @throws MediumAway; DamagedBlob when the bytes are not those that were loaded */
export async function readMediumFile({
  place,
  bytes,
  sha256,
}: Pick<MediumFile, 'place' | 'bytes' | 'sha256'>): Promise<Uint8Array<ArrayBuffer>> {
  const found = await contentOf(place, bytes)
  if (createHash('sha256').update(found).digest('hex') === sha256) return found
  throw new DamagedBlob('the file on the medium is not the one that was loaded')
}

/** Hashes of those files whose medium seems to be away: one file of each medium is looked for. */
export async function filesAway(files: Iterable<MediumFile>): Promise<Set<string>> {
  const away: string[] = []
  for (const own of Map.groupBy(files, ({ label }) => label).values()) {
    const [first] = own
    if (first !== undefined && (await isThere(first.place))) continue
    away.push(...own.map(({ sha256 }) => sha256))
  }
  return new Set(away)
}

async function isThere(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}

async function contentOf(path: string, bytes: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    // Nobody waits for a pipe that lies where an image was.
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const found = await file.stat()
    // What has another length is not read; it has another hash, too.
    return found.isFile() && found.size === bytes ? await file.readFile() : new Uint8Array(0)
  } catch (cause) {
    throw new MediumAway('the image could not be read from the medium', { cause })
  }
}
