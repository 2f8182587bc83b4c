/** Sentences about reports, electrocardiograms and presentation states, in both languages. */
const ja = {
  cannotShow: 'このファイルは表示できません',
  untitled: '無題の構造化レポート',
  at: '作成',
  completion: { COMPLETE: '完了', PARTIAL: '未完了' } as Readonly<Record<string, string>>,
  verification: { VERIFIED: '確認済', UNVERIFIED: '未確認' } as Readonly<Record<string, string>>,
  verifiedBy: '確認者',
  image: (count: number) => `画像 ${count}件を参照`,
  noValue: '値なし',
  cut: '内容が多すぎるため、ここまでを表示しています',
  presentation: (label: string, creator: string, images: number) =>
    `表示状態${label === '' ? '' : `「${label}」`}${creator === '' ? '' : `（${creator}）`}: 対象画像 ${images}件。この検査のバックアップに対象の画像がありません`,
  ecg: '心電図',
  speed: '紙送り',
  gain: '感度',
  layout: '並べ方',
  columns: '2列',
  rows: '1列',
  from: '開始',
  seconds: (text: string) => `${text} 秒`,
  notCalibrated: '未較正（保存値）',
  grid: '1目盛 1 mm（画面上の寸法は実寸ではありません）',
  noWaveform: '波形がありません',
  rate: (hertz: number) => `${hertz} Hz`,
}

export type ObjectWords = typeof ja

const en: ObjectWords = {
  cannotShow: 'This file can’t be shown',
  untitled: 'Structured report without a title',
  at: 'Written',
  completion: { COMPLETE: 'complete', PARTIAL: 'partial' },
  verification: { VERIFIED: 'verified', UNVERIFIED: 'not verified' },
  verifiedBy: 'Verified by',
  image: (count) => `refers to ${count} images`,
  noValue: 'no value',
  cut: 'There is more than is shown here',
  presentation: (label, creator, images) =>
    `Presentation state ${label} ${creator}: for ${images} images, none of which is in the backup of this study`,
  ecg: 'Electrocardiogram',
  speed: 'Speed',
  gain: 'Gain',
  layout: 'Arrange',
  columns: 'Two columns',
  rows: 'One column',
  from: 'From',
  seconds: (text) => `${text} s`,
  notCalibrated: 'not calibrated (values as stored)',
  grid: 'one square is 1 mm (not to scale on the screen)',
  noWaveform: 'No waveform',
  rate: (hertz) => `${hertz} Hz`,
}

export function objectWords(language: 'ja' | 'en'): ObjectWords {
  return language === 'ja' ? ja : en
}
