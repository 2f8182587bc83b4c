/** Why something is missing from a chart, in words for people. Keys stand in `gap.reason` and `file.reason`. */
export const GAP_REASONS: Readonly<Record<string, { ja: string; en: string }>> = {
  empty: { ja: 'ファイルが空（0バイト）', en: 'file is empty (0 bytes)' },
  'zero-filled': { ja: 'ファイルの中身がすべてゼロ', en: 'file holds nothing but zeros' },
  encrypted: { ja: '暗号化または上書きされている', en: 'encrypted or overwritten' },
  truncated: { ja: 'ファイルが途中で切れている', en: 'file is cut off' },
  undecodable: { ja: '文字コードを判別できない', en: 'characters cannot be decoded' },
  unparsable: { ja: '形式どおりに読めない', en: 'cannot be read in its format' },
  'identity-mismatch': {
    ja: 'フォルダと中身の患者が一致しない（隔離）',
    en: 'folder and content name different patients (quarantined)',
  },
  'path-mismatch': {
    ja: 'フォルダとファイル名が一致しない（隔離）',
    en: 'folder and file name disagree (quarantined)',
  },
  unreadable: { ja: '媒体から読み出せない', en: 'cannot be read from the medium' },
  'ransom-note': { ja: '脅迫文とみられるファイル', en: 'looks like a ransom note' },
  'not-interpreted': { ja: '存在するが未解釈', en: 'present, not interpreted' },
  'missing-days': { ja: 'この期間のデータがない', en: 'no data in this period' },
}
