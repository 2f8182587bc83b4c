/** The session's cookie. The `__Host-` prefix binds it to this host, path `/`, and HTTPS (RFC 6265bis 4.1.3). */
import type { Request, Response } from 'express'

const SECURE_NAME = '__Host-sansho'
/** Plain HTTP exists only on the loopback interface; there the prefix can't be used. */
const PLAIN_NAME = 'sansho-loopback'

/** The token the browser sent; '' when there is none. */
export function readSessionCookie(request: Request): string {
  const wanted = request.secure ? SECURE_NAME : PLAIN_NAME
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === wanted) return pair.slice(at + 1).trim()
  }
  return ''
}

export function setSessionCookie(request: Request, response: Response, token: string): void {
  response.cookie(nameFor(request), token, attributes(request))
}

export function clearSessionCookie(request: Request, response: Response): void {
  response.clearCookie(nameFor(request), attributes(request))
}

function nameFor(request: Request): string {
  return request.secure ? SECURE_NAME : PLAIN_NAME
}

function attributes(request: Request) {
  return { secure: request.secure, httpOnly: true, sameSite: 'strict', path: '/' } as const
}
