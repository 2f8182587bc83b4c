/**
 * The files that earlier loads have read, for all reading threads at once: which of them lie on this medium unchanged, by path, length
 * and time of change. Some are read all the same, and their bytes compared: a medium that was changed without
 * a trace in its times must not pass for an old one. The bytes of an archive pass by in any case, and all of them are compared.
 *
 * 64 bits of a SHA-256 stand for a file: with 30 million known files and a million new ones, one of these is taken for a known
 * one with a chance of about two in a million.
 */
import crypto from 'node:crypto'

/** A quarter of the places stay free. */
const FILL = 0.75
/** One in so many is proved; of a small medium more, so that they are a hundred. */
const PROVED_OF = 50
const PROVED_AT_LEAST = 100

/** In memory that threads share. Two numbers a place, 0 0 = free. */
export interface KnownFiles {
  readonly keys: Uint32Array<SharedArrayBuffer>
  /** For each place, 1 = its reading stands only if all files of its source do: see waiting-files.ts. */
  readonly ofSource: Uint8Array<SharedArrayBuffer>
  /** By label of the source, how many of those there are. */
  readonly countOfSource: Readonly<Record<string, number>>
  /** For each place, 1 = it was met on the medium. */
  readonly met: Uint8Array<SharedArrayBuffer>
  /** The same for the bytes of the files that are to be proved. */
  readonly contents: Uint32Array<SharedArrayBuffer>
  /** [0]: files whose bytes differ though path, length and time are the same. */
  readonly changed: Int32Array<SharedArrayBuffer>
  /** One in `every` files is proved, `salt` says which: another choice in each load. */
  readonly every: number
  readonly salt: number
}

export interface FileOnMedium {
  readonly source: string
  readonly path: string
  readonly bytes: number
  /** UTC, as manifest.file has it. */
  readonly modifiedAt: string
  /** SHA-256 in hex where the bytes are known before they are asked for, which is in archives; '' elsewhere. */
  readonly content: string
}

export interface KnownFile extends FileOnMedium {
  readonly sha256: string
  /** 1 = of a format whose files refer to each other, or of none. */
  readonly isOfSource: number
}

/** What is to be done with a file on the medium. */
export type Acquaintance = 'new' | 'known' | 'of-source' | 'to-be-proved'

export function knownFiles(files: Iterable<KnownFile>, count: number): KnownFiles {
  const every = Math.min(PROVED_OF, Math.max(1, Math.floor(count / PROVED_AT_LEAST)))
  const places = Math.max(64, Math.ceil(count / FILL))
  const countOfSource: Record<string, number> = {}
  const known: KnownFiles = {
    keys: shared(places),
    ofSource: new Uint8Array(new SharedArrayBuffer(places)),
    countOfSource,
    met: new Uint8Array(new SharedArrayBuffer(places)),
    contents: shared(Math.ceil((2 * places) / every) + 64),
    changed: new Int32Array(new SharedArrayBuffer(4)),
    every,
    salt: crypto.randomInt(every),
  }
  for (const file of files) {
    const key = keyOf(file)
    const place = add(known.keys, key)
    if (file.isOfSource === 1) {
      known.ofSource[place] = 1
      countOfSource[file.source] = (countOfSource[file.source] ?? 0) + 1
    }
    if (file.content === '' && isProved(known, key))
      add(known.contents, contentKey(key, file.sha256))
  }
  return known
}

/** Asked before a file is opened. A known one is met by that, one of its source is not. In an archive none is left to be proved. */
export function acquaintance(known: KnownFiles, file: FileOnMedium): Acquaintance {
  const key = keyOf(file)
  const place = find(known.keys, key)
  if (place < 0) return 'new'
  if (file.content === '' && isProved(known, key)) return 'to-be-proved'
  if (known.ofSource[place] === 1) return 'of-source'
  known.met[place] = 1
  return 'known'
}

/** @returns whether its bytes are those of the earlier load: then it is met, if it stands for itself. */
export function prove(
  known: KnownFiles,
  file: FileOnMedium & Pick<KnownFile, 'sha256'>,
): 'same' | 'same-of-source' | 'changed' {
  const key = keyOf(file)
  const place = find(known.keys, key)
  if (find(known.contents, contentKey(key, file.sha256)) < 0) {
    Atomics.add(known.changed, 0, 1)
    return 'changed'
  }
  if (known.ofSource[place] === 1) return 'same-of-source'
  known.met[place] = 1
  return 'same'
}

export function meet(known: KnownFiles, file: FileOnMedium): void {
  const place = find(known.keys, keyOf(file))
  if (place >= 0) known.met[place] = 1
}

/** Asked when all threads are done. */
export function wasMet(known: KnownFiles, file: FileOnMedium): boolean {
  const place = find(known.keys, keyOf(file))
  return place >= 0 && known.met[place] === 1
}

interface Key {
  readonly low: number
  readonly high: number
}

function shared(places: number): Uint32Array<SharedArrayBuffer> {
  return new Uint32Array(new SharedArrayBuffer(8 * places))
}

function keyOf({ source, path, bytes, modifiedAt, content }: FileOnMedium): Key {
  return hashed(`${source}\0${path}\0${bytes}\0${modifiedAt}\0${content}`)
}

function contentKey({ low, high }: Key, sha256: string): Key {
  return hashed(`${low} ${high} ${sha256}`)
}

function hashed(text: string): Key {
  const hash = crypto.hash('sha256', text, 'buffer')
  // Never 0 0, which is a free place.
  return { low: hash.readUInt32LE(0) || 1, high: hash.readUInt32LE(4) }
}

function isProved({ every, salt }: KnownFiles, { high }: Key): boolean {
  return high % every === salt
}

/** @returns its place. */
function add(keys: Uint32Array, key: Key): number {
  const place = placeFor(keys, key)
  keys[2 * place] = key.low
  keys[2 * place + 1] = key.high
  return place
}

/** @returns -1 when it is not there. */
function find(keys: Uint32Array, key: Key): number {
  const place = placeFor(keys, key)
  return keys[2 * place] === 0 ? -1 : place
}

/** The key's place, or the free one where it would stand. */
function placeFor(keys: Uint32Array, { low, high }: Key): number {
  const places = keys.length / 2
  let place = low % places
  while (keys[2 * place] !== 0) {
    if (keys[2 * place] === low && keys[2 * place + 1] === high) return place
    place = (place + 1) % places
  }
  return place
}
