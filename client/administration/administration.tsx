/** The screens of those who run the house's reading and read no chart: coordinator, IT, auditor. */
import type { Status } from '../../model/api/session.ts'
import '../printing/print-guard.css'
import type { Office } from '../router.ts'
import { AccessLog } from './access-log.tsx'
import './administration.css'
import { People } from './people.tsx'
import { Phases } from './phases.tsx'
import { Sessions } from './sessions.tsx'
import { Terminals } from './terminals.tsx'

interface AdministrationProps {
  readonly screen: Office
  readonly status: Status | null
}

export default function Administration({ screen, status }: AdministrationProps) {
  switch (screen) {
    case 'phases':
      return <Phases status={status} />
    case 'people':
      return <People />
    case 'sessions':
      return <Sessions />
    case 'terminals':
      return <Terminals />
    case 'log':
      return <AccessLog />
  }
}
