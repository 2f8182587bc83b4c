/** Work on the whole log in a thread of its own: millions of entries must not keep a chart waiting. */
import { Worker } from 'node:worker_threads'

/**
 * @param program a module that posts one message, the result, and ends
 * @param given its `workerData`
 * @throws Error what the program throws, or that it ended without a result
 */
export function runAside<Result>(program: URL, given: unknown): Promise<Result> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(program, { workerData: given })
    thread.once('message', resolve)
    thread.once('error', reject)
    // After a message this changes nothing.
    thread.once('exit', () => reject(new Error('work on the log ended without a result')))
  })
}
