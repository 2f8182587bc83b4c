/** What a client is told when bytes of the backup can't be read. */
import { DamagedBlob } from '../generations/read-blob.ts'
import { HttpProblem } from '../http-problem.ts'
import { MediumAway } from '../images/mounted-media.ts'

/** @throws HttpProblem 500 where the bytes are damaged, 503 where their medium is away */
export async function orUnreadable<Answer>(read: () => Promise<Answer>): Promise<Answer> {
  try {
    return await read()
  } catch (cause) {
    if (cause instanceof MediumAway) throw new HttpProblem('medium-away', {}, { cause })
    if (cause instanceof DamagedBlob) throw new HttpProblem('document-damaged', {}, { cause })
    throw cause
  }
}
