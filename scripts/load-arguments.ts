/** What an operator states of each source of a load: `label=…`, or without a label where it can only be one. */
import path from 'node:path'
import type { SourceSpec } from '../loader/sources/source.ts'
import { type Language, WrongUse } from './verb.ts'

/** `FILE` when there is one source, `label=FILE` for one of several. @returns absolute paths by label. @throws WrongUse */
export function parseSeals(
  stated: readonly string[],
  sources: readonly SourceSpec[],
  language: Language,
): Map<string, string> {
  const seals = new Map<string, string>()
  for (const text of stated) {
    const [only, ...others] = sources
    const owner = sources.find(({ label }) => text.startsWith(`${label}=`))
    const isOfAnother = owner === undefined && /^[A-Za-z][\w-]*=/.test(text)
    const source = owner ?? (others.length === 0 && !isOfAnother ? only : undefined)
    if (source === undefined || seals.has(source.label)) {
      throw new WrongUse(
        language === 'ja'
          ? `--seal ${text}: どの媒体の封印かを名前で示してください（例: --seal ehr=ファイル）`
          : `--seal ${text}: say which source it belongs to (--seal ehr=FILE)`,
      )
    }
    seals.set(source.label, path.resolve(owner ? text.slice(source.label.length + 1) : text))
  }
  return seals
}

/** `TIME` for all sources, `label=TIME` for one. @returns by label. @throws WrongUse */
export function parseAsOf(
  stated: readonly string[],
  sources: readonly SourceSpec[],
  language: Language,
): Map<string, string> {
  const times = new Map<string, string>()
  for (const text of stated) {
    const found =
      /^(?:([A-Za-z][\w-]*)=)?(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?))?$/.exec(text)
    const [, label, day = '', time] = found ?? []
    const at = time === undefined ? day : `${day}T${time}`
    if (found === null || Number.isNaN(Date.parse(at))) {
      throw new WrongUse(
        language === 'ja'
          ? `--as-of「${text}」を日時として読めません（例: 2022-10-31T03:00）`
          : `--as-of "${text}" is no time; write 2022-10-31 or 2022-10-31T03:00`,
      )
    }
    if (label !== undefined && !sources.some((source) => source.label === label)) {
      throw new WrongUse(`--as-of ${text}: no source is called "${label}"`)
    }
    for (const source of sources) {
      if (label === undefined || label === source.label) times.set(source.label, at)
    }
  }
  return times
}
