/** SOP Instances without pixels, read from their bytes. */
import { describe, expect, test } from 'vitest'
import { type DicomObject, readObject } from '../../../client/chart/images/objects/read-object.ts'
import type { SopKind } from '../../../client/chart/images/objects/sop-kinds.ts'
import { dicomFile, type Element } from './dicom-file.ts'
import { ecg, keyObjects, presentation, report, shutteredPresentation } from './object-files.ts'

function read<K extends Exclude<SopKind, 'image'>>(file: Uint8Array, kind: K) {
  const answer = readObject(file, kind)
  if (!answer.ok) throw new Error(answer.problem.code)
  return answer.object as Extract<DicomObject, { kind: K }>
}

describe('a structured report', () => {
  test('is a tree of names, values and units; a number that is not there says why', () => {
    const { root, verification } = read(report(), 'report').report
    expect([root.name, verification]).toEqual(['計測レポート', 'UNVERIFIED'])
    expect(root.children).toMatchObject([
      { name: '長径', value: '38.4 mm' },
      { name: '幅', value: '64 px' },
      { name: '比', value: '0.5' },
      { name: '短径', value: '計測不能' },
      { name: '所見', value: '', children: [{ name: '結論', value: '肺炎' }] },
    ])
  })
})

test('a key object selection names its images in its order', () => {
  const object = readObject(keyObjects('1.2.9', '1.2.8'), 'key-objects')
  expect(JSON.stringify(object)).toMatch(/1\.2\.9.*1\.2\.8/)
})

test('a presentation state gives window, area, turning and graphics of its image alone', () => {
  const { presentation: state } = read(presentation('1.2.8'), 'presentation')
  expect(state.references).toEqual([{ sopInstanceUid: '1.2.8', frames: [] }])
  expect(state.imageOf('1.2.8')).toMatchObject({
    windows: [{ center: -600, width: 1500 }],
    area: { left: 17, top: 17, right: 48, bottom: 48 },
    rotation: 90,
    graphics: [
      {
        kind: 'CIRCLE',
        points: [
          { x: 32, y: 32 },
          { x: 40, y: 32 },
        ],
      },
      { kind: 'TEXT', text: '結節' },
    ],
  })
})

test('a presentation state gives its tables and what its shutter leaves visible', () => {
  const { presentation: state } = read(shutteredPresentation('1.2.8'), 'presentation')
  const { windows, voiTables, modality, shutter, isPartial } = state.imageOf('1.2.8')
  expect([windows, modality, isPartial]).toEqual([
    [],
    { table: null, slope: 1, intercept: -1024 },
    false,
  ])
  expect(voiTables[0]).toMatchObject({ first: 0, bits: 8 })
  expect([511, 512].map((n) => voiTables[0]?.entries[n])).toEqual([0, 255])
  expect(shutter).toEqual({
    openings: [
      { kind: 'RECTANGULAR', left: 9, right: 56, top: 17, bottom: 48 },
      { kind: 'CIRCULAR', x: 32, y: 32, radius: 40 },
    ],
    grey: 204,
  })
})

test('a polygon is read row before column; a shutter of bits is said not to be applied', () => {
  const shuttered = (...elements: Element[]) =>
    read(dicomFile({ elements }), 'presentation').presentation.imageOf('1.2.8')
  const polygon = shuttered(['00181600', 'CS', 'POLYGONAL'], ['00181620', 'IS', '1\\2\\3\\4\\5\\6'])
  expect(polygon.shutter?.openings).toEqual([
    {
      kind: 'POLYGONAL',
      points: [
        { x: 2, y: 1 },
        { x: 4, y: 3 },
        { x: 6, y: 5 },
      ],
    },
  ])
  expect(shuttered(['00181600', 'CS', 'BITMAP'])).toMatchObject({ shutter: null, isPartial: true })
})

describe('a waveform', () => {
  test('is in millivolts by its sensitivity, and says when it has none', () => {
    const { waveforms } = read(ecg(), 'waveform')
    const [first, second] = waveforms[0]?.leads ?? []
    expect(first).toMatchObject({ name: 'Lead II', unit: 'mV', isCalibrated: true })
    expect(Array.from(first?.values ?? [], (value) => Math.round(value * 1000))).toEqual([
      0, 1000, 0, -1000,
    ])
    expect(second).toMatchObject({ name: 'Lead V1', unit: '', isCalibrated: false })
    expect([...(second?.values ?? [])]).toEqual([7, 8, 9, 10])
  })

  test('that is cut off is refused with its transfer syntax', () => {
    const cut = ecg().slice(0, -6)
    expect(readObject(cut, 'waveform')).toMatchObject({
      ok: false,
      problem: { transferSyntaxUid: '1.2.840.10008.1.2.1' },
    })
  })
})

test('an encapsulated document without content is refused, and what is no DICOM', () => {
  const empty = dicomFile({ elements: [['00080016', 'UI', '1.2']] })
  expect(readObject(empty, 'pdf')).toMatchObject({ ok: false, problem: { code: 'bad-attribute' } })
  expect(readObject(new Uint8Array(400), 'report').ok).toBe(false)
})
