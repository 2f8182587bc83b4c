/** A SOP Instance that is no image, read for the screen: the door of this room. */
import type { DataSet } from 'dicom-parser'
import { readDataSet } from '../../../../model/dicom-pixels/data-set.ts'
import { bytesOf } from '../../../../model/dicom-pixels/element-values.ts'
import {
  asPixelProblem,
  PixelError,
  type PixelProblem,
} from '../../../../model/dicom-pixels/pixel-problem.ts'
import { readReport, type StructuredReport } from './content-tree.ts'
import { type Presentation, readPresentation } from './presentation.ts'
import type { SopKind } from './sop-kinds.ts'
import { readWaveforms, type Waveform } from './waveform.ts'

export type DicomObject =
  | { readonly kind: 'report'; readonly report: StructuredReport }
  | { readonly kind: 'key-objects'; readonly report: StructuredReport }
  | { readonly kind: 'waveform'; readonly waveforms: readonly Waveform[] }
  | { readonly kind: 'pdf'; readonly data: Uint8Array }
  | { readonly kind: 'presentation'; readonly presentation: Presentation }

export type ObjectAnswer =
  | { readonly ok: true; readonly object: DicomObject }
  | { readonly ok: false; readonly problem: PixelProblem }

export async function fetchObject(
  url: string,
  kind: Exclude<SopKind, 'image'>,
  signal: AbortSignal,
): Promise<ObjectAnswer> {
  const response = await fetch(url, { cache: 'no-store', redirect: 'error', signal })
  if (!response.ok) {
    const detail = `HTTP ${response.status}`
    return { ok: false, problem: { code: 'not-fetched', transferSyntaxUid: '', detail } }
  }
  return readObject(new Uint8Array(await response.arrayBuffer()), kind)
}

export function readObject(file: Uint8Array, kind: Exclude<SopKind, 'image'>): ObjectAnswer {
  let transferSyntaxUid = ''
  try {
    const { dataSet, transferSyntax, headerFault } = readDataSet(file)
    transferSyntaxUid = transferSyntax.uid
    if (headerFault !== '') throw new PixelError('damaged-header', headerFault.slice(0, 120))
    return { ok: true, object: objectOf(dataSet, kind) }
  } catch (thrown) {
    return { ok: false, problem: asPixelProblem(thrown, transferSyntaxUid) }
  }
}

function objectOf(dataSet: DataSet, kind: Exclude<SopKind, 'image'>): DicomObject {
  if (kind === 'waveform') return { kind, waveforms: readWaveforms(dataSet) }
  if (kind === 'presentation') return { kind, presentation: readPresentation(dataSet) }
  if (kind === 'pdf') {
    const data = bytesOf(dataSet, 'x00420011')
    if (data.length === 0)
      throw new PixelError('bad-attribute', 'Encapsulated Document (0042,0011)')
    return { kind, data }
  }
  return { kind, report: readReport(dataSet) }
}
