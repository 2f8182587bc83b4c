/** One result in the cumulative table, and how its flag and status are written everywhere. */
import { type CSSProperties, memo } from 'react'
import type { LabGroup, LabResult } from '../../../model/api/chart/labs.ts'
import {
  FLAG_WORDS,
  flagSense,
  isFinalStatus,
  isVoidStatus,
  RESULT_STATUS_WORDS,
} from '../../../model/codes/result-words.ts'
import { wordOf } from '../../../model/codes/word.ts'
import { useWords } from '../../language/language.tsx'
import { textWidth } from './cumulative.ts'

/** What a cell must have room for, frames of words too. @param noValue said where there is none */
export function cellText(result: LabResult, noValue: string): string {
  const status = isFinalStatus(result.status)
    ? ''
    : `[${wordOf(RESULT_STATUS_WORDS, result.status, 'ja')}] `
  const mark = result.otherwise === undefined ? '' : ' ≠'
  return `${result.text === '' ? noValue : result.text} ${result.flag} ${status}${mark}`
}

interface LabCellProps {
  readonly result: LabResult
  /** For readers aloud: columns without a result have no cell. */
  readonly column: number
  readonly place: CSSProperties | undefined
  /** How many half-width letters fit. */
  readonly letters: number
  /** Its line, for `onShow`. */
  readonly line: number
  readonly onShow: (line: number) => void
}

/** Drawn again only when it changes, and of as few elements as can be: a scroll moves hundreds of them. */
export const LabCell = memo(function LabCell(props: LabCellProps) {
  const { result, letters, line, onShow } = props
  const { words } = useWords()
  const isLong = textWidth(cellText(result, words.labs.noValue)) > letters + 1
  return (
    <td
      className={`cell sense-${flagSense(result.flag)}`}
      aria-colindex={props.column}
      style={props.place}
    >
      {result.otherwise !== undefined && (
        <button
          type="button"
          className="link differs"
          tabIndex={-1}
          title={words.voices.differs}
          onClick={() => onShow(line)}
        >
          <span aria-hidden="true">≠</span>
          <span className="sr-only">{words.voices.differs}</span>
        </button>
      )}
      <LabStatus status={result.status} />
      {isLong ? (
        <button type="button" className="link" tabIndex={-1} onClick={() => onShow(line)}>
          {words.labs.longText}
        </button>
      ) : (
        <CellValue result={result} />
      )}
      {result.flag !== '' && <LabFlag flag={result.flag} />}
    </td>
  )
})

/** As `LabValue`, without an element for what is plain. */
function CellValue({ result }: { result: LabResult }) {
  if (result.text === '' || isVoidStatus(result.status)) return <LabValue result={result} />
  return result.text
}

/** The source's own text; struck through when its status says that it must not be read as a value. */
export function LabValue({ result }: { result: LabResult }) {
  const { words } = useWords()
  if (result.text === '') return <span className="unknown">{words.labs.noValue}</span>
  if (isVoidStatus(result.status)) return <s>{result.text}</s>
  return <span className="value">{result.text}</span>
}

/** Always takes its place, so that values stand in line; the word for it is there for readers aloud. */
export function LabFlag({ flag }: { flag: string }) {
  const { code } = useWords()
  return (
    <span className="flag">
      <span aria-hidden="true">{flag === 'N' ? '' : flag}</span>
      {flag !== '' && <span className="sr-only">{code(FLAG_WORDS, flag)}</span>}
    </span>
  )
}

/** 訂正, 暫定, 取消 …; nothing for a final result. */
export function LabStatus({ status }: { status: string }) {
  const { code } = useWords()
  if (isFinalStatus(status)) return null
  return <span className="status-word">{code(RESULT_STATUS_WORDS, status)}</span>
}

/** The statuses of the groups in a column, when they are not all final. */
export function LabHeadStatus({ groups }: { groups: readonly LabGroup[] }) {
  const statuses = [...new Set(groups.map((group) => group.status))]
  return (
    <>
      {statuses.map((status) => (
        <LabStatus key={status} status={status} />
      ))}
    </>
  )
}

/** How it was measured, and what was written beside it. */
export function LabNote({
  result: { method, note },
}: {
  result: Pick<LabResult, 'method' | 'note'>
}) {
  const { words, note: noted } = useWords()
  return (
    <>
      {method !== undefined && <small>{words.labs.method(method)}</small>} {noted(note)}
    </>
  )
}
