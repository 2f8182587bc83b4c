/** How far the access log is sent to the collector on another system; nothing where none is configured. Asked for once: asking again and again would count as somebody's presence. */
import type { LogDelivery } from '../../model/api/access-log.ts'
import { useAnswer } from '../api/use-answer.ts'
import { facilityNow, formatMoment } from '../parts/dates.ts'
import { useOfficeWords } from './words.ts'

export function LogDeliveryLine() {
  const { log } = useOfficeWords()
  const { answer } = useAnswer<LogDelivery>('/api/log/delivery')
  const collector = answer?.collector
  if (collector == null) return null
  const { address, connected, behind, oldestAt, problem } = collector
  const since = oldestAt === '' ? '' : formatMoment(facilityNow(new Date(oldestAt)))
  return (
    <p className={connected ? 'notice' : 'failure'} role="status">
      {log.collector(address)} {connected ? log.connected : log.away(problem)}{' '}
      {behind > 0 ? log.behind(behind, since) : log.allDelivered}
    </p>
  )
}
