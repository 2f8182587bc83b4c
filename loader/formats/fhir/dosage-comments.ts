/**
 * What JP Core adds to a Dosage by extensions (JP_MedicationDosage_Line, …_DosageComment and their older names): the line of a drip, comments
 * on it, on site, route, method and rate. And R4's bodySite extension and JP Core's device, which refer to a resource that is
 * mostly contained: left or right stands there alone.
 */
import type { NoteLabel } from '../../../model/codes/note-labels.ts'
import type { Coded } from '../../../model/records/values.ts'
import { structureWords } from './body-site.ts'
import { type Json, list, obj, str } from './json.ts'
import { extensionText } from './labelled-words.ts'
import type { Reading } from './reading.ts'

/** The end of an extension's url, and what its value is called. */
const COMMENTS: readonly (readonly [name: RegExp, label: NoteLabel])[] = [
  [/_?LineComment$/, 'ラインのコメント'],
  [/Line$/, 'ライン'],
  [/_DosageComment$/, '投与コメント'],
  [/_SiteComment$/, '部位コメント'],
  [/_RouteComment$/, '経路コメント'],
  [/_MethodComment$/, '手技コメント'],
  [/_RateComment$/, '速度コメント'],
]

/** In the words of the source, each under what it is about. */
export function commentsOf(dosage: Json, reading: Reading): (Coded | null)[] {
  const carriers = [dosage, ...list(dosage.doseAndRate)]
  const rates = carriers.flatMap(({ rateRatio, rateQuantity }) => [rateRatio, rateQuantity])
  const extended = [...carriers, ...[dosage.site, dosage.route, dosage.method, ...rates].map(obj)]
  return extended.flatMap((element) =>
    element?.extension === undefined ? [] : list(element.extension).map(commentOf),
  )

  function commentOf(extension: Json): Coded | null {
    const [, label] = COMMENTS.find(([name]) => name.test(str(extension.url))) ?? []
    return label === undefined
      ? null
      : reading.values.text(extensionText(reading, label, extension))
  }
}

/** Where exactly, by side and place: `左 腕`. It is of the resource, not of the dosage, which several resources may write alike. */
export function bodySitesOf(dosages: readonly Json[], reading: Reading): readonly Coded[] {
  return ofAll(dosages, ({ site }) =>
    referredBy(obj(site), 'bodySite', reading, (found) => structureWords(found, reading)),
  )
}

/** By what it is given: a syringe, a pump. */
export function devicesOf(dosages: readonly Json[], reading: Reading): readonly Coded[] {
  return ofAll(dosages, (dosage) =>
    referredBy(dosage, '_Device', reading, (device) => deviceName(device, reading)),
  )
}

const NOTHING: readonly Coded[] = []

function ofAll(
  dosages: readonly Json[],
  read: (dosage: Json) => readonly Coded[],
): readonly Coded[] {
  let all = NOTHING
  for (const dosage of dosages) {
    const found = read(dosage)
    if (found.length > 0) all = [...all, ...found]
  }
  return all
}

/** What a Device calls itself. */
export function deviceName(device: Json, reading: Reading): string {
  return str(list(device.deviceName)[0]?.name) || (reading.concept(device.type)?.display ?? '')
}

function referredBy(
  element: Json | null,
  url: string,
  reading: Reading,
  nameOf: (resource: Json) => string,
): readonly Coded[] {
  if (element?.extension === undefined) return NOTHING
  return list(element.extension)
    .filter((extension) => str(extension.url).endsWith(url))
    .flatMap(({ valueReference }) => {
      const reference = obj(valueReference)
      if (reference === null) return []
      const found = reading.contained(reference)
      const words = (found === null ? '' : nameOf(found)) || str(reference.display)
      if (words === '')
        reading.problem(url, str(reference.reference), 'what it refers to is not read')
      return reading.values.text(words) ?? []
    })
}
