/**
 * Damages a sound medium as attacks, failing tapes and careless hands do. Every change is recorded, so that a
 * load can be checked for having named it. Deterministic by seed.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { createRandom, type Random } from '../random.ts'
import {
  emptied,
  encrypted,
  intermittentlyEncrypted,
  ransomNote,
  recoded,
  truncated,
  zeroFilled,
} from './faults.ts'

export type DamageKind =
  | 'encrypted'
  | 'encrypted-renamed'
  | 'encrypted-intermittent'
  | 'truncated'
  | 'empty'
  | 'zero-filled'
  | 'encoding-shift_jis'
  | 'encoding-euc-jp'
  | 'encoding-utf-8'
  | 'ransom-note'
  | 'missing'
  | 'identity-mismatch'
  | 'path-mismatch'
  | 'unknown-type'
  | 'junk'

export interface Damage {
  /** As it lies on the medium now; of a missing file, where it was. */
  readonly path: string
  readonly kind: DamageKind
  /** Whose chart it touches; '' for none. */
  readonly patient: string
  /** The patient whom the content names, when that is another one. */
  readonly otherPatient?: string
  /** Path before, where it changed. */
  readonly before?: string
}

interface Site {
  readonly root: string
  readonly random: Random
  /** Files not yet touched, by area. */
  readonly standard: string[]
  readonly extended: string[]
  /** Files beside the main documents: lost with their day, otherwise left alone. */
  readonly attachments: string[]
  readonly dicom: string[]
  readonly done: Damage[]
}

/** Damages the medium in `root`; returns what was done, sorted by path. */
export function damageMedium(root: string, seed: number): readonly Damage[] {
  const all = (
    readdirSync(root, { recursive: true, withFileTypes: true }) as {
      name: string
      parentPath: string
      isFile(): boolean
    }[]
  )
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(root.length)
        .replaceAll('\\', '/')
        .replace(/^\//, ''),
    )
    .sort()
  const site: Site = {
    root,
    random: createRandom(seed, 'damage'),
    standard: all.filter((path) => path.startsWith('standard/')),
    extended: all.filter((path) => path.startsWith('extended/') && path.includes('main_document')),
    attachments: all.filter(
      (path) => path.startsWith('extended/') && !path.includes('main_document'),
    ),
    dicom: all.filter((path) => path.startsWith('dicom/')),
    done: [],
  }
  loseADay(site)
  attack(site, Math.max(2, Math.round(site.standard.length / 900)))
  wear(site, Math.max(2, Math.round(site.standard.length / 1500)))
  recode(site, Math.max(2, Math.round(site.standard.length / 1500)))
  misplace(site)
  strangers(site)
  return site.done.sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** The day is taken out whole, of every patient and storage. */
function loseADay(site: Site): void {
  const days = site.standard.map(dayOf).filter((day) => day !== '-')
  const newest = [...new Set(days)].sort().at(-4) ?? ''
  for (const list of [site.standard, site.extended, site.attachments, site.dicom]) {
    for (const path of list.filter((each) => each.split('/').includes(newest))) {
      rmSync(join(site.root, path))
      list.splice(list.indexOf(path), 1)
      site.done.push({ path, kind: 'missing', patient: patientOf(path) })
    }
  }
}

function attack(site: Site, count: number): void {
  const notes = new Set<string>()
  const hit = (list: string[], kind: DamageKind, change: (bytes: Uint8Array) => Uint8Array) => {
    const path = takeOne(site, list)
    if (path === null) return
    rewrite(site, path, kind, change)
    notes.add(dirname(path))
  }
  const scramble = (bytes: Uint8Array) => encrypted(bytes, site.random)
  for (let i = 0; i < count; i++) {
    hit(site.standard, 'encrypted', scramble)
    hit(i % 2 === 0 ? site.extended : site.standard, 'encrypted', scramble)
    hit(site.dicom, 'encrypted-intermittent', (bytes) =>
      intermittentlyEncrypted(bytes, 16_384, site.random),
    )
    hit(site.extended, 'encrypted-intermittent', (bytes) =>
      intermittentlyEncrypted(bytes, 256, site.random),
    )
    const renamed = takeOne(site, site.standard)
    if (renamed === null) continue
    const path = `${renamed}.locked`
    const bytes = readFileSync(join(site.root, renamed))
    rmSync(join(site.root, renamed))
    writeFileSync(join(site.root, path), scramble(bytes))
    site.done.push({ path, kind: 'encrypted-renamed', patient: patientOf(path), before: renamed })
    notes.add(dirname(path))
  }
  for (const folder of notes) {
    const path = `${folder}/HOW_TO_DECRYPT.txt`
    writeFileSync(join(site.root, path), ransomNote())
    site.done.push({ path, kind: 'ransom-note', patient: patientOf(path) })
  }
}

function wear(site: Site, count: number): void {
  for (let i = 0; i < count; i++) {
    for (const list of [site.standard, site.extended, site.dicom]) {
      const change = (kind: DamageKind, by: (bytes: Uint8Array) => Uint8Array) => {
        const path = takeOne(site, list)
        if (path !== null) rewrite(site, path, kind, by)
      }
      change('truncated', truncated)
      change('empty', emptied)
      if (list !== site.dicom) change('zero-filled', zeroFilled)
    }
  }
}

/** Only messages that hold Japanese text: the others would be the same in any encoding. */
function recode(site: Site, count: number): void {
  for (let i = 0; i < count; i++) {
    for (const charset of ['shift_jis', 'euc-jp', 'utf-8'] as const) {
      const path = takeOne(site, site.standard)
      if (path !== null)
        rewrite(site, path, `encoding-${charset}`, (bytes) => recoded(bytes, charset))
    }
  }
}

/** A message copied into another patient's folder under that patient's name, and one whose name was not changed. */
function misplace(site: Site): void {
  for (const kind of ['identity-mismatch', 'identity-mismatch', 'path-mismatch'] as const) {
    const source = takeOne(
      site,
      site.standard.filter((path) => dayOf(path) !== '-'),
    )
    const host = takeOne(
      site,
      site.standard.filter((path) => source !== null && patientOf(path) !== patientOf(source)),
    )
    if (source === null || host === null) continue
    const [from, to] = [patientOf(source), patientOf(host)]
    const folder = `standard/${to.slice(0, 3)}/${to.slice(3, 6)}/${to}/${dayOf(source)}/${typeOf(source)}`
    const name = kind === 'path-mismatch' ? basename(source) : basename(source).replace(from, to)
    mkdirSync(join(site.root, folder), { recursive: true })
    renameSync(join(site.root, source), join(site.root, folder, name))
    site.done.push({
      path: `${folder}/${name}`,
      kind,
      patient: to,
      otherPatient: from,
      before: source,
    })
  }
}

function strangers(site: Site): void {
  for (const type of ['OML-99', 'ZZZ-01']) {
    const source = takeOne(
      site,
      site.standard.filter((path) => typeOf(path) === 'OML-11'),
    )
    if (source === null) continue
    const path = source.replaceAll('OML-11', type)
    mkdirSync(join(site.root, dirname(path)), { recursive: true })
    renameSync(join(site.root, source), join(site.root, path))
    site.done.push({ path, kind: 'unknown-type', patient: patientOf(path), before: source })
  }
  for (const name of ['Thumbs.db', 'desktop.ini', '.DS_Store']) {
    const neighbour = takeOne(site, site.extended)
    if (neighbour === null) continue
    const path = `${dirname(neighbour)}/${name}`
    writeFileSync(
      join(site.root, path),
      Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, ...site.random.bytes(508)),
    )
    site.done.push({ path, kind: 'junk', patient: patientOf(path) })
  }
}

function rewrite(
  site: Site,
  path: string,
  kind: DamageKind,
  change: (bytes: Uint8Array) => Uint8Array,
): void {
  const file = join(site.root, path)
  writeFileSync(file, change(readFileSync(file)))
  site.done.push({ path, kind, patient: patientOf(path) })
}

/** Takes a file that nothing has touched, so that each is damaged in one way only; null when none is left. */
function takeOne(site: Site, list: readonly string[]): string | null {
  if (list.length === 0) return null
  const path = site.random.pick(list)
  for (const area of [site.standard, site.extended, site.dicom]) {
    const at = area.indexOf(path)
    if (at >= 0) area.splice(at, 1)
  }
  return path
}

/** `standard/000/001/0000012345/20261031/OML-11/…`, `dicom/0000012345/20261031/…`. */
function patientOf(path: string): string {
  const parts = path.split('/')
  return (parts[0] === 'dicom' ? parts[1] : parts[3]) ?? ''
}

function dayOf(path: string): string {
  return path.split('/')[4] ?? ''
}

function typeOf(path: string): string {
  return path.split('/')[5] ?? ''
}
