/** DICOM files without pixels, made for tests: a report, a selection of images, a presentation state, a waveform. */
import { dicomFile, type Element, words } from './dicom-file.ts'

const SOP = '1.2.840.10008.5.1.4.1.1.'
export const REPORT = `${SOP}88.33`
export const KEY_OBJECTS = `${SOP}88.59`
export const PRESENTATION = `${SOP}11.1`
export const ECG = `${SOP}9.1.1`

const utf8 = (text: string): Uint8Array => {
  const bytes = new TextEncoder().encode(text)
  return bytes.length % 2 === 0 ? bytes : Uint8Array.of(...bytes, 0x20)
}
const floats = (...values: readonly number[]) => new Uint8Array(Float32Array.from(values).buffer)
const longs = (...values: readonly number[]) => new Uint8Array(Int32Array.from(values).buffer)
const code = (tag: string, value: string, meaning: string): Element => [
  tag,
  'SQ',
  [
    [
      ['00080100', 'SH', value],
      ['00080104', 'LO', utf8(meaning)],
    ],
  ],
]
const content = (type: string, name: string, ...more: readonly Element[]): Element[] =>
  [...more, ['0040a040', 'CS', type] as Element, code('0040a043', 'x', name)].sort(([a], [b]) =>
    a < b ? -1 : 1,
  )
const pointer = (uid: string, frame = ''): Element[] => [
  ['00081155', 'UI', uid],
  ...(frame === '' ? [] : [['00081160', 'IS', frame] as Element]),
]
const file = (sopClass: string, ...elements: readonly Element[]) =>
  dicomFile({
    elements: [['00080005', 'CS', 'ISO_IR 192'] as Element, ['00080016', 'UI', sopClass] as Element]
      .concat(elements)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  })

export function report(): Uint8Array {
  const number = (value: string): Element => [
    '0040a300',
    'SQ',
    [[code('004008ea', 'mm', 'millimeter'), ['0040a30a', 'DS', value]]],
  ]
  return file(
    REPORT,
    ...content(
      'CONTAINER',
      '計測レポート',
      ['0040a493', 'CS', 'UNVERIFIED'],
      [
        '0040a730',
        'SQ',
        [
          content('NUM', '長径', number('38.4')),
          content('NUM', '幅', [
            '0040a300',
            'SQ',
            [[code('004008ea', '1', 'px'), ['0040a30a', 'DS', '64']]],
          ]),
          content('NUM', '比', [
            '0040a300',
            'SQ',
            [[code('004008ea', '1', 'no units'), ['0040a30a', 'DS', '0.5']]],
          ]),
          content('NUM', '短径', ['0040a300', 'SQ', []], code('0040a301', 'x', '計測不能')),
          content('CONTAINER', '所見', [
            '0040a730',
            'SQ',
            [content('TEXT', '結論', ['0040a160', 'UT', utf8('肺炎')])],
          ]),
        ],
      ],
    ),
  )
}

/** @param title a code of DCM */
export function rejectionNote(title: string, uid: string): Uint8Array {
  const image = content('IMAGE', '', ['00081199', 'SQ', [pointer(uid)]])
  const named: Element = [
    '0040a043',
    'SQ',
    [
      [
        ['00080100', 'SH', title],
        ['00080102', 'SH', 'DCM'],
        ['00080104', 'LO', utf8('Rejected')],
      ],
    ],
  ]
  return file(KEY_OBJECTS, ['0040a040', 'CS', 'CONTAINER'], named, ['0040a730', 'SQ', [image]])
}

export function keyObjects(...uids: readonly string[]): Uint8Array {
  const images = uids.map((uid) => content('IMAGE', '', ['00081199', 'SQ', [pointer(uid)]]))
  return file(KEY_OBJECTS, ...content('CONTAINER', '注目画像', ['0040a730', 'SQ', images]))
}

/** A table that turns 0 … 1023 HU into black and white halves, and a shutter that leaves rows 17 to 48 of columns 9 to 56 in light grey. */
export function shutteredPresentation(uid: string): Uint8Array {
  const entries = Uint16Array.from({ length: 1024 }, (_, n) => (n < 512 ? 0 : 255))
  return file(
    PRESENTATION,
    ['00081115', 'SQ', [[['00081140', 'SQ', [pointer(uid)]]]]],
    ['00181600', 'CS', 'RECTANGULAR\\CIRCULAR'],
    ['00181602', 'IS', '9'],
    ['00181604', 'IS', '56'],
    ['00181606', 'IS', '17'],
    ['00181608', 'IS', '48'],
    ['00181610', 'IS', '32\\32'],
    ['00181612', 'IS', '40'],
    ['00181622', 'US', 0xcccc],
    ['00281052', 'DS', '-1024'],
    ['00281053', 'DS', '1'],
    [
      '00283110',
      'SQ',
      [
        [
          [
            '00283010',
            'SQ',
            [
              [
                ['00283002', 'US', [1024, 0, 8]],
                ['00283006', 'OW', words(...entries)],
              ],
            ],
          ],
        ],
      ],
    ],
  )
}

/** WW 1500 WL -600, turned by 90°, columns 17 to 48 of rows 17 to 48, a circle and its name. */
export function presentation(uid: string): Uint8Array {
  return file(
    PRESENTATION,
    ['00081115', 'SQ', [[['00081140', 'SQ', [pointer(uid)]]]]],
    [
      '00283110',
      'SQ',
      [
        [
          ['00281050', 'DS', '-600'],
          ['00281051', 'DS', '1500'],
        ],
      ],
    ],
    [
      '00700001',
      'SQ',
      [
        [
          [
            '00700008',
            'SQ',
            [
              [
                ['00700004', 'CS', 'PIXEL'],
                ['00700006', 'ST', utf8('結節')],
                ['00700014', 'FL', floats(32, 32)],
              ],
            ],
          ],
          [
            '00700009',
            'SQ',
            [
              [
                ['00700005', 'CS', 'PIXEL'],
                ['00700022', 'FL', floats(32, 32, 40, 32)],
                ['00700023', 'CS', 'CIRCLE'],
              ],
            ],
          ],
        ],
      ],
    ],
    ['00700042', 'US', 90],
    [
      '0070005a',
      'SQ',
      [
        [
          ['00700052', 'SL', longs(17, 17)],
          ['00700053', 'SL', longs(48, 48)],
        ],
      ],
    ],
  )
}

/** Two leads of one second at 4 Hz: 0, 1, 0, -1 mV in steps of 2.5 µV, and one without a sensitivity. */
export function ecg(): Uint8Array {
  const samples = [0, 7, 400, 8, 0, 9, -400, 10]
  return file(ECG, [
    '54000100',
    'SQ',
    [
      [
        ['003a0005', 'US', 2],
        ['003a0010', 'UL', longs(4)],
        ['003a001a', 'DS', '4'],
        [
          '003a0200',
          'SQ',
          [
            [
              code('003a0208', 'x', 'Lead II'),
              ['003a0210', 'DS', '2.5'],
              code('003a0211', 'uV', 'microvolt'),
            ],
            [code('003a0208', 'y', 'Lead V1')],
          ],
        ],
        ['54001004', 'US', 16],
        ['54001006', 'CS', 'SS'],
        ['54001010', 'OW', words(...samples)],
      ],
    ],
  ])
}
