/**
 * GET /api/events: the status as server-sent events (WHATWG HTML 9.2), so that a phase, a place, a notice or a new generation stands on
 * every screen within seconds. Says no more than GET /api/status. A browser connects again by itself when the server was restarted.
 */
import type { Request, RequestHandler, Response } from 'express'
import { HttpProblem } from '../http-problem.ts'
import type { Services } from '../services.ts'
import { isStillWelcome, terminalLabel } from '../terminal-guard.ts'
import { statusFor } from './status.ts'

/** Other programs change phase and notices too (`sansho phase`): the state is looked at this often. */
const LOOK_MILLISECONDS = 1_000
/** Keeps proxies and browsers from taking a quiet line for a dead one. */
const BEAT_LOOKS = 15
const RECONNECT_MILLISECONDS = 3_000
const MAX_STREAMS = 500
/** A kiosk shows one window; more come from reloads whose old line is not yet known to be dead. */
const MAX_STREAMS_OF_A_TERMINAL = 6
/** What a terminal that no longer reads may leave waiting in memory. */
const MAX_UNREAD_BYTES = 256 * 1024

interface Stream {
  readonly request: Request
  readonly response: Response
  readonly label: string
  last: string
}

export function streamEvents(services: Services): RequestHandler {
  const streams = new Set<Stream>()
  let timer: NodeJS.Timeout | null = null
  let looks = 0

  function leave(stream: Stream): void {
    streams.delete(stream)
    if (streams.size > 0 || timer === null) return
    clearInterval(timer)
    timer = null
  }
  function look(): void {
    looks += 1
    for (const stream of streams) tell(services, stream, looks % BEAT_LOOKS === 0)
  }
  services.stopping.addEventListener('abort', () => {
    for (const stream of streams) stream.response.end()
  })

  return (request, response) => {
    const label = terminalLabel(request)
    const own = [...streams].filter((each) => each.label === label)
    if (streams.size >= MAX_STREAMS || services.stopping.aborted) {
      throw new HttpProblem('too-many', { retryAfterSeconds: 15 })
    }
    // The oldest goes: it is the one whose window was closed.
    if (own.length >= MAX_STREAMS_OF_A_TERMINAL) own[0]?.response.end()
    const stream: Stream = { request, response, label, last: '' }
    streams.add(stream)
    response.on('close', () => leave(stream))
    response.status(200).set('Content-Type', 'text/event-stream; charset=utf-8')
    response.write(`retry: ${RECONNECT_MILLISECONDS}\n\n`)
    tell(services, stream, false)
    timer ??= setInterval(look, LOOK_MILLISECONDS).unref()
  }
}

/** Writes what is new; ends the line of a terminal that was revoked, that no longer reads, or when the state can't be read. */
function tell(services: Services, stream: Stream, beat: boolean): void {
  const { request, response } = stream
  if (response.writableEnded) return
  if (!isStillWelcome(request, services.terminals) || response.writableLength > MAX_UNREAD_BYTES) {
    response.destroy()
    return
  }
  let status: string
  try {
    status = JSON.stringify(statusFor(services, request))
  } catch (cause) {
    // The screen then says that the server is silent, which is true.
    response.destroy(new Error('the status could not be read', { cause }))
    return
  }
  if (status !== stream.last) {
    stream.last = status
    response.write(`event: status\ndata: ${status}\n\n`)
  } else if (beat) response.write(': beat\n\n')
}
