/** Verifying a whole log in a thread of its own: millions of hashes must not keep a chart waiting. */
import { Worker } from 'node:worker_threads'
import type { Verdict } from './verify.ts'

/** @param path of `audit.sqlite`. @throws Error when it is no log at all */
export function verifyAside(path: string): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./verify-thread.ts', import.meta.url), { workerData: path })
    thread.once('message', resolve)
    thread.once('error', reject)
    // After a message this changes nothing.
    thread.once('exit', () => reject(new Error('the log was not verified to its end')))
  })
}
