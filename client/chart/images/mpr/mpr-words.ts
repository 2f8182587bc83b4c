/** Sentences of the reconstructed planes in both languages. */
import type { PlaneName } from './reslice.ts'
import type { WhyNot } from './volume-geometry.ts'

const ja = {
  title: 'MPR 多断面再構成',
  close: 'MPR を閉じる',
  reset: '元に戻す',
  plane: { axial: '横断像', coronal: '冠状断像', sagittal: '矢状断像' } as Record<
    PlaneName,
    string
  >,
  reference: '参照用・再構成像・原本の画像ではない',
  loading: (done: number, of: number) => `断面を読み込んでいます… ${done} / ${of}`,
  refused: 'このシリーズは再構成できません',
  enlarge: '広げる／並べる',
  position: (plane: string) => `${plane}の位置`,
  windowPreset: '濃度の設定',
  facts: (slices: number, size: string, spacing: string, megabytes: number) =>
    `断面 ${slices} 枚、${size} 画素、間隔 ${spacing} mm、記憶 ${megabytes} MB`,
  oblique:
    '撮影の面が体軸に対して傾いているため、断面も同じだけ傾いています（端の文字を見てください）',
  how: [
    ['クリック・ドラッグ', '十字を動かす（三つの断面が連動）'],
    ['ホイール・↑↓・PageUp/Down', '断面を送る（触れた画面）'],
    ['右ドラッグ', '濃度'],
    ['ダブルクリック', '広げる／並べる'],
    ['D', 'MPR を閉じる'],
  ] as readonly (readonly [string, string])[],
  why: {
    'not-ct-mr': 'CT と MR のシリーズだけを再構成します',
    'too-few': '断面の数が足りません',
    'not-copied': '一部の画像の画素がバックアップにありません',
    'no-position': '位置の情報（Image Position / Orientation）がない画像があります',
    'orientations-differ': '画像の向きがそろっていません（位置決め画像などが混じっています）',
    'coordinates-differ': '画像の座標系（Frame of Reference）が一つではありません',
    'same-place': '同じ位置に複数の画像があります（複数の時相などが混じっています）',
    uneven: '断面の間隔が一定ではないか、途中の画像が欠けています',
    tilted: 'ガントリーが傾いているか、寝台がずれています',
    'sizes-differ': '画像の大きさがそろっていません',
    'not-calibrated': '画素の大きさ（Pixel Spacing）が分かりません',
    'values-differ': '画素の値の形式や尺度が画像ごとに異なるか、対応していない形式です',
    'too-large': '大きすぎて、この端末の記憶に収まりません。読み込みません',
    'slice-unreadable': '読めない画像があります',
  } satisfies Record<WhyNot, string> as Record<WhyNot, string>,
}

export type MprWords = typeof ja

const en: MprWords = {
  title: 'MPR: reconstructed planes',
  close: 'Close MPR',
  reset: 'Reset',
  plane: { axial: 'Axial', coronal: 'Coronal', sagittal: 'Sagittal' },
  reference: 'Reference copy — reconstructed, not an original image',
  loading: (done, of) => `Reading slices… ${done} / ${of}`,
  refused: 'This series can’t be reconstructed',
  enlarge: 'Enlarge / side by side',
  position: (plane) => `Position of the ${plane.toLowerCase()} plane`,
  windowPreset: 'Window preset',
  facts: (slices, size, spacing, megabytes) =>
    `${slices} slices, ${size} pixels, ${spacing} mm apart, ${megabytes} MB of memory`,
  oblique:
    'The images were taken at an angle to the axes of the body, and the planes lean as they do: see the letters at the edges',
  how: [
    ['click, drag', 'moves the cross: the three planes follow'],
    ['wheel, ↑ ↓, PageUp/Down', 'the next plane, of the pane touched last'],
    ['right drag', 'window'],
    ['double click', 'enlarge / side by side'],
    ['D', 'close MPR'],
  ],
  why: {
    'not-ct-mr': 'Only CT and MR series are reconstructed',
    'too-few': 'There are too few slices',
    'not-copied': 'The pixels of some images are not in the backup',
    'no-position': 'Some images don’t say where they lie (Image Position / Orientation)',
    'orientations-differ': 'The images lie in different directions (a localizer among them)',
    'coordinates-differ': 'The images don’t share one frame of reference',
    'same-place': 'Several images lie in the same place (several phases in one series)',
    uneven: 'The slices are not evenly spaced, or some are missing between them',
    tilted: 'The gantry was tilted, or the table moved sideways',
    'sizes-differ': 'The images are not of one size',
    'not-calibrated': 'The size of the pixels is not known (Pixel Spacing)',
    'values-differ':
      'The pixel values differ in form or scale from image to image, or are of a form that is not reconstructed',
    'too-large': 'It is too large for this terminal’s memory: nothing is loaded',
    'slice-unreadable': 'An image can’t be read',
  },
}

export function mprWords(language: 'ja' | 'en'): MprWords {
  return language === 'ja' ? ja : en
}
