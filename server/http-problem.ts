/** What a request can be refused for, and the one place where a refusal becomes an answer (RFC 9457). */
import type { ErrorRequestHandler, Request } from 'express'
import type { z } from 'zod'
import type { Problem } from '../model/api/common.ts'
import { PROBLEM_PREFIX, PROBLEM_TYPES, type ProblemCode } from '../model/codes/problem-types.ts'

export interface ProblemExtras {
  /** The part of the request that is wrong. */
  readonly field?: string
  readonly retryAfterSeconds?: number
  /** Readable text of a document that can't be shown. */
  readonly text?: string
}

/** Thrown by routes and middleware; `renderProblem` answers with it. */
export class HttpProblem extends Error {
  readonly code: ProblemCode
  readonly extras: ProblemExtras

  constructor(code: ProblemCode, extras: ProblemExtras = {}, options?: ErrorOptions) {
    super(PROBLEM_TYPES[code].en, options)
    this.code = code
    this.extras = extras
  }
}

/** Reads a body or a query by its schema. @throws HttpProblem 400 that names the field. */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  whole: 'body' | 'query',
): z.output<Schema> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined
  const field = [...(issue?.path ?? []), ...(unknown === undefined ? [] : [unknown])].join('.')
  throw new HttpProblem('bad-request', { field: field || whole })
}

/**
 * Express's last handler. Only the kind of refusal leaves the server: no stack, SQL, path or value.
 * @param report takes one line for the process log when the server itself is at fault
 */
export function renderProblem(report: (line: string) => void): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error)
      return
    }
    const problem = asProblem(error)
    const { status } = PROBLEM_TYPES[problem.code]
    reportFault(error, problem, report)
    const { field, retryAfterSeconds, text } = problem.extras
    const body: Problem = {
      type: PROBLEM_PREFIX + problem.code,
      title: PROBLEM_TYPES[problem.code][languageOf(request)],
      status,
      ...(field === undefined ? {} : { field }),
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
      ...(text === undefined ? {} : { text }),
    }
    if (retryAfterSeconds !== undefined) response.set('Retry-After', String(retryAfterSeconds))
    response.set('Cache-Control', 'no-store')
    response.status(status).type('application/problem+json').send(JSON.stringify(body))
  }
}

/** Tells the process log where the server itself is at fault. */
export function reportFault(
  error: unknown,
  { code }: HttpProblem,
  report: (line: string) => void,
): void {
  if (PROBLEM_TYPES[code].status >= 500 && code !== 'not-ready') report(stackOf(error))
}

/** Errors of express and its body parser carry a `type` or a `status`; everything else is ours to blame. */
export function asProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error
  const { type, status } = error as { type?: string; status?: number }
  if (type === 'entity.too.large') return new HttpProblem('too-large')
  if (type === 'encoding.unsupported' || type === 'charset.unsupported') {
    return new HttpProblem('not-json')
  }
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new HttpProblem('bad-request', { field: type === undefined ? 'path' : 'body' })
  }
  return new HttpProblem('failed', {}, { cause: error })
}

function stackOf(error: unknown): string {
  const parts: string[] = []
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    parts.push(at.stack ?? at.message)
  }
  return parts.join('\ncaused by ')
}

/** Japanese unless the browser asks for something else first. */
export function languageOf(request: Request): 'ja' | 'en' {
  return request.acceptsLanguages('ja', 'en') === 'en' ? 'en' : 'ja'
}
