/** Opens one DICOM file for its images: the door of this room. */
import { headerProblem, type ParsedFile, readDataSet } from './data-set.ts'
import { type ImageAttributes, readImageAttributes } from './image-attributes.ts'
import { asPixelProblem, PixelError, type PixelProblem } from './pixel-problem.ts'

export interface OpenInstance {
  readonly file: ParsedFile
  readonly image: ImageAttributes
}

export type OpenAnswer =
  | { readonly ok: true; readonly instance: OpenInstance }
  | { readonly ok: false; readonly problem: PixelProblem }

/** @param file a whole file, with or without preamble */
export function openInstance(file: Uint8Array): OpenAnswer {
  // A Node Buffer shares memory where a plain array copies.
  const bytes = new Uint8Array(file.buffer, file.byteOffset, file.byteLength)
  return open(bytes)
}

function open(bytes: Uint8Array): OpenAnswer {
  let file: ParsedFile
  try {
    file = readDataSet(bytes)
  } catch (thrown) {
    return { ok: false, problem: headerProblem(thrown, bytes) }
  }
  try {
    return { ok: true, instance: { file, image: readImageAttributes(file.dataSet) } }
  } catch (thrown) {
    const { uid } = file.transferSyntax
    const isCut = thrown instanceof PixelError && file.headerFault !== ''
    if (!isCut) return { ok: false, problem: asPixelProblem(thrown, uid) }
    return {
      ok: false,
      problem: { code: 'damaged-header', transferSyntaxUid: uid, detail: thrown.detail },
    }
  }
}
