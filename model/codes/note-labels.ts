/**
 * What readers of formats write beside a source's own words, into notes, directions and categories: labels (`理由: 胸痛`), and short
 * sentences. They stand in the read model in Japanese; a screen in English tells them in English, and leaves the source's words as they are.
 */

import { MAY_GO_ON } from './medication-words.ts'

const LABELS = {
  理由: 'reason',
  状態の理由: 'reason of the status',
  治療の期間: 'course of therapy',
  投与期間: 'period',
  頓用: 'as needed',
  頓用回数: 'times as needed',
  投与装置: 'device',
  他の製品への変更: 'substitution',
  他の製品への変更の理由: 'reason of substitution',
  '再調剤（リフィル）': 'repeats',
  調剤: 'dispense',
  調剤指示: 'instruction to the pharmacy',
  調製: 'preparation',
  種類: 'type',
  変更の種類: 'type of substitution',
  変更の理由: 'reason of substitution',
  部位: 'site',
  結果: 'outcome',
  合併症: 'complication',
  その後: 'follow-up',
  使用: 'used',
  根拠: 'evidence',
  判定: 'interpretation',
  規則: 'rule',
  文書: 'document',
  '禁止・アレルギー': 'excluded, allergy',
  指示者: 'requested by',
  依頼科: 'requesting department',
  場所: 'place',
  コメント: 'comment',
  製造: 'manufacturer',
  関連: 'related',
  ライン: 'line',
  ラインのコメント: 'comment on the line',
  投与コメント: 'comment on the dosage',
  部位コメント: 'comment on the site',
  経路コメント: 'comment on the route',
  手技コメント: 'comment on the method',
  速度コメント: 'comment on the rate',
  診断: 'diagnosis',
  緊急度: 'urgency',
  '来院・入院経路': 'came from',
  再入院: 'readmission',
  食事: 'diet',
  配慮: 'arrangements',
  依頼先: 'asked of',
  参考: 'for information',
  ほかの実施者: 'other performers',
  処方の有効期間: 'prescription valid',
  記録の元: 'known from',
  有効期限: 'expires',
  '退院先・転帰': 'went to',
} as const
export type NoteLabel = keyof typeof LABELS

const SENTENCES: Readonly<Record<string, string>> = {
  '持参薬・服用中': 'taken, as reported',
  頓用: 'as needed',
  患者などからの聞き取り: 'as told by the patient or others',
  処方と異なる製品に変更: 'another product than ordered',
  '日時は調製時（交付日時の記載なし）': 'time of preparation (none of hand-over)',
  [MAY_GO_ON]: '"completed" need not mean that it is over (no end is stated)',
  単位の記載なし: 'no unit stated',
  予防接種: 'vaccination',
  '効力不足（isSubpotent）': 'subpotent (isSubpotent)',
  '他の製品への変更: 不可': 'substitution: not allowed',
}

/** Of a series of doses or hand-outs: `2回目（全3回）`. */
const TURN = /^(\d+)回目(?:（全(\d+)回）)?$/

/** `理由: 胸痛`; '' for no words. */
export function noteLine(label: NoteLabel, words: string): string {
  return words === '' ? '' : `${label}: ${words}`
}

/** A note for readers of a language: line by line, what is not one of these words stays as it is. */
export function noteIn(language: 'ja' | 'en', note: string): string {
  if (language === 'ja' || note === '') return note
  return note.split('\n').map(inEnglish).join('\n')
}

function inEnglish(line: string): string {
  if (Object.hasOwn(SENTENCES, line)) return SENTENCES[line] ?? line
  const [, turn, whole] = TURN.exec(line) ?? []
  if (turn !== undefined) return `no. ${turn}${whole === undefined ? '' : ` of ${whole}`}`
  const end = line.indexOf(': ')
  const label = line.slice(0, Math.max(end, 0))
  return Object.hasOwn(LABELS, label) ? `${LABELS[label as NoteLabel]}${line.slice(end)}` : line
}
