/** Whether the person an image names is the person of the chart it would be shown in. */
import { nameKey } from './search-keys.ts'

/** As the image's header says it. */
export interface NamedInImage {
  /** Patient's Name (0010,0010): alphabetic, ideographic and phonetic group between `=` (DICOM PS3.5 6.2 PN). */
  readonly name: string
  /** `YYYY-MM-DD`; null = absent or not understood. */
  readonly birthAt: string | null
}

export interface NamedInChart {
  readonly family: string
  readonly given: string
  readonly familyKana: string
  readonly givenKana: string
  readonly birthAt: string | null
}

/**
 * What the image says of another person; '' when name and birth date agree, or cannot be compared. Names are compared
 * script by script.
 */
export function identityNote(image: NamedInImage, chart: NamedInChart | undefined): string {
  const notes: string[] = []
  const [, ideographic = '', phonetic = ''] = image.name.split('=')
  const pairs = [
    [ideographic, chart ? chart.family + chart.given : ''],
    [phonetic, chart ? chart.familyKana + chart.givenKana : ''],
  ].map(([said = '', known = '']) => [nameKey(said.replaceAll('^', '')), nameKey(known)])
  const comparable = pairs.filter(([said, known]) => said !== '' && known !== '')
  if (comparable.length > 0 && !comparable.some(([said, known]) => said === known)) {
    notes.push(image.name)
  }
  const born = chart?.birthAt ?? null
  if (image.birthAt !== null && born !== null && image.birthAt !== born) notes.push(image.birthAt)
  return notes.join(' ')
}
