/** The thread of verify-aside.ts. */
import { parentPort, workerData } from 'node:worker_threads'
import { openLog } from './read-log.ts'
import { verifyLog } from './verify.ts'

const log = openLog(String(workerData))
try {
  parentPort?.postMessage(verifyLog(log, { witnesses: [], publicKey: '' }))
} finally {
  log.close()
}
