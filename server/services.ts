/** What the routes work with: made once by `startServer`, closed when the server stops. */
import type { Accounts } from './access/accounts.ts'
import type { Badges } from './access/badges.ts'
import type { ChartHandles } from './access/chart-handles.ts'
import type { Lockout } from './access/lockout.ts'
import type { Notices } from './access/notices.ts'
import type { Phases } from './access/phases.ts'
import type { PlaceOpenings } from './access/place-openings.ts'
import type { RestrictedCharts } from './access/restricted-charts.ts'
import type { SecondFactors } from './access/second-factors.ts'
import type { Sessions } from './access/sessions.ts'
import type { Terminals } from './access/terminals.ts'
import type { Collector } from './audit/collector/collector.ts'
import type { AuditLog } from './audit/log.ts'
import type { CurrentGeneration } from './generations/current-generation.ts'
import type { MountedMedia } from './images/mounted-media.ts'
import type { Pacs } from './images/pacs/pacs.ts'
import type { Renderer } from './images/rendering/renderer.ts'
import type { CertificateAge } from './tls/certificate-age.ts'

export interface Services {
  readonly generations: CurrentGeneration
  readonly accounts: Accounts
  readonly badges: Badges
  readonly secondFactors: SecondFactors
  readonly sessions: Sessions
  readonly lockout: Lockout
  readonly terminalLockout: Lockout
  readonly handles: ChartHandles
  readonly phases: Phases
  readonly places: PlaceOpenings
  readonly notices: Notices
  readonly restrictedCharts: RestrictedCharts
  readonly terminals: Terminals
  /** The appliance's own, for IT to see their age. */
  certificates(): readonly CertificateAge[]
  readonly audit: AuditLog
  /** Where the access log lies, for who reads it. */
  readonly auditFile: string
  /** Fires when the server begins to stop: lines that would stay open end then. */
  readonly stopping: AbortSignal
  /** Where the access log is sent to; null = nowhere. */
  readonly collector: Collector | null
  /** A surviving image server; null = none is configured. */
  readonly pacs: Pacs | null
  /** Where media lie whose images were not copied; null = nowhere. */
  readonly media: MountedMedia | null
  readonly renderer: Renderer
  /** The demo hospital is served with its printed login. */
  readonly demo: boolean
}
