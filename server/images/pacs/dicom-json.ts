/** DICOM JSON of QIDO-RS answers (DICOM PS3.18 annex F), read with patience. */
import { z } from 'zod'
import { PacsAway } from './breaker.ts'

const DataSet = z.record(
  z.string(),
  z.looseObject({ Value: z.array(z.unknown()).nullish() }).catch({}),
)
const DataSets = z.array(DataSet)

/** One element's values as text; numbers as they print, person names and sequences as nothing. */
export type Elements = (tag: string) => string[]

/** @throws PacsAway when it is not an array of data sets */
export function readDataSets(json: unknown): Elements[] {
  if (json === null) return []
  const parsed = DataSets.safeParse(json)
  if (!parsed.success) throw new PacsAway('not-understood', { cause: parsed.error })
  return parsed.data.map(
    (set) => (tag) =>
      (set[tag]?.Value ?? []).flatMap((value) =>
        typeof value === 'string'
          ? [value.trim()]
          : typeof value === 'number'
            ? [String(value)]
            : [],
      ),
  )
}

/** PS3.5 9.1. Nothing else may stand in an address. */
export function isUid(text: string): boolean {
  return /^[0-9.]{1,64}$/.test(text)
}

/** A whole number; null = absent or another thing. */
export function integerOf(text: string | undefined): number | null {
  return text !== undefined && /^[+-]?\d{1,9}$/.test(text) ? Number(text) : null
}

/** DA and TM to our form: `2022-05-03T09:10:05`; null = no day. */
export function momentOf(date: string, time: string): string | null {
  const day = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(date)
  if (day === null) return null
  const [, year, month, dayOfMonth] = day
  const clock = /^(\d{2})(?::?(\d{2})(?::?(\d{2}))?)?/.exec(time)
  const [, hour, minute, second] = clock ?? []
  const known =
    minute === undefined ? [] : [hour, minute, ...(second === undefined ? [] : [second])]
  const text = known.length === 0 ? '' : `T${known.join(':')}`
  return `${year}-${month}-${dayOfMonth}${text}`
}
