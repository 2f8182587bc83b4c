/** Every sentence of the handover dialog, in both languages; loaded only when it is opened. */
import { useWords } from '../language/language.tsx'

const ja = {
  title: '他院への引継ぎファイルを作る',
  logged:
    '作ったことは記録されます。ファイルは暗号化され、名前に患者の情報は入りません。受け入れ先は 7-Zip などで開きます。',
  format: '形式',
  formats: {
    folder: 'ブラウザで開ける資料（文書・DICOM 画像を含む）',
    fhir: '電子カルテに取り込む FHIR R4 文書（画像ファイルを含まない）',
  },
  passphrase: 'パスフレーズ',
  writeDown:
    '書き留めて、ファイルとは別の手段（電話など）で受け入れ先に伝えてください。閉じると二度と表示できません。',
  another: '別のパスフレーズ',
  make: '作って保存',
  working: '作っています。画像が多いと数分かかります…',
  made: (name: string) => `${name} をブラウザーの保存先へ渡しました。`,
  kiosk: '保存が始まらないときは、この端末では保存が禁じられています。情報部門に頼んでください。',
  cancel: '中止',
}

const en: typeof ja = {
  title: 'Make a file for another hospital',
  logged:
    'That it is made is logged. The file is encrypted, and its name says nothing of the patient. The receiver opens it with 7-Zip and the like.',
  format: 'Form',
  formats: {
    folder: 'Pages for any browser, with documents and DICOM images',
    fhir: 'FHIR R4 document for an EHR (without image files)',
  },
  passphrase: 'Passphrase',
  writeDown:
    'Write it down, and tell it to the receiver by another way than the file: by telephone. Once closed, it cannot be shown again.',
  another: 'Another passphrase',
  make: 'Make and save',
  working: 'Being made. With many images it takes minutes…',
  made: (name: string) => `${name} was handed to the browser to be saved.`,
  kiosk: 'If no saving begins, this terminal is not allowed to save files: ask IT.',
  cancel: 'Cancel',
}

export function useHandoverWords(): typeof ja {
  return useWords().language === 'ja' ? ja : en
}
