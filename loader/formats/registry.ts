/** The formats that a load understands, in the order in which they are asked to claim a path. */
import { cda } from './cda/format.ts'
import { csv } from './csv/format.ts'
import { dicom } from './dicom/format.ts'
import { fhir } from './fhir/format.ts'
import type { Format } from './format.ts'
import { extendedStorage } from './ssmix2/extended/format.ts'
import { ssmix2 } from './ssmix2/format.ts'

export { ignorable } from './ignorable.ts'

/** A path has one format: the standardized storage's shape is the narrowest and comes first. */
export const formats: readonly Format[] = [ssmix2, extendedStorage, dicom, fhir, cda, csv]
