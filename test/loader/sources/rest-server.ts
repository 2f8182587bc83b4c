/** A repository's folder by restic's REST protocol, version 2, on the loopback: reading only, and everything that was asked. */
import fs from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import path from 'node:path'

export interface RestServer {
  readonly port: number
  /** Method and path of every request. */
  readonly asked: readonly string[]
  /** From now on, connections are cut after so many requests. */
  failAfter(requests: number): void
  stop(): Promise<void>
}

export interface RestOptions {
  /** `user:password`; '' = everybody may. */
  readonly user: string
  /** Null = HTTP. */
  readonly tls: https.ServerOptions | null
  /** Called when a folder was listed. */
  readonly listed: (place: string) => void
}

export async function startRestServer(
  repository: string,
  { user, tls, listed }: RestOptions,
): Promise<RestServer> {
  const asked: string[] = []
  let left = Number.POSITIVE_INFINITY
  const answer: http.RequestListener = (request, response) => {
    asked.push(`${request.method} ${request.url}`)
    if (--left < 0) {
      request.socket.destroy()
      return
    }
    const stated = Buffer.from(request.headers.authorization?.slice(6) ?? '', 'base64').toString()
    if (user !== '' && stated !== user) {
      response.writeHead(401).end()
      return
    }
    const place = new URL(request.url ?? '', 'http://x').pathname.replace(/^\/repository\//, '')
    if (place.endsWith('/')) {
      list(path.join(repository, place), response)
      listed(place)
    } else give(fileAt(repository, place), request, response)
  }
  const server = tls === null ? http.createServer(answer) : https.createServer(tls, answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    failAfter: (requests) => {
      left = requests
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function fileAt(repository: string, place: string): string {
  const [kind = '', name = ''] = place.split('/')
  return path.join(repository, kind, kind === 'data' ? name.slice(0, 2) : '', name)
}

function list(folder: string, response: http.ServerResponse): void {
  const files = fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => ({ name, size: fs.statSync(path.join(parentPath, name)).size }))
  response.setHeader('Content-Type', 'application/vnd.x.restic.rest.v2')
  response.end(JSON.stringify(files))
}

function give(file: string, request: http.IncomingMessage, response: http.ServerResponse): void {
  if (!fs.existsSync(file)) {
    response.writeHead(404).end()
    return
  }
  const bytes = fs.readFileSync(file)
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? []
  const part = from === undefined ? bytes : bytes.subarray(Number(from), Number(to) + 1)
  response.writeHead(from === undefined ? 200 : 206, { 'Content-Length': part.length })
  response.end(request.method === 'HEAD' ? undefined : part)
}
