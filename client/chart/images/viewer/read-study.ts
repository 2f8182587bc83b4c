/** Reads a study for the viewer, from wherever its images are: each image once. */
import type { StudyImagesAnswer } from '../../../../model/api/images.ts'
import type { PacsState, PacsStudyAnswer } from '../../../../model/api/pacs.ts'
import { request } from '../../../api/request.ts'
import { chartUrl, GenerationChanged, type OpenChart } from '../../open-chart.tsx'
import type { ShownStudy } from '../study-origin.ts'
import { makeStacks, type Stack } from './image-stack.ts'

export interface ReadStudy {
  readonly stacks: readonly Stack[]
  /** `off` for a study that is in the backup alone. */
  readonly server: PacsState
}

/** Where a study is asked for. */
export function studyUrl(chart: OpenChart, study: ShownStudy): string {
  const door = study.pacs === undefined ? 'images' : 'pacs'
  return chartUrl(chart, `${door}/${encodeURIComponent(study.studyUid)}`)
}

/** Images of the server are named by two UIDs, those of the backup by their hash (model/api/pacs.ts). */
function instanceUrl(chart: OpenChart, study: ShownStudy, instance: string): string {
  const door = instance.includes('_') ? 'pacs' : 'images'
  return chartUrl(chart, `${door}/${encodeURIComponent(study.studyUid)}/instances/${instance}`)
}

export async function readStudy(
  chart: OpenChart,
  study: ShownStudy,
  signal: AbortSignal,
): Promise<ReadStudy> {
  const answer = await request<StudyImagesAnswer & Partial<PacsStudyAnswer>>(
    'GET',
    studyUrl(chart, study),
    { signal },
  )
  if (answer.generation !== chart.opened.generation) throw new GenerationChanged()
  const said = answer.identityNote ?? ''
  // What the list knew is mostly part of what the images say.
  const known = said.includes(study.identityNote) ? [] : [study.identityNote]
  const named = { ...study, identityNote: [...known, said].join(' ').trim() }
  return {
    stacks: makeStacks(answer, named, (instance) => instanceUrl(chart, study, instance)),
    server: answer.state ?? 'off',
  }
}
