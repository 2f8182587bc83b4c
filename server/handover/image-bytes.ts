/** The bytes of one image that is handed over, proved by their hash wherever they lie. */
import type { ImageInstance } from '../../model/api/images.ts'
import { readBlob } from '../generations/read-blob.ts'
import { readMediumFile } from '../images/mounted-media.ts'
import type { StudyImages } from '../images/study-images.ts'

/** @param directory of the generation. @throws DamagedBlob; MediumAway */
export function readImage(
  directory: string,
  { mounted }: Pick<StudyImages, 'mounted'>,
  { instance, bytes }: ImageInstance,
): Promise<Uint8Array> {
  const onMedium = mounted.get(instance)
  return onMedium === undefined ? readBlob(directory, instance, bytes) : readMediumFile(onMedium)
}
