/** The DICOM files of a handover, and their index. */
import { readBlob } from '../generations/read-blob.ts'
import type { ArchiveFile } from './encrypted-zip.ts'
import type { Handover } from './facts.ts'
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
    const here = instances.filter(({ instance }) => instance !== '').length
    return html`<p>${modality} ${description}: ${folder}/ ${here}/${instances.length}</p>`
  })
}

/** Every DICOM file as it was in the backup, read one at a time, and an index of them. */
export async function* imageFiles({
  studies,
  damaged,
  generation,
}: Handover): AsyncGenerator<ArchiveFile> {
  const lines = ['file\tstudyUid\tseriesUid\tsopInstanceUid\tsopClassUid\tstate\n']
  for (const [study, { row, series }] of studies.entries()) {
    for (const [number, { seriesUid, instances }] of series.entries()) {
      for (const [at, image] of instances.entries()) {
        const name = imageName(study, number, at)
        const state =
          image.instance === '' ? 'not-in-backup' : damaged.has(image.instance) ? 'damaged' : 'here'
        lines.push(
          `${[name, row.studyUid, seriesUid, image.sopInstanceUid, image.sopClassUid, state].join('\t')}\n`,
        )
        if (state !== 'here') continue
        yield { name, content: [await readBlob(generation.directory, image.instance, image.bytes)] }
      }
    }
  }
  yield { name: 'images/INDEX.tsv', content: [Buffer.from(lines.join(''))] }
}
