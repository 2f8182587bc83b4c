/** Notices: posted, withdrawn and followed by the coordinator, acknowledged by anybody who has signed in. */
import type { RequestHandler } from 'express'
import { type NoticesAnswer, PostNoticeRequest, type ShownNotice } from '../../model/api/phase.ts'
import { HttpProblem, parseInput } from '../http-problem.ts'
import type { Services } from '../services.ts'
import { writeLog } from './access-log.ts'
import { sessionOf } from './gate.ts'

/** GET /api/notices */
export function listNotices({ notices }: Services): RequestHandler {
  return (_request, response) => {
    const answer: NoticesAnswer = {
      notices: notices.all().map((notice) => ({
        ...notice,
        places: [...notice.places],
        acknowledgedBy: [...notice.acknowledgedBy],
      })),
    }
    response.json(answer)
  }
}

/** POST /api/notices */
export function postNotice(services: Services): RequestHandler {
  return (request, response) => {
    const { text, places } = parseInput(PostNoticeRequest, request.body, 'body')
    const session = sessionOf(response)
    writeLog(services, request, session, { action: 'notice.post', detail: { text, places } })
    const posted = services.notices.post(text, session.displayName, places)
    const answer: ShownNotice = { ...posted, places }
    response.status(201).json(answer)
  }
}

/** DELETE /api/notices/{notice} */
export function withdrawNotice(services: Services): RequestHandler {
  return (request, response) => {
    const notice = noticeNumber(request.params.notice)
    writeLog(services, request, sessionOf(response), {
      action: 'notice.withdraw',
      detail: { notice },
    })
    if (!services.notices.withdraw(notice)) throw new HttpProblem('not-found')
    response.status(204).end()
  }
}

/** POST /api/notices/{notice}/acknowledgement */
export function acknowledgeNotice(services: Services): RequestHandler {
  return (request, response) => {
    const notice = noticeNumber(request.params.notice)
    const session = sessionOf(response)
    writeLog(services, request, session, { action: 'notice.acknowledge', detail: { notice } })
    if (!services.notices.acknowledge(notice, session.user)) throw new HttpProblem('not-found')
    response.status(204).end()
  }
}

function noticeNumber(text: unknown): number {
  if (typeof text !== 'string' || !/^[1-9]\d{0,8}$/.test(text)) throw new HttpProblem('not-found')
  return Number(text)
}
