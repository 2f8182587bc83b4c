/** Reports, selections, presentation states and waveforms about a study: SOP Instances without pixels. DICOM PS3.3. */
import { pdf, textPage } from '../extended/pdf.ts'
import type { Random } from '../random.ts'
import type { Element } from './part10.ts'
import type { Instance } from './series.ts'

const SOP_CLASS = {
  comprehensiveSr: '1.2.840.10008.5.1.4.1.1.88.33',
  keyObjects: '1.2.840.10008.5.1.4.1.1.88.59',
  greyscalePresentation: '1.2.840.10008.5.1.4.1.1.11.1',
  twelveLeadEcg: '1.2.840.10008.5.1.4.1.1.9.1.1',
  encapsulatedPdf: '1.2.840.10008.5.1.4.1.1.104.1',
} as const

/** An image that is pointed at. */
export interface Target {
  readonly seriesUid: string
  readonly sopClassUid: string
  readonly sopInstanceUid: string
}

type Words = Pick<Instance, 'studyDescription' | 'seriesDescription'>

function plain(modality: string, sopClassUid: string, words: Words, elements: Element[]): Instance {
  return {
    ...words,
    sopClassUid,
    modality,
    transferSyntax: 'explicitLittle',
    nameStyle: 'UTF-8',
    elements,
    pixels: null,
  }
}

const utf8 = (text: string) => Buffer.from(text, 'utf8')

function code(tag: number, value: string, scheme: string, meaning: string): Element {
  return sequence(tag, [
    [0x00080100, 'SH', value],
    [0x00080102, 'SH', scheme],
    [0x00080104, 'LO', utf8(meaning)],
  ])
}

function sequence(tag: number, ...items: readonly (readonly Element[])[]): Element {
  return [tag, 'SQ', { items }]
}

function item(
  type: string,
  name: readonly [string, string, string],
  ...more: Element[]
): Element[] {
  return [
    [0x0040a010, 'CS', 'CONTAINS'],
    [0x0040a040, 'CS', type],
    code(0x0040a043, ...name),
    ...more,
  ]
}

function measured(
  name: readonly [string, string, string],
  value: string,
  unit: readonly [string, string],
): Element[] {
  return item(
    'NUM',
    name,
    sequence(0x0040a300, [[0x0040a30a, 'DS', value], code(0x004008ea, unit[0], 'UCUM', unit[1])]),
  )
}

function pointer({ sopClassUid, sopInstanceUid }: Target): Element[] {
  return [
    [0x00081150, 'UI', sopClassUid],
    [0x00081155, 'UI', sopInstanceUid],
  ]
}

/** TID 1500 in its outline: measurements of a nodule and of the lungs. */
export function measurementReport(target: Target): Instance {
  const words = { studyDescription: 'CHEST CT', seriesDescription: 'MEASUREMENTS' }
  return plain('SR', SOP_CLASS.comprehensiveSr, words, [
    [0x0040a040, 'CS', 'CONTAINER'],
    [0x0040a050, 'CS', 'SEPARATE'],
    code(0x0040a043, '126000', 'DCM', '画像計測レポート'),
    [0x0040a491, 'CS', 'COMPLETE'],
    [0x0040a493, 'CS', 'VERIFIED'],
    sequence(0x0040a073, [[0x0040a075, 'PN', utf8('Hayashi^Naoto=林^直人')]]),
    sequence(
      0x0040a730,
      item(
        'CONTAINER',
        ['126010', 'DCM', '計測'],
        sequence(
          0x0040a730,
          item(
            'CONTAINER',
            ['125007', 'DCM', '右下葉の浸潤影'],
            sequence(
              0x0040a730,
              measured(['103339001', 'SCT', '長径'], '38.4', ['mm', 'millimeter']),
              measured(['103340004', 'SCT', '短径'], '21.7', ['mm', 'millimeter']),
              measured(['112058', 'DCM', '体積'], '14.2', ['cm3', 'cubic centimeter']),
              measured(['112031', 'DCM', '平均CT値'], '-12.6', ["[hnsf'U]", 'Hounsfield unit']),
              item(
                'IMAGE',
                ['121112', 'DCM', '計測した画像'],
                sequence(0x00081199, pointer(target)),
              ),
            ),
          ),
        ),
      ),
      item(
        'CONTAINER',
        ['121070', 'DCM', '所見'],
        sequence(
          0x0040a730,
          item(
            'TEXT',
            ['121071', 'DCM', '所見'],
            [
              0x0040a160,
              'UT',
              utf8('右下葉に浸潤影を認める。胸水は認めない。縦隔リンパ節の有意な腫大なし。'),
            ],
          ),
          item('CODE', ['121077', 'DCM', '結論'], code(0x0040a168, '233604007', 'SCT', '肺炎')),
        ),
      ),
    ),
  ])
}

/** Images chosen for the ward. */
export function keyObjects(targets: readonly Target[]): Instance {
  const words = { studyDescription: 'CHEST CT', seriesDescription: 'KEY IMAGES' }
  return plain('KO', SOP_CLASS.keyObjects, words, [
    [0x0040a040, 'CS', 'CONTAINER'],
    code(0x0040a043, '113000', 'DCM', '注目画像'),
    sequence(
      0x0040a730,
      ...targets.map((target) =>
        item('IMAGE', ['121191', 'DCM', '参照画像'], sequence(0x00081199, pointer(target))),
      ),
    ),
  ])
}

/** Lung window, the lower half of the image, an ellipse around the finding with its name. */
export function presentationState(target: Target, size: number): Instance {
  const words = { studyDescription: 'CHEST CT', seriesDescription: 'ANNOTATED' }
  const [x, y, r] = [size * 0.3, size * 0.58, size * 0.09]
  return plain('PR', SOP_CLASS.greyscalePresentation, words, [
    [0x00700080, 'CS', 'FINDING'],
    [0x00700081, 'LO', utf8('読影者の注釈')],
    [0x00700084, 'PN', utf8('Hayashi^Naoto=林^直人')],
    sequence(0x00081115, [
      [0x0020000e, 'UI', target.seriesUid],
      sequence(0x00081140, pointer(target)),
    ]),
    sequence(0x00283110, [
      [0x00281050, 'DS', '-600'],
      [0x00281051, 'DS', '1500'],
    ]),
    sequence(0x0070005a, [
      [0x00700052, 'SL', [1, Math.round(size * 0.25)]],
      [0x00700053, 'SL', [Math.round(size * 0.75), size]],
      [0x00700100, 'CS', 'SCALE TO FIT'],
    ]),
    sequence(0x00700001, [
      sequence(0x00081140, pointer(target)),
      [0x00700002, 'CS', 'NOTES'],
      sequence(0x00700009, [
        [0x00700005, 'CS', 'PIXEL'],
        [0x00700020, 'US', [2]],
        [0x00700021, 'US', [4]],
        [0x00700022, 'FL', [x - r, y, x + r, y, x, y - r, x, y + r]],
        [0x00700023, 'CS', 'ELLIPSE'],
        [0x00700024, 'CS', 'N'],
      ]),
      sequence(0x00700008, [
        [0x00700004, 'CS', 'PIXEL'],
        [0x00700006, 'ST', utf8('浸潤影')],
        [0x00700014, 'FL', [x + r, y - r]],
        [0x00700015, 'CS', 'Y'],
      ]),
    ]),
  ])
}

const LEADS = ['I', 'II', 'III', 'aVR', 'aVL', 'aVF', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6'] as const
/** Millivolts of P, Q, R, S and T in each lead. */
const SHAPES: Readonly<Record<(typeof LEADS)[number], readonly number[]>> = {
  I: [0.1, -0.05, 0.7, -0.1, 0.2],
  II: [0.15, -0.05, 1.1, -0.15, 0.3],
  III: [0.05, -0.05, 0.4, -0.1, 0.1],
  aVR: [-0.12, 0.05, -0.9, 0.1, -0.25],
  aVL: [0.03, -0.05, 0.2, -0.05, 0.05],
  aVF: [0.1, -0.05, 0.75, -0.12, 0.2],
  V1: [0.08, 0, 0.2, -1, -0.1],
  V2: [0.08, 0, 0.4, -1.5, 0.4],
  V3: [0.08, 0, 0.8, -0.9, 0.5],
  V4: [0.08, -0.05, 1.4, -0.5, 0.4],
  V5: [0.08, -0.08, 1.3, -0.2, 0.3],
  V6: [0.08, -0.08, 1, -0.1, 0.2],
}
/** Seconds after the beat began, and width. */
const WAVES = [
  [0.1, 0.025],
  [0.195, 0.008],
  [0.22, 0.011],
  [0.245, 0.009],
  [0.48, 0.045],
] as const

/** Ten seconds of twelve leads at 500 Hz, 2.5 µV a step. */
export function electrocardiogram(random: Random): Instance {
  const [rate, seconds] = [500, 10]
  const beat = 0.72 + random.next() * 0.3
  const samples = new Int16Array(rate * seconds * LEADS.length)
  for (let n = 0; n < rate * seconds; n++) {
    const time = n / rate
    LEADS.forEach((lead, channel) => {
      const wave = WAVES.reduce(
        (sum, [middle, width], at) => {
          const away = ((time % beat) - middle) / width
          return sum + (SHAPES[lead][at] as number) * Math.exp((-away * away) / 2)
        },
        0.02 * Math.sin(time * 1.3 + channel),
      )
      samples[n * LEADS.length + channel] = Math.round(wave / 0.0025)
    })
  }
  const words = { studyDescription: '12-LEAD ECG', seriesDescription: 'REST' }
  return plain('ECG', SOP_CLASS.twelveLeadEcg, words, [
    sequence(0x54000100, [
      [0x003a0004, 'CS', 'ORIGINAL'],
      [0x003a0005, 'US', [LEADS.length]],
      [0x003a0010, 'UL', [rate * seconds]],
      [0x003a001a, 'DS', String(rate)],
      [0x003a0020, 'SH', 'RHYTHM'],
      sequence(
        0x003a0200,
        ...LEADS.map((lead): Element[] => [
          code(0x003a0208, `2:${LEADS.indexOf(lead) + 1}`, 'MDC', `Lead ${lead}`),
          [0x003a0210, 'DS', '2.5'],
          code(0x003a0211, 'uV', 'UCUM', 'microvolt'),
          [0x003a0212, 'DS', '1'],
          [0x003a0213, 'DS', '0'],
          [0x003a021a, 'US', [16]],
        ]),
      ),
      [0x54001004, 'US', [16]],
      [0x54001006, 'CS', 'SS'],
      [0x54001010, 'OW', new Uint8Array(samples.buffer)],
    ]),
  ])
}

/** What the electrocardiograph printed, as a PDF. */
export function printedEcg(): Instance {
  const words = { studyDescription: '12-LEAD ECG', seriesDescription: 'REPORT PDF' }
  const page = textPage('心電図レポート', [
    '洞調律',
    '正常範囲',
    'PR 160 ms  QRS 90 ms  QTc 410 ms',
  ])
  return plain('DOC', SOP_CLASS.encapsulatedPdf, words, [
    [0x00420010, 'ST', utf8('心電図レポート')],
    [0x00420012, 'LO', 'application/pdf'],
    [0x00420011, 'OB', pdf([page])],
  ])
}
