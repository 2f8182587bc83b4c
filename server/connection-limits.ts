/** What one client may take of the server: connections, time for a slow request, requests a second. */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { RequestHandler } from 'express'
import { plainAddress } from './access/addresses.ts'
import { HttpProblem } from './http-problem.ts'
import type { NetworkSettings } from './settings.ts'
import { terminalOf } from './terminal-guard.ts'

/** A slow or silent client holds a connection no longer than this. */
const REQUEST_MILLISECONDS = 30_000
const HEADERS_MILLISECONDS = 10_000
const HANDSHAKE_MILLISECONDS = 10_000
const KEEP_ALIVE_MILLISECONDS = 60_000
/** How often Node looks for requests that have outlived those limits. */
const LOOK_MILLISECONDS = 5_000
/** Far above a hospital's terminals; keeps one broken client from taking every descriptor. */
const MAX_CONNECTIONS = 2_000

/** For `createServer`. */
export const SERVER_LIMITS = {
  requestTimeout: REQUEST_MILLISECONDS,
  headersTimeout: HEADERS_MILLISECONDS,
  keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
  connectionsCheckingInterval: LOOK_MILLISECONDS,
  handshakeTimeout: HANDSHAKE_MILLISECONDS,
} as const

/** Connections above the limit of their address are closed before a byte of them is read. */
export function limitConnections(server: Server, { connectionsPerAddress }: NetworkSettings): void {
  server.maxConnections = MAX_CONNECTIONS
  const held = new Map<string, number>()
  server.on('connection', (socket: Socket) => {
    const address = plainAddress(socket.remoteAddress ?? '')
    const count = (held.get(address) ?? 0) + 1
    held.set(address, count)
    socket.on('close', () => {
      const left = (held.get(address) ?? 1) - 1
      if (left > 0) held.set(address, left)
      else held.delete(address)
    })
    if (count > connectionsPerAddress) socket.destroy()
  })
}

/**
 * Requests of one enrolled terminal: a stack of 3,000 images may be fetched at once, and 200 a second for ever; no reader comes near that, a
 * runaway program does. This machine itself is not counted.
 */
const BURST = 3_000
const A_SECOND = 200

export function makeAllowance(now: () => number = Date.now): (name: string) => boolean {
  const buckets = new Map<string, { left: number; at: number }>()
  return (name) => {
    const at = now()
    const known = buckets.get(name) ?? { left: BURST, at }
    const filled = known.left + (Math.max(0, at - known.at) / 1000) * A_SECOND
    const left = Math.min(BURST, filled) - 1
    buckets.set(name, { left: Math.max(0, left), at })
    return left >= 0
  }
}

export function limitRequests(): RequestHandler {
  const allows = makeAllowance()
  return (request, _response, next) => {
    const { name } = terminalOf(request)
    if (name !== '' && !allows(name)) throw new HttpProblem('too-many', { retryAfterSeconds: 1 })
    next()
  }
}
