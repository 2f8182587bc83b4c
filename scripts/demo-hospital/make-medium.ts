/** The demo hospital's medium as a folder: made anew, completed, and damaged on request. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openBookings } from './bookings.ts'
import { buildHospital, type HospitalOptions } from './build.ts'
import { damageMedium } from './damage/damage.ts'
import { openBulkData } from './fhir/bulk-data.ts'
import { openMedium } from './medium.ts'
import { README_NAME, readmeOf, SIGNATURE } from './readme.ts'

export interface MediumOptions extends HospitalOptions {
  readonly damage: boolean
  /** Empty folder for the same patients as FHIR; '' = not wanted. */
  readonly fhir: string
  /** Empty folder for what is booked after the snapshot; '' = not wanted. */
  readonly bookings: string
}

export interface MadeMedium {
  readonly files: number
  readonly bytes: number
  /** Damaged files, null when no damage was asked for. */
  readonly damaged: number | null
}

/** Whether the folder holds something that this module did not write. */
export function isForeign(folder: string): boolean {
  if (!existsSync(folder)) return false
  if (readdirSync(folder).length === 0) return false
  const readme = join(folder, README_NAME)
  return !existsSync(readme) || !readFileSync(readme, 'latin1').includes(SIGNATURE)
}

/**
 * Writes the medium into `folder`, which is emptied first when it holds an earlier one.
 * @param onPatient called with the number of patients written so far
 * @throws Error when the folder is foreign ({@link isForeign}) or cannot be written
 */
export function makeMedium(
  folder: string,
  options: MediumOptions,
  onPatient: (done: number) => void,
): MadeMedium {
  if (isForeign(folder)) throw new Error(`${folder} holds files that are not a demo medium`)
  rmSync(folder, { recursive: true, force: true })
  rmSync(`${folder}.damage.json`, { force: true })
  mkdirSync(folder, { recursive: true })
  const medium = openMedium(folder)
  medium.write(README_NAME, readmeOf(options))
  const bulk = options.fhir === '' ? null : openBulkData(openMedium(options.fhir))
  const bookings = options.bookings === '' ? null : openBookings(openMedium(options.bookings))
  buildHospital(medium, options, ({ done, plan, chart, prior, home }) => {
    bulk?.add(chart, prior)
    bookings?.add(chart, plan, home)
    onPatient(done)
  })
  bulk?.finish()
  bookings?.finish()
  const made = { files: medium.files(), bytes: medium.bytes() }
  if (!options.damage) return { ...made, damaged: null }
  const damage = damageMedium(folder, options.seed)
  const { patients, years, seed } = options
  const list = JSON.stringify({ patients, years, seed, damage }, null, 1)
  writeFileSync(`${folder}.damage.json`, `${list}\n`)
  return { ...made, damaged: damage.length }
}
