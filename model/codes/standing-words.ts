/** What became of a fact in its own source. */
import type { WordTable } from './word.ts'

export const STANDING_WORDS: WordTable = {
  superseded: { ja: '旧版のみ（今の版にない）', en: 'in an older version only' },
  deleted: { ja: '削除済み', en: 'deleted there' },
}
