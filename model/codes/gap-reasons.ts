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
  'unsafe-name': {
    ja: '書庫の中の名前が危険なため読んでいない',
    en: 'not read: its name in the archive is unsafe',
  },
  'duplicate-name': {
    ja: '書庫に同じ名前で内容の異なるファイルがある',
    en: 'the archive has another file of this name with other content',
  },
  'ransom-note': { ja: '脅迫文とみられるファイル', en: 'looks like a ransom note' },
  'not-interpreted': { ja: '存在するが未解釈', en: 'present, not interpreted' },
  'newer-unreadable': {
    ja: 'より新しい版が読めない（表示は古い版）',
    en: 'a newer version is unreadable (an older one is shown)',
  },
  'unknown-file': { ja: '形式のわからないファイル', en: 'file of no known format' },
  'renamed-copy': { ja: '名前を変えた写しとみられる', en: 'looks like a renamed copy' },
  'too-large': { ja: '大きすぎて解釈していない', en: 'too large to be interpreted' },
  'marked-by-source': {
    ja: '媒体側で旧版・削除の印がある',
    en: 'marked as past or deleted by the source',
  },
  'newer-version': { ja: 'より新しい版がある', en: 'a newer version exists' },
  'same-version-time': {
    ja: '同時刻の別の版を採用した',
    en: 'another version with the same time was taken',
  },
  'symbolic-link': { ja: 'シンボリックリンク（たどらない）', en: 'symbolic link (not followed)' },
  'not-a-regular-file': { ja: '通常のファイルではない', en: 'not a regular file' },
  'hard-link': {
    ja: 'ハードリンク（同じ内容は別名で読んだ）',
    en: 'hard link (read under its other name)',
  },
  'duplicate-copy': {
    ja: '書庫に同じファイルが二度ある',
    en: 'the same file again in the archive',
  },
  'no-clinical-content': { ja: '診療情報を含まない', en: 'no clinical content' },
  unsafe: {
    ja: '安全に解釈できない（未知の修飾・状態）',
    en: 'cannot be interpreted safely (unknown modifier or status)',
  },
  'unknown-patient': {
    ja: 'どの患者のものか特定できない',
    en: 'whose it is cannot be told',
  },
  'other-version': {
    ja: '対応していない版の規格で書かれている',
    en: 'written in a version of the standard that is not read',
  },
  'birth-dates-differ': {
    ja: '生年月日が食い違う記録がある（別人の記録が混ざっている可能性）',
    en: 'messages give another birth date: another person’s may be among them',
  },
  'kept-apart': {
    ja: '同じ患者番号を別の人に付けている資料があり、その記録は別のカルテにある',
    en: 'another source gives this number to another person: its records stand on a chart of their own',
  },
  'identity-differs': {
    ja: '氏名か性別が食い違う資料がある（別人の記録が混ざっている可能性）',
    en: 'another source gives another name or sex: another person’s records may be among them',
  },
  doubtful: {
    ja: '読めたが、一部が壊れている疑いがある',
    en: 'was read, but part of it may be damaged',
  },
  'missing-kind': {
    ja: '前の世代にあった種別が1件もない',
    en: 'none of a kind that the generation before had',
  },
  'missing-file': {
    ja: '封印したときにあったファイルが媒体にない',
    en: 'was there when the medium was sealed, is missing now',
  },
  'missing-days': { ja: 'この期間のデータがない', en: 'no data in this period' },
}
