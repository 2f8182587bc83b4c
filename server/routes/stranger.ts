/** A machine that is not enrolled tried to connect: written down, but not at each of thousands of tries. */
import type { Request } from 'express'
import { plainAddress } from '../access/addresses.ts'
import type { Services } from '../services.ts'
import { writeLog } from './access-log.ts'

/** One entry a minute for an address and reason: a scanner must not fill the disk that the access log needs. */
const QUIET_MILLISECONDS = 60_000
const MAX_REMEMBERED = 1_000

export function logStranger(services: Services): (request: Request, why: string) => void {
  const seen = new Map<string, number>()
  return (request, why) => {
    const key = `${plainAddress(request.socket.remoteAddress ?? '')} ${why}`
    const now = Date.now()
    if (now - (seen.get(key) ?? 0) < QUIET_MILLISECONDS) return
    if (seen.size >= MAX_REMEMBERED) seen.clear()
    seen.set(key, now)
    writeLog(services, request, { user: '' }, { action: 'terminal.refused', detail: { why } })
  }
}
