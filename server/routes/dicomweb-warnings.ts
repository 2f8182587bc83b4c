/** What the DICOMweb door says besides its answer, in Warning headers (code 299, RFC 7234 5.5): each once. */
import type { ImageStudyRow } from '../../model/api/chart/image-studies.ts'
import type { PacsState } from '../../model/api/pacs.ts'
import { rejectionSentence } from '../../model/codes/rejection-notes.ts'
import type { AskedOfChart } from './signed-in.ts'

export function warn({ response }: AskedOfChart, text: string): void {
  if (response.headersSent) return
  const line = `299 sansho "${text}"`
  const said = [response.getHeader('Warning') ?? []].flat()
  if (!said.includes(line)) response.append('Warning', line)
}

export function warnOfIdentity(asked: AskedOfChart, study: string): void {
  warn(asked, `${study}: the images name another person`)
}

export function warnOfRejections(
  asked: AskedOfChart,
  study: string,
  rejections: ImageStudyRow['rejections'],
): void {
  for (const each of rejections) warn(asked, `${study}: ${rejectionSentence(each, 'en')}`)
}

/** @returns whether a configured image server gave nothing: what it holds is missing from the answer */
export function warnOfPacs(asked: AskedOfChart, state: PacsState): boolean {
  if (state === 'answered' || state === 'off') return false
  warn(asked, `the image server gave nothing (${state}): only the backup's images are told`)
  return true
}
