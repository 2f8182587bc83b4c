/**
 * The one door to the server. Same origin, no cache, nothing kept.
 *
 * Guarantees: every failure is an `ApiError`; an aborted request throws the browser's `AbortError` and counts as nothing.
 */
import type { Problem } from '../../model/api/common.ts'
import { noteClock } from './clock.ts'
import { noteAnswer, noteSilence } from './connection.ts'

/** A refusal or failure of the server, or (status 0) no answer at all. */
export class ApiError extends Error {
  readonly status: number
  /** The last word of the problem's `type`: `locked`, `unknown-chart` … ('' when the server gave none). */
  readonly code: string
  readonly field: string
  /** Seconds after which the server will listen again; null when it did not say. */
  readonly retryAfter: number | null

  constructor(problem: Partial<Problem>, status: number, retryAfter: number | null) {
    super(problem.title ?? `HTTP ${status}`)
    this.name = 'ApiError'
    this.status = status
    this.code = (problem.type ?? '').split(/[/:#]/).at(-1) ?? ''
    this.field = problem.field ?? ''
    this.retryAfter = retryAfter
  }
}

export interface Asked {
  readonly body?: unknown
  readonly signal?: AbortSignal
}

/** What the server may say of the whole session in place of an answer: it has ended, or it is locked. */
export type SessionRefusal = 'not-signed-in' | 'session-locked'

const onSessionRefused = new Set<(why: SessionRefusal) => void>()

/** Calls back whenever the server answers with what concerns the whole session. Returns the way to stop. */
export function whenSessionRefused(callback: (why: SessionRefusal) => void): () => void {
  onSessionRefused.add(callback)
  return () => onSessionRefused.delete(callback)
}

/**
 * Asks the server and returns its JSON (undefined for 204).
 * Throws `ApiError` for a refusal, a failure or no answer; `AbortError` when `signal` fires.
 */
export async function request<T>(method: string, path: string, asked: Asked = {}): Promise<T> {
  const response = await answered(method, path, asked)
  return response.status === 204 ? (undefined as T) : readJson<T>(response)
}

/** The same for an answer that is a file: its bytes, and the name that the server gives it. */
export async function requestFile(
  method: string,
  path: string,
  asked: Asked = {},
): Promise<{ name: string; content: Blob }> {
  const response = await answered(method, path, asked)
  const named = response.headers.get('Content-Disposition') ?? ''
  const name = /filename="([^"]+)"/.exec(named)?.[1] ?? ''
  try {
    return { name, content: await response.blob() }
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiError({ title: 'the answer broke off' }, 0, null)
  }
}

/** An answer that is no refusal. */
async function answered(method: string, path: string, asked: Asked): Promise<Response> {
  const response = await send(method, path, asked)
  if (response.ok) return response
  const problem = await readProblem(response)
  const wait = Number(response.headers.get('Retry-After') ?? Number.NaN)
  const error = new ApiError(problem, response.status, Number.isFinite(wait) ? wait : null)
  const { code } = error
  if ((code === 'not-signed-in' || code === 'session-locked') && path !== '/api/session') {
    for (const callback of onSessionRefused) callback(code)
  }
  throw error
}

async function send(method: string, path: string, { body, signal }: Asked): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  try {
    const response = await fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal ?? null,
    })
    noteAnswer()
    noteClock(response.headers.get('Date'))
    return response
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    noteSilence()
    throw new ApiError({ title: 'no answer' }, 0, null)
  }
}

async function readJson<T>(response: Response): Promise<T> {
  try {
    // In one piece: `json()` decodes what comes bit by bit, which takes a slow terminal far longer for ten years of results.
    return JSON.parse(new TextDecoder().decode(await response.arrayBuffer())) as T
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiError({ title: 'answer is not JSON' }, response.status, null)
  }
}

async function readProblem(response: Response): Promise<Partial<Problem>> {
  try {
    return (await response.json()) as Partial<Problem>
  } catch {
    return {}
  }
}
