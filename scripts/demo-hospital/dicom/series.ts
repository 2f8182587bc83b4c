/** The series of each kind of study, with the attributes that their SOP Classes ask for. DICOM PS3.3. */
import type { ImageKind, ImageStudy } from '../chart.ts'
import { encodeJpeg } from '../extended/jpeg.ts'
import { burnText } from '../extended/raster-text.ts'
import type { Random } from '../random.ts'
import type { Element, Part10 } from './part10.ts'
import { type CtRegion, chestFilm, ctSlice, noiseField, ultrasoundFan } from './phantoms.ts'
import { encodeRle16 } from './rle.ts'

const SOP_CLASS = {
  ct: '1.2.840.10008.5.1.4.1.1.2',
  cr: '1.2.840.10008.5.1.4.1.1.1',
  us: '1.2.840.10008.5.1.4.1.1.6.1',
  usMultiFrame: '1.2.840.10008.5.1.4.1.1.3.1',
  mr: '1.2.840.10008.5.1.4.1.1.4',
}

export interface Instance extends Omit<Part10, 'sopInstanceUid'> {
  readonly modality: string
  readonly studyDescription: string
  readonly seriesDescription: string
  readonly nameStyle: 'JIS' | 'half' | 'UTF-8'
}

export interface Series {
  readonly instances: readonly Instance[]
}

/** @param index of the patient: which console took the picture, and so how it is encoded */
export function seriesOf(study: ImageStudy, index: number, random: Random): readonly Series[] {
  switch (study.kind) {
    case 'ct-chest':
    case 'ct-abdomen':
    case 'ct-head':
      return [ctSeries(study, random)]
    case 'mr':
      return [mrSeries(study, random)]
    case 'cr':
      return [{ instances: [film(study, index, random)] }]
    case 'us':
      return ultrasound(index, random)
  }
}

const REGIONS: Readonly<
  Record<
    Extract<ImageKind, `ct-${string}`>,
    { region: CtRegion; slices: number; thickness: number; window: string; body: string }
  >
> = {
  'ct-chest': {
    region: 'chest',
    slices: 56,
    thickness: 5,
    window: '40\\-600|400\\1500',
    body: 'CHEST',
  },
  'ct-abdomen': { region: 'abdomen', slices: 60, thickness: 5, window: '40|400', body: 'ABDOMEN' },
  'ct-head': { region: 'head', slices: 40, thickness: 4, window: '40|80', body: 'HEAD' },
}

/** How finely a CT is reconstructed; what is not given is as usual for its region. */
export interface CtPlan {
  readonly slices: number
  /** Millimetres. */
  readonly thickness: number
  /** Rows and columns: 512, or 256 from every second pixel. */
  readonly size: 512 | 256
}

export function ctSeries(study: ImageStudy, random: Random, wanted?: CtPlan): Series {
  const plan = { ...REGIONS[study.kind as keyof typeof REGIONS], size: 512, ...wanted }
  const noise = noiseField(random)
  const spacing = (plan.region === 'head' ? 0.449 : 0.703) * (512 / plan.size)
  const instances = Array.from({ length: plan.slices }, (_, n) => {
    const hu = ctSlice(plan.region, n / (plan.slices - 1), study.finding, noise)
    const step = 512 / plan.size
    const stored = Uint16Array.from({ length: plan.size ** 2 }, (_, at) => {
      const [row, column] = [Math.floor(at / plan.size), at % plan.size]
      return (hu[row * step * 512 + column * step] as number) + 1024
    })
    return ctInstance(plan, study, { n, spacing }, new Uint8Array(stored.buffer))
  })
  return { instances }
}

function ctInstance(
  plan: (typeof REGIONS)[keyof typeof REGIONS] & { readonly size: number },
  { studyUid }: ImageStudy,
  { n, spacing }: { readonly n: number; readonly spacing: number },
  native: Uint8Array,
): Instance {
  const half = ((-plan.size / 2) * spacing).toFixed(3)
  const z = (200 - n * plan.thickness).toFixed(1)
  const [center = '', width = ''] = plan.window.split('|')
  return {
    sopClassUid: SOP_CLASS.ct,
    transferSyntax: plan.region === 'head' ? 'implicitLittle' : 'explicitLittle',
    modality: 'CT',
    studyDescription: `${plan.body} CT`,
    seriesDescription: `${plan.body} ${plan.thickness}mm`,
    nameStyle: 'JIS',
    elements: [
      [0x00180015, 'CS', plan.body],
      [0x00180050, 'DS', String(plan.thickness)],
      [0x00180060, 'DS', '120'],
      [0x00185100, 'CS', 'HFS'],
      [0x00200032, 'DS', `${half}\\${half}\\${z}`],
      [0x00200037, 'DS', '1\\0\\0\\0\\1\\0'],
      [0x00200052, 'UI', `${studyUid}.9`],
      [0x00201041, 'DS', z],
      ...greyImage(plan.size, plan.size, 12, 'MONOCHROME2'),
      [0x00280030, 'DS', `${spacing}\\${spacing}`],
      [0x00281050, 'DS', center],
      [0x00281051, 'DS', width],
      [0x00281052, 'DS', '-1024'],
      [0x00281053, 'DS', '1'],
      [0x00281054, 'LO', 'HU'],
    ],
    pixels: { native, words: true },
  }
}

/** Image Pixel Module of an unsigned grey image in 16-bit words. */
function greyImage(
  rows: number,
  columns: number,
  stored: number,
  interpretation: string,
): Element[] {
  return [
    [0x00280002, 'US', [1]],
    [0x00280004, 'CS', interpretation],
    [0x00280010, 'US', [rows]],
    [0x00280011, 'US', [columns]],
    [0x00280100, 'US', [16]],
    [0x00280101, 'US', [stored]],
    [0x00280102, 'US', [stored - 1]],
    [0x00280103, 'US', [0]],
  ]
}

/** One console inverts (MONOCHROME1), one compresses (RLE), one writes implicit VR, one names in half-width kana. */
function film(study: ImageStudy, index: number, random: Random): Instance {
  const width = 704
  const height = 860
  const console = index % 4
  const inverted = console === 1
  const levels = chestFilm(width, height, study.finding, random)
  if (inverted) for (let i = 0; i < levels.length; i++) levels[i] = 4095 - (levels[i] as number)
  const native = new Uint8Array(levels.buffer)
  return {
    sopClassUid: SOP_CLASS.cr,
    transferSyntax: console === 2 ? 'rle' : console === 3 ? 'implicitLittle' : 'explicitLittle',
    modality: 'CR',
    studyDescription: 'CHEST PA',
    seriesDescription: 'CHEST PA',
    nameStyle: console === 0 ? 'UTF-8' : console === 3 ? 'half' : 'JIS',
    elements: [
      [0x00180015, 'CS', 'CHEST'],
      [0x00181164, 'DS', '0.5\\0.5'],
      [0x00185101, 'CS', 'PA'],
      [0x00200020, 'CS', 'L\\F'],
      ...greyImage(height, width, 12, inverted ? 'MONOCHROME1' : 'MONOCHROME2'),
      [0x00281050, 'DS', '2000'],
      [0x00281051, 'DS', '3400'],
    ],
    pixels: console === 2 ? { frames: [encodeRle16(native, width)] } : { native, words: true },
  }
}

/** Two single pictures (RGB, and JPEG Baseline), and for every second patient a short loop. */
function ultrasound(index: number, random: Random): Series[] {
  const width = 480
  const height = 360
  const picture = (phase: number) => {
    const raster = ultrasoundFan(width, height, phase, random)
    burnText(raster, 10, 8, 2, 230, 'SANSHO US-01  C5-1  MI 0.9')
    return raster
  }
  const still = usInstance('Abdomen', 1, width, height, 'RGB', {
    native: picture(0).pixels,
    words: false,
  })
  const jpeg = usInstance('Abdomen', 1, width, height, 'YBR_FULL', {
    frames: [encodeJpeg(picture(0.4))],
  })
  if (index % 2 === 1) return [{ instances: [still, jpeg] }]
  const frames = Array.from({ length: 8 }, (_, n) => encodeJpeg(picture(n / 8)))
  const loop = usInstance('Cine', 8, width, height, 'YBR_FULL', { frames })
  return [{ instances: [still, jpeg] }, { instances: [loop] }]
}

function usInstance(
  description: string,
  frames: number,
  columns: number,
  rows: number,
  interpretation: string,
  pixels: NonNullable<Part10['pixels']>,
): Instance {
  const cine: Element[] =
    frames > 1
      ? [
          [0x00181063, 'DS', '66.7'],
          [0x00280008, 'IS', String(frames)],
          [0x00280009, 'AT', [0x0018, 0x1063]],
        ]
      : []
  return {
    sopClassUid: frames > 1 ? SOP_CLASS.usMultiFrame : SOP_CLASS.us,
    transferSyntax: 'native' in pixels ? 'explicitLittle' : 'jpegBaseline',
    modality: 'US',
    studyDescription: 'ULTRASOUND',
    seriesDescription: description,
    nameStyle: 'UTF-8',
    elements: [
      ...cine,
      [0x00280002, 'US', [3]],
      [0x00280004, 'CS', interpretation],
      [0x00280006, 'US', [0]],
      [0x00280010, 'US', [rows]],
      [0x00280011, 'US', [columns]],
      [0x00280100, 'US', [8]],
      [0x00280101, 'US', [8]],
      [0x00280102, 'US', [7]],
      [0x00280103, 'US', [0]],
      ...('frames' in pixels ? ([[0x00282110, 'CS', '01']] as const) : []),
    ],
    pixels,
  }
}

/** Diffusion-weighted slices, RLE: the head's shapes with the fresh infarct bright. */
function mrSeries(study: ImageStudy, random: Random): Series {
  const noise = noiseField(random)
  const instances = Array.from({ length: 20 }, (_, n): Instance => {
    const hu = ctSlice('head', n / 19, study.finding, noise)
    const stored = Uint16Array.from(hu, (value) =>
      value > 300 || value < -300
        ? 20
        : value < 27 && value > 12
          ? 950
          : Math.max(0, 340 + value * 2),
    )
    const z = (80 - n * 6).toFixed(1)
    return {
      sopClassUid: SOP_CLASS.mr,
      transferSyntax: 'rle',
      modality: 'MR',
      studyDescription: 'HEAD MR',
      seriesDescription: 'DWI b1000',
      nameStyle: 'JIS',
      elements: [
        [0x00180015, 'CS', 'HEAD'],
        [0x00180050, 'DS', '5'],
        [0x00180080, 'DS', '5200'],
        [0x00180081, 'DS', '72'],
        [0x00200032, 'DS', `-115\\-115\\${z}`],
        [0x00200037, 'DS', '1\\0\\0\\0\\1\\0'],
        ...greyImage(512, 512, 12, 'MONOCHROME2'),
        [0x00280030, 'DS', '0.449\\0.449'],
        [0x00281050, 'DS', '480'],
        [0x00281051, 'DS', '900'],
      ],
      pixels: { frames: [encodeRle16(new Uint8Array(stored.buffer), 512)] },
    }
  })
  return { instances }
}
