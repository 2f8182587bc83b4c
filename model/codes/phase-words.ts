/** The four phases of a system failure, as they stand on every screen. */
import type { WordTable } from './word.ts'

export const PHASE_WORDS: WordTable = {
  1: { ja: 'フェーズ1（読み込み中・紙運用）', en: 'Phase 1 (loading, paper only)' },
  2: { ja: 'フェーズ2（参照可）', en: 'Phase 2 (reference open)' },
  3: { ja: 'フェーズ3（最小限のオーダー再開）', en: 'Phase 3 (minimal orders run)' },
  4: { ja: 'フェーズ4（復旧・終了）', en: 'Phase 4 (restored, closed)' },
}
