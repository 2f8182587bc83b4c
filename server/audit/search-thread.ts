/** Looks through the log: run by aside.ts. */
import { parentPort, workerData } from 'node:worker_threads'
import type { LogSearchRequest } from '../../model/api/access-log.ts'
import { searchLog } from './search-log.ts'

const { path, asked } = workerData as { path: string; asked: LogSearchRequest }
parentPort?.postMessage(searchLog(path, asked))
