import type { LabResult } from '../../../model/api/chart/labs.ts'
import { flagSense } from '../../../model/codes/result-words.ts'
import { LabValue } from '../../chart/labs/lab-cell.tsx'

/** Bold with its letter when the source flagged it: both survive a black and white copy. */
export function PrintedResult({ result }: { result: LabResult }) {
  const letter = result.flag === 'N' ? '' : result.flag
  return (
    <span className={flagSense(result.flag) === 'none' ? undefined : 'flagged'}>
      <LabValue result={result} />
      {letter !== '' && ` ${letter}`}
    </span>
  )
}
