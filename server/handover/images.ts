/** The DICOM files of a handover, and their index. */
import type { ImageInstance } from '../../model/api/images.ts'
import { REJECTION_NOTES } from '../../model/codes/rejection-notes.ts'
import { wordOf } from '../../model/codes/word.ts'
import type { ArchiveFile } from './encrypted-zip.ts'
import type { Handover } from './facts.ts'
import { readImage } from './image-bytes.ts'
import { html, type Markup } from './markup.ts'
import { studyTable } from './tables.ts'

/** Files of one study lie together: `images/01/02/0003.dcm` is its third image of its second series. */
function imageName(study: number, series: number, instance: number): string {
  const two = (value: number) => String(value + 1).padStart(2, '0')
  return `images/${two(study)}/${two(series)}/${String(instance + 1).padStart(4, '0')}.dcm`
}

/** The studies with the folder of each series. */
export function imageList(handover: Handover): Markup {
  return studyTable(handover, (study, number, { modality, description, instances }) => {
    const name = imageName(study, number, 0)
    const folder = name.slice(0, name.lastIndexOf('/'))
    const here = instances.filter((each) => stateOf(handover, each) === 'here').length
    return html`<p>${modality} ${description}: ${folder}/ ${here}/${instances.length}</p>`
  })
}

/** Every DICOM file as it was in the backup, read one at a time, and an index of them. */
export async function* imageFiles(handover: Handover): AsyncGenerator<ArchiveFile> {
  const { studies, generation } = handover
  const lines = ['file\tstudyUid\tseriesUid\tsopInstanceUid\tsopClassUid\tstate\trejection\n']
  for (const [study, held] of studies.entries()) {
    const { row, series } = held
    for (const [number, { seriesUid, instances }] of series.entries()) {
      for (const [at, image] of instances.entries()) {
        const name = imageName(study, number, at)
        const state = stateOf(handover, image)
        lines.push(
          `${[name, row.studyUid, seriesUid, image.sopInstanceUid, image.sopClassUid, state, rejectionOf(image)].join('\t')}\n`,
        )
        if (state !== 'here') continue
        yield { name, content: [await readImage(generation.directory, held, image)] }
      }
    }
  }
  yield { name: 'images/INDEX.tsv', content: [Buffer.from(lines.join(''))] }
}

/** Why its maker took it back; '' = it did not. */
function rejectionOf({ rejection }: ImageInstance): string {
  return rejection === '' ? '' : wordOf(REJECTION_NOTES, rejection, 'en')
}

function stateOf(
  { damaged, away }: Handover,
  { instance }: ImageInstance,
): 'not-in-backup' | 'damaged' | 'medium-away' | 'here' {
  if (instance === '') return 'not-in-backup'
  if (damaged.has(instance)) return 'damaged'
  return away.has(instance) ? 'medium-away' : 'here'
}
