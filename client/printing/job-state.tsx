/** How far a print job has come, or why there will be no paper. */
import { GenerationChanged } from '../chart/open-chart.tsx'
import { Failure } from '../parts/failure.tsx'
import type { PrintJob } from './use-print-job.ts'
import { useSpeech } from './words.ts'

export function JobState({ job }: { job: PrintJob }) {
  const { words } = useSpeech()
  return (
    <>
      <p className="print-progress" role="status">
        {job.progress}
      </p>
      {job.error instanceof GenerationChanged ? (
        <p className="failure" role="alert">
          {words.chart.generationChanged}
        </p>
      ) : (
        job.error !== null && <Failure error={job.error} />
      )}
    </>
  )
}
