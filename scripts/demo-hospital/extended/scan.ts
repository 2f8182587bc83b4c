/** Sheets of paper from the scanner (grey JPEG) and from the fax (TIFF): a head that names the patient, and lines of handwriting. */

import { hl7Date, type Minute } from '../calendar.ts'
import type { Person } from '../events.ts'
import type { Random } from '../random.ts'
import { encodeJpeg, type Raster } from './jpeg.ts'
import { burnText, fillBox } from './raster-text.ts'
import { encodeTiff } from './tiff.ts'

const WIDTH = 496
const HEIGHT = 701

/** @param title Latin capitals, as the scanning station's cover sheet has them */
export function scannedSheet(
  person: Person,
  title: string,
  at: Minute,
  random: Random,
): Uint8Array {
  return encodeJpeg(sheetOf(person, title, at, random))
}

/** The pages of a letter as the fax server keeps it: one file. */
export function faxedLetter(
  person: Person,
  title: string,
  at: Minute,
  randoms: readonly Random[],
): Uint8Array {
  return encodeTiff(
    randoms.map((random, page) =>
      sheetOf(person, `${title} ${page + 1}/${randoms.length}`, at, random),
    ),
  )
}

function sheetOf(person: Person, title: string, at: Minute, random: Random): Raster {
  const pixels = new Uint8Array(WIDTH * HEIGHT).fill(244)
  const sheet: Raster = { width: WIDTH, height: HEIGHT, channels: 1, pixels }
  burnText(sheet, 40, 36, 4, 40, title)
  burnText(sheet, 40, 70, 3, 60, `ID ${person.id}  ${hl7Date(at)}`)
  fillBox(sheet, 36, 96, WIDTH - 72, 2, 90)
  for (let line = 0; line < 17; line++) handwriting(sheet, 122 + line * 30, random)
  for (const edge of [36, WIDTH - 38]) fillBox(sheet, edge, 96, 2, HEIGHT - 140, 120)
  return sheet
}

function handwriting(sheet: Raster, y: number, random: Random): void {
  fillBox(sheet, 40, y + 16, WIDTH - 80, 1, 205)
  const end = 120 + random.int(60, WIDTH - 190)
  for (let x = 52; x < end; x += random.int(9, 15)) {
    if (random.chance(0.12)) continue
    const rise = random.int(4, 11)
    fillBox(sheet, x, y + 13 - rise, 2, rise, 70)
    fillBox(sheet, x, y + 13 - random.int(2, rise), random.int(4, 8), 2, 80)
    if (random.chance(0.5)) fillBox(sheet, x + 5, y + 13 - rise, 2, rise - 1, 75)
  }
}
