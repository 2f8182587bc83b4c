/** Who lies where: a ward, with a room or a bed behind it, as people type it at a terminal (`5B 12`, `5B病棟 512-1`). */
import type { Generation } from '../generations/open-generation.ts'
import { statement } from '../generations/statement.ts'

interface Lying {
  readonly row: number
  readonly wardId: number
  readonly room: string
  readonly bed: string
}

const IN_BED = statement<Lying>(`
  SELECT patient AS row, ward_id AS wardId, room, bed FROM encounter
  WHERE status IN ('in-progress', 'on-leave') AND class = 'inpatient' AND ward_id IS NOT NULL
  ORDER BY room, bed, patient`)
/** What people put behind the name of a ward, a room, a bed. */
const SUFFIX = /(病棟|号室|号|室|番|ベッド|ベット|床|ward|room|bed)$/i

/**
 * Rows of the in-patients that are meant. A ward alone must say that it is one, or hold a letter: a bare number is an id.
 * @param tokens of the query, folded (NFKC)
 */
export function patientsInBed(generation: Generation, tokens: readonly string[]): number[] {
  const [name = '', ...rest] = tokens
  const places = rest.flatMap((token) => token.split('-'))
  // A ward may have a hyphen of its own (`HCU-2`), or be written together with its room and bed (`5B-512-1`).
  const [first = '', ...joined] = name.split('-')
  const found = lyingIn(generation, name, places)
  return found.length > 0 ? found : lyingIn(generation, first, [...joined, ...places])
}

function lyingIn(generation: Generation, first: string, places: readonly string[]): number[] {
  const ward = plain(first)
  if (ward === '' || places.length > 2) return []
  if (places.length === 0 && /^\d+$/.test(first)) return []
  const wanted = places.map(plain)
  return generation
    .all(IN_BED)
    .filter((each) => isWard(generation, each.wardId, ward) && lies(each, wanted))
    .map(({ row }) => row)
}

function isWard(generation: Generation, wardId: number, ward: string): boolean {
  const term = generation.term(wardId)
  return term !== null && [term.display, term.code].some((name) => plain(name) === ward)
}

/** One place is a room or a bed, or both written together; two are a room and a bed. */
function lies({ room, bed }: Lying, wanted: readonly string[]): boolean {
  const [first, second] = wanted
  if (first === undefined) return true
  const [own, ownBed] = [plain(room), plain(bed)]
  if (second !== undefined) return own === first && ownBed === second
  return [own, ownBed, own + ownBed].includes(first)
}

/** `５Ｂ病棟` → `5B`, `012` → `12`. */
function plain(name: string): string {
  const folded = name.normalize('NFKC').replace(/\s/g, '').toUpperCase().replace(SUFFIX, '')
  return /^\d+$/.test(folded) ? folded.replace(/^0+(?=.)/, '') : folded
}
