/** Whose chart this is, on every part of it: identity, allergies, where the patient lies, what is missing. */
import { useEffect, useState } from 'react'
import type { Banner } from '../../model/api/chart/opening.ts'
import type { Allergy } from '../../model/api/chart/problems.ts'
import type { SummaryAnswer } from '../../model/api/chart/summary.ts'
import type { Gap } from '../../model/api/common.ts'
import {
  ALLERGY_SEVERITY_WORDS,
  ALLERGY_STATUS_WORDS,
  isPlainAllergyStatus,
} from '../../model/codes/allergy-words.ts'
import { RouteLink } from '../frame/route-link.tsx'
import { useWords } from '../language/language.tsx'
import { ClinicalTime } from '../parts/clinical-time.tsx'
import { formatDay, formatMoment } from '../parts/dates.ts'
import { isSpan } from '../parts/gap-notice.tsx'
import { Age, BirthDate, placeText, Sex } from '../parts/identity.tsx'
import { Known } from '../parts/known.tsx'
import { Measured } from '../parts/measured.tsx'
import { readPart, useChart } from './open-chart.tsx'

interface ChartBannerProps {
  readonly banner: Banner
  readonly gaps: readonly Gap[]
}

/** The whole of the banner, on a screen with room for it above the content. */
export function ChartBanner({ banner, gaps }: ChartBannerProps) {
  return (
    <header className="banner">
      <div className="banner-person">
        <Name banner={banner} />
        <dl>
          <KeyFacts banner={banner} />
          <MoreFacts banner={banner} />
        </dl>
      </div>
      <div className="banner-strip">
        <Dangers banner={banner} gaps={gaps} />
        <Circumstances banner={banner} gaps={gaps} />
      </div>
    </header>
  )
}

/** Who this is and the allergies: what stays in sight on a small screen while all else scrolls. */
export function HeldBanner({ banner, gaps }: ChartBannerProps) {
  return (
    <header className="banner banner-held">
      <Name banner={banner} />
      <dl>
        <KeyFacts banner={banner} />
      </dl>
      <Dangers banner={banner} gaps={gaps} />
    </header>
  )
}

/** What `HeldBanner` leaves out. */
export function RestOfBanner({ banner, gaps }: ChartBannerProps) {
  return (
    <div className="banner">
      <dl>
        <MoreFacts banner={banner} />
      </dl>
      <div className="banner-strip">
        <Circumstances banner={banner} gaps={gaps} />
      </div>
    </div>
  )
}

interface OfBanner {
  readonly banner: Banner
}

function Name({ banner }: OfBanner) {
  return (
    <h1>
      <Known text={banner.name} />
      <span>
        <Known text={banner.kana} />
      </span>
    </h1>
  )
}

function KeyFacts({ banner }: OfBanner) {
  const { words } = useWords()
  const prior = banner.identifiers.filter((each) => each.use === 'prior')
  return (
    <>
      <Fact name={words.identity.id}>
        <b className="time">{banner.patientId}</b>
        {prior.length > 0 && (
          <small className="missing">
            {words.identity.priorIds(prior.map((each) => each.value).join(words.listComma))}
          </small>
        )}
      </Fact>
      <Fact name={words.identity.birthDate}>
        <b>
          <BirthDate time={banner.birthDate} />
        </b>
      </Fact>
    </>
  )
}

function MoreFacts({ banner }: OfBanner) {
  const { words } = useWords()
  return (
    <>
      <Fact name={words.identity.age}>
        {banner.age === null ? <Known text="" /> : <Age age={banner.age} />}
      </Fact>
      <Fact name={words.identity.sex}>
        <Sex sex={banner.sex} />
      </Fact>
      <Fact name={words.banner.blood}>
        <b>
          <Known text={bloodType(banner)} />
        </b>
      </Fact>
      <Fact name={words.banner.height}>
        <Measured of={banner.height} />
      </Fact>
      <Fact name={words.banner.weight}>
        <Measured of={banner.weight} />
      </Fact>
    </>
  )
}

/** The allergies, how many of them could not be read, and whether the patient is alive. */
function Dangers({ banner, gaps }: ChartBannerProps) {
  const { words } = useWords()
  const allergyGaps = gaps.filter((gap) => gap.area === 'allergies').length
  return (
    <>
      <AllergyStrip state={banner.allergyState} />
      {allergyGaps > 0 && banner.allergyState !== 'unreadable' && (
        <span className="mark missing">{words.allergy.partlyUnreadable(allergyGaps)}</span>
      )}
      {banner.deceased && (
        <span className="mark deceased">
          {words.identity.deceased}
          {(banner.deceasedAt.at !== null || banner.deceasedAt.text !== '') && (
            <>
              {' '}
              <ClinicalTime time={banner.deceasedAt} to="day" />
            </>
          )}
        </span>
      )}
    </>
  )
}

/** Where the patient lies, and what must be known of the record itself. */
function Circumstances({ banner, gaps }: ChartBannerProps) {
  const { words } = useWords()
  const spans = gaps.filter(isSpan).length
  const own = gaps.length - spans
  return (
    <>
      {banner.ownAsOf !== null && (
        <span className="mark missing">
          {words.banner.ownAsOf(banner.ownAsOf.source, formatMoment(banner.ownAsOf.asOf))}
        </span>
      )}
      <BannerPlace banner={banner} />
      {banner.sameName && <span className="mark missing">{words.identity.sameName}</span>}
      {!banner.mastered && <span className="mark missing">{words.banner.notMastered}</span>}
      <RouteLink
        to={{ screen: 'chart', part: 'gaps' }}
        className={own > 0 ? 'mark missing' : 'mark'}
      >
        {own > 0 ? words.gaps.count(own) : spans === 0 && words.gaps.none}
        {own > 0 && spans > 0 && words.listComma}
        {spans > 0 && words.gaps.spans(spans)}
      </RouteLink>
    </>
  )
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

/** `A RhD(+)` as the source wrote its two parts; '' when neither is known. */
function bloodType(banner: Banner): string {
  return [banner.bloodAbo, banner.bloodRh].filter((each) => each !== '').join(' ')
}

function BannerPlace({ banner }: { banner: Banner }) {
  const { words } = useWords()
  if (banner.admittedAt === null) return <span className="none">{words.banner.notInpatient}</span>
  const since = banner.admittedAt.at === null ? '' : formatDay(banner.admittedAt.at)
  return (
    <span className="banner-place">
      <b>{placeText(banner) || words.wards.noBed}</b> {banner.department} {banner.attending}
      {since !== '' && <span className="time">{words.banner.admitted(since)}</span>}
    </span>
  )
}

/** The allergies themselves when there are any, else which of the other three states it is. */
function AllergyStrip({ state }: { state: Banner['allergyState'] }) {
  const speech = useWords()
  const { words } = speech
  const allergies = useAllergies()
  if (state !== 'present') {
    const look = state === 'none-known' ? 'mark' : 'mark missing'
    return <span className={look}>{words.allergy.statement[state]}</span>
  }
  const known = allergies.filter((each) => each.state === 'present' && !each.deleted)
  return (
    <span className="mark allergy">
      <strong>{words.allergy.statement.present}</strong>
      {known.map(allergyText(speech)).join(words.listComma)}
    </span>
  )
}

/** Substance, reaction, severity, a status that says more than that it stands; one that only an earlier list names is dangerous all the same, and marked. */
function allergyText({ words, code }: ReturnType<typeof useWords>): (allergy: Allergy) => string {
  return (allergy) => {
    const { clinicalStatus } = allergy
    const facts = [
      allergy.substance || words.unknown,
      allergy.reaction,
      code(ALLERGY_SEVERITY_WORDS, allergy.severity),
      isPlainAllergyStatus(clinicalStatus) ? '' : code(ALLERGY_STATUS_WORDS, clinicalStatus),
    ]
    const text = facts.filter((fact) => fact !== '').join(' ')
    return allergy.current ? text : `${text}${words.inBrackets(words.allergy.superseded)}`
  }
}

/** The allergies as the summary lists them; empty while they are read, when the strip says あり alone. */
function useAllergies(): SummaryAnswer['allergies'] {
  const chart = useChart()
  const [allergies, setAllergies] = useState<SummaryAnswer['allergies']>([])
  useEffect(() => {
    const control = new AbortController()
    readPart<SummaryAnswer>(chart, 'summary', control.signal)
      .then((summary) => setAllergies(summary.allergies))
      .catch(() => {
        // The strip still says that there are allergies; the summary itself shows the failure.
        if (!control.signal.aborted) setAllergies([])
      })
    return () => control.abort()
  }, [chart])
  return allergies
}
