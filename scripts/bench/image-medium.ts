/** A medium for measuring the image viewer: a small demo hospital whose first patient gets CT studies of full size. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Element, encodePart10 } from '../demo-hospital/dicom/part10.ts'
import { ctSlice, noiseField } from '../demo-hospital/dicom/phantoms.ts'
import { encodeRle16 } from '../demo-hospital/dicom/rle.ts'
import { createRandom } from '../demo-hospital/random.ts'

const SANSHO = new URL('../sansho', import.meta.url).pathname
const SIZE = 512
const ROOT = '1.2.392.200119.6.99999.90'

export interface ImageMedium {
  readonly patientId: string
  /** Slices of each study; the first is the one that is scrolled through. */
  readonly studies: readonly {
    readonly name: string
    readonly uid: string
    readonly slices: number
  }[]
}

/** @returns what was written under `folder`: one study of 300 slices in RLE, ten of 40 as they are */
export function writeImageMedium(folder: string): ImageMedium {
  execFileSync(SANSHO, ['demo-hospital', '--out', folder, '--patients', '2'], { stdio: 'ignore' })
  const patientId = firstPatient(join(folder, 'standard'))
  const studies = [
    { name: 'BENCH 300', slices: 300 },
    ...Array.from({ length: 10 }, (_, n) => ({ name: `BENCH ${n + 1} OF 10`, slices: 40 })),
  ].map((study, n) => ({ ...study, uid: `${ROOT}.${n}` }))
  const noise = noiseField(createRandom(1, 'bench'))
  studies.forEach(({ name, slices, uid }, n) => {
    const target = join(folder, 'dicom', patientId, '20261001', `BENCH${n}`, '1')
    mkdirSync(target, { recursive: true })
    for (let at = 0; at < slices; at += 1) {
      const hu = ctSlice('chest', at / slices, '', noise)
      const stored = new Uint8Array(Uint16Array.from(hu, (value) => value + 1024).buffer)
      const file = encodePart10({
        sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
        sopInstanceUid: `${uid}.1.${at + 1}`,
        transferSyntax: n === 0 ? 'rle' : 'explicitLittle',
        elements: sliceElements({ uid, at, name, patientId, size: SIZE }),
        pixels: n === 0 ? { frames: [encodeRle16(stored, SIZE)] } : { native: stored, words: true },
      })
      writeFileSync(join(target, `${at + 1}.dcm`), file)
    }
  })
  return { patientId, studies }
}

/** A CT slice's elements but for its pixels: 12 of 16 bits. */
export function sliceElements(slice: {
  readonly uid: string
  readonly at: number
  readonly name: string
  readonly patientId: string
  /** Rows, and columns. */
  readonly size: number
}): Element[] {
  return [
    [0x00080008, 'CS', 'ORIGINAL\\PRIMARY'],
    [0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.2'],
    [0x00080018, 'UI', `${slice.uid}.1.${slice.at + 1}`],
    [0x00080020, 'DA', '20261001'],
    [0x00080060, 'CS', 'CT'],
    [0x00081030, 'LO', slice.name],
    [0x00100020, 'LO', slice.patientId],
    [0x0020000d, 'UI', slice.uid],
    [0x0020000e, 'UI', `${slice.uid}.1`],
    [0x00200011, 'IS', '1'],
    [0x00200013, 'IS', String(slice.at + 1)],
    [0x00200032, 'DS', `-180\\-180\\${slice.at}`],
    [0x00200037, 'DS', '1\\0\\0\\0\\1\\0'],
    [0x00280002, 'US', [1]],
    [0x00280004, 'CS', 'MONOCHROME2'],
    [0x00280010, 'US', [slice.size]],
    [0x00280011, 'US', [slice.size]],
    [0x00280030, 'DS', '0.7\\0.7'],
    [0x00280100, 'US', [16]],
    [0x00280101, 'US', [12]],
    [0x00280102, 'US', [11]],
    [0x00280103, 'US', [0]],
    [0x00281050, 'DS', '40'],
    [0x00281051, 'DS', '400'],
    [0x00281052, 'DS', '-1024'],
    [0x00281053, 'DS', '1'],
  ]
}

/** SS-MIX2: two levels of three digits, then the patient's id. */
export function firstPatient(storage: string): string {
  const [first = ''] = readdirSync(storage).filter((name) => /^\d{3}$/.test(name))
  const [second = ''] = readdirSync(join(storage, first))
  const [patient = ''] = readdirSync(join(storage, first, second))
  return patient
}
