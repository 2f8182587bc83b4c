/** Where each frame of an image of many lies in the patient, by its functional groups (PS3.3 C.7.6.16.2.3, C.7.6.16.2.4). */
import { numbers, text } from './element-values.ts'
import { frameGroups } from './frame-look.ts'
import type { OpenInstance } from './open-instance.ts'

export interface FramePlanes {
  /** '' = the image names none. */
  readonly frameOfReferenceUid: string
  /** By frame: direction of a row, of a column, position of the first pixel; [] = not given. */
  readonly planes: readonly (readonly number[])[]
}

/** An hour of video. */
const FRAMES_LIMIT = 100_000

export function readFramePlanes({ file, image }: OpenInstance): FramePlanes {
  const { dataSet } = file
  const groups = frameGroups(dataSet)
  const planes = Array.from({ length: Math.min(image.frames, FRAMES_LIMIT) }, (_, frame) => {
    const group = groups(frame)
    const orientation = numbers(group('x00209116', 'x00200037'), 'x00200037')
    const position = numbers(group('x00209113', 'x00200032'), 'x00200032')
    return orientation.length === 6 && position.length === 3 ? [...orientation, ...position] : []
  })
  return { frameOfReferenceUid: text(dataSet, 'x00200052'), planes }
}
