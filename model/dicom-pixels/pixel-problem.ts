/** Why an image can't be shown: a code, the transfer syntax, what was found. Words in both languages of the product. */
import { transferSyntaxText } from './transfer-syntaxes.ts'

const REASONS = {
  'not-dicom': {
    ja: 'DICOM ファイルとして読めません',
    en: 'the file is not readable as DICOM',
  },
  'damaged-header': {
    ja: 'ヘッダーが壊れているか途中で切れています',
    en: 'the header is damaged or cut off',
  },
  'no-pixels': {
    ja: '画素データがありません',
    en: 'the file holds no pixel data',
  },
  'bad-attribute': {
    ja: '画像の属性が欠けているか矛盾しています',
    en: 'an attribute of the image is missing or contradictory',
  },
  'unsupported-coding': {
    ja: 'この圧縮形式の復号には対応していません',
    en: 'this kind of compression is not decoded here',
  },
  truncated: {
    ja: '画素データが途中で切れています',
    en: 'the pixel data are cut off',
  },
  'no-such-frame': {
    ja: 'このフレームはファイルにありません',
    en: 'the file does not hold this frame',
  },
  'too-large': {
    ja: '宣言された大きさが上限を超えています',
    en: 'the declared size is beyond the limit',
  },
  'stream-damaged': {
    ja: '圧縮された画素データが壊れています',
    en: 'the compressed pixel data are damaged',
  },
  'size-differs': {
    ja: '復号した大きさがヘッダーと一致しません',
    en: 'the decoded size differs from the header',
  },
  'not-fetched': {
    ja: 'サーバーから画像を取得できません',
    en: 'the image could not be fetched from the server',
  },
  'pacs-away': {
    ja: '画像サーバー（PACS）が応答しません',
    en: 'the image server (PACS) does not answer',
  },
  'medium-away': {
    ja: 'この画像のあるバックアップ媒体が接続されていないか、読めません',
    en: 'the backup medium that holds this image is not connected or cannot be read',
  },
  'changed-since-load': {
    ja: 'この画像は取り込んだあとに変わったか壊れたので、表示しません',
    en: 'this image has changed or was damaged since it was loaded, and is not shown',
  },
  'not-copied': {
    ja: 'この画像の画素はバックアップから複製されていません。必要なら情報部門に連絡してください',
    en: 'the pixels of this image were not copied from the backup; where they are needed, tell IT',
  },
} as const

export type PixelProblemCode = keyof typeof REASONS

export interface PixelProblem {
  readonly code: PixelProblemCode
  /** '' = not known. */
  readonly transferSyntaxUid: string
  /** What was found, in figures or in the decoder's words; '' = nothing to add. */
  readonly detail: string
}

/** Thrown inside this room only; its two doors (`openInstance`, `decodeFrame`) answer with the problem as a value. */
export class PixelError extends Error {
  readonly code: PixelProblemCode
  readonly detail: string

  constructor(code: PixelProblemCode, detail = '', options?: ErrorOptions) {
    super(`${REASONS[code].en}${detail === '' ? '' : `: ${detail}`}`, options)
    this.code = code
    this.detail = detail
  }
}

/** The problem that a thrown value stands for; what a decoder throws of its own is a damaged stream. */
export function asPixelProblem(thrown: unknown, transferSyntaxUid: string): PixelProblem {
  if (thrown instanceof PixelError) {
    return { code: thrown.code, transferSyntaxUid, detail: thrown.detail }
  }
  const said = thrown instanceof Error ? thrown.message : String(thrown)
  return { code: 'stream-damaged', transferSyntaxUid, detail: said.slice(0, 200) }
}

/** The reason alone, without what is to be done, where there is no room for more. */
export function pixelProblemReason({ code }: PixelProblem, language: 'ja' | 'en'): string {
  return REASONS[code][language].split(/[。;]/)[0] ?? ''
}

const UNFETCHED: ReadonlySet<PixelProblemCode> = new Set([
  'not-fetched',
  'pacs-away',
  'medium-away',
])

/** Whether the image did not come, and may come when it is asked for again. */
export function mayComeAgain({ code }: PixelProblem): boolean {
  return UNFETCHED.has(code)
}

/** For the person at the screen: which transfer syntax, and why. */
export function pixelProblemSentence(problem: PixelProblem, language: 'ja' | 'en'): string {
  const syntax = transferSyntaxText(problem.transferSyntaxUid)
  const reason = REASONS[problem.code][language]
  // Of an image that never came nothing is known.
  if (problem.code === 'pacs-away') {
    return language === 'ja'
      ? `${reason}。この画像をもう一度表示すると読み直します。`
      : 'The image server (PACS) does not answer. Shown again, the image is asked for again.'
  }
  if (problem.code === 'medium-away' || problem.code === 'changed-since-load') {
    return language === 'ja'
      ? `${reason}。情報部門に連絡してください。`
      : `${reason.charAt(0).toUpperCase()}${reason.slice(1)}. Tell IT.`
  }
  if (language === 'ja') {
    const detail = problem.detail === '' ? '' : `（${problem.detail}）`
    return `転送構文: ${syntax === '' ? '不明' : syntax}。理由: ${reason}${detail}。`
  }
  const detail = problem.detail === '' ? '' : ` (${problem.detail})`
  return `Transfer syntax: ${syntax === '' ? 'unknown' : syntax}. Reason: ${reason}${detail}.`
}
