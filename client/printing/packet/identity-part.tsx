/** Who the patient is, and what may harm: allergies in their states, alerts, blood type, antibodies, infections, what is planned. */
import type { ReactNode } from 'react'
import type { Banner } from '../../../model/api/chart/opening.ts'
import type { Allergy } from '../../../model/api/chart/problems.ts'
import type { SummaryAnswer } from '../../../model/api/chart/summary.ts'
import type { Area } from '../../../model/api/common.ts'
import {
  ALLERGY_CATEGORY_WORDS,
  ALLERGY_SEVERITY_WORDS,
  ALLERGY_STATUS_WORDS,
} from '../../../model/codes/allergy-words.ts'
import { PRINT_PART_WORDS } from '../../../model/codes/print-forms.ts'
import { AlertLine } from '../../chart/alert-line.tsx'
import { EarlierPositive } from '../../chart/earlier-positive.tsx'
import { Otherwise, SourceNames } from '../../chart/otherwise.tsx'
import { ScheduledLine } from '../../chart/scheduled-line.tsx'
import { ClinicalTime, timeText } from '../../parts/clinical-time.tsx'
import { formatMoment } from '../../parts/dates.ts'
import { Age, placeText } from '../../parts/identity.tsx'
import { Known } from '../../parts/known.tsx'
import { Measured } from '../../parts/measured.tsx'
import { gapBlocks, noneBlock, partTitle, pieceTitle, sentence } from '../blocks.tsx'
import type { Block, PrintTable } from '../sheet.ts'
import type { Speech } from '../words.ts'
import type { PacketFacts } from './read-packet.ts'

/** Where what is planned stands. */
const SCHEDULED: readonly Area[] = ['orders', 'encounters']

export function identityBlocks(speech: Speech, { summary }: PacketFacts): Block[] {
  const { words, language } = speech
  const { banner, patientGaps } = summary
  return [
    partTitle(PRINT_PART_WORDS.identity[language]),
    ...gapBlocks(speech, patientGaps, ['allergies', 'demographics', 'other']),
    ...allergyBlocks(speech, summary),
    ...alertBlocks(speech, summary),
    { node: <Facts speech={speech} banner={banner} /> },
    ...markerBlocks(speech, summary),
    pieceTitle(words.summary.scheduled),
    ...gapBlocks(speech, patientGaps, SCHEDULED),
    ...(summary.scheduled.length === 0
      ? [noneBlock(speech, words.summary.noneScheduled, patientGaps, SCHEDULED)]
      : summary.scheduled.map((each) =>
          sentence(
            <>
              <ScheduledLine of={each} /> {each.department} <SourceNames of={each} />{' '}
              {each.plannedAsOf !== undefined &&
                words.summary.plannedAsOf(formatMoment(each.plannedAsOf))}
              <Otherwise of={each} at={each.at.at} />
            </>,
          ),
        )),
  ]
}

function allergyBlocks(speech: Speech, summary: SummaryAnswer): Block[] {
  const { words } = speech
  const table: PrintTable = {
    className: 'allergy-columns',
    head: (
      <>
        <th scope="col">{words.allergy.substance}</th>
        <th scope="col">{words.allergy.reaction}</th>
        <th scope="col">{words.allergy.severity}</th>
        <th scope="col">{words.allergy.category}</th>
        <th scope="col">{words.allergy.reported}</th>
        <th scope="col">{words.allergy.origin}</th>
      </>
    ),
  }
  const state = summary.allergyState
  const listed = summary.allergies.filter((each) => each.state === 'present')
  return [
    {
      keepWithNext: listed.length > 0,
      className: 'noted',
      node: (
        <p className="statement">
          <strong>{words.allergy.statement[state]}</strong>{' '}
          {state !== 'present' && words.allergy.meaning[state]}
        </p>
      ),
    },
    ...listed.map((allergy) => ({
      table,
      node: <AllergyCells speech={speech} allergy={allergy} />,
    })),
  ]
}

function AllergyCells({ speech, allergy }: { speech: Speech; allergy: Allergy }) {
  const { words, code } = speech
  return (
    <>
      <td>
        {allergy.deleted ? (
          <s>{allergy.substance || words.unknown}</s>
        ) : (
          <b>{allergy.substance || words.unknown}</b>
        )}{' '}
        {allergy.deleted && <span className="mark">{words.allergy.deleted}</span>}
        {!allergy.deleted && !allergy.current && (
          <span className="mark">{words.allergy.superseded}</span>
        )}
        {allergy.clinicalStatus !== '' && (
          <span className="mark">{code(ALLERGY_STATUS_WORDS, allergy.clinicalStatus)}</span>
        )}
      </td>
      <td>{allergy.reaction || words.notWritten}</td>
      <td>{code(ALLERGY_SEVERITY_WORDS, allergy.severity) || words.notWritten}</td>
      <td>{code(ALLERGY_CATEGORY_WORDS, allergy.category) || words.notWritten}</td>
      <td>
        <ClinicalTime time={allergy.reportedAt} to="day" />
      </td>
      <td>
        {words.allergy.from[allergy.origin]}
        <SourceNames of={allergy} />
        <Otherwise of={allergy} />
      </td>
    </>
  )
}

function Facts({ speech, banner }: { speech: Speech; banner: Banner }) {
  const { words, print } = speech
  const prior = banner.identifiers.filter((each) => each.use === 'prior')
  return (
    <dl className="print-facts">
      <Fact name={print.bloodShort}>
        <b>
          <Known text={bloodType(banner)} />
        </b>{' '}
        <span className="mark">{print.backupBlood}</span>
      </Fact>
      <Fact name={words.identity.age}>
        {banner.age === null ? <Known text="" /> : <Age age={banner.age} />}
        {banner.deceased && (
          <>
            {' '}
            <b>{words.identity.deceased}</b> <ClinicalTime time={banner.deceasedAt} to="day" />
          </>
        )}
      </Fact>
      <Fact name={words.banner.height}>
        <Measured of={banner.height} />
      </Fact>
      <Fact name={words.banner.weight}>
        <Measured of={banner.weight} />
      </Fact>
      <Fact name={print.place}>
        {banner.admittedAt === null ? (
          words.banner.notInpatient
        ) : (
          <>
            {placeText(banner) || words.wards.noBed}{' '}
            {words.banner.admitted(timeText(banner.admittedAt, 'day') || words.unknown)}
          </>
        )}
      </Fact>
      <Fact name={words.medications.orderedBy}>
        <Known text={[banner.department, banner.attending].filter(Boolean).join(' ')} />
      </Fact>
      {(banner.sameName || !banner.mastered || prior.length > 0) && (
        <>
          <dt>{words.identity.remarks}</dt>
          <dd className="whole">
            {[
              banner.sameName && words.identity.sameName,
              !banner.mastered && words.banner.notMastered,
              prior.length > 0 &&
                words.identity.priorIds(prior.map((each) => each.value).join(words.listComma)),
            ]
              .filter(Boolean)
              .join(words.listComma)}
          </dd>
        </>
      )}
    </dl>
  )
}

/** `A RhD(+)` as the source wrote its two parts; '' when neither is known. */
export function bloodType(banner: Banner): string {
  return [banner.bloodAbo, banner.bloodRh].filter((each) => each !== '').join(' ')
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}

/** What the source warns of; nothing where it warns of nothing. */
function alertBlocks({ words }: Speech, { alerts }: SummaryAnswer): Block[] {
  return alerts.map((each) =>
    sentence(
      <>
        {words.summary.alerts}: <AlertLine of={each} /> <SourceNames of={each} />
      </>,
    ),
  )
}

/** Results about infections and irregular antibodies as they came; none is not the same as negative. */
function markerBlocks({ words }: Speech, summary: SummaryAnswer): Block[] {
  return (['antibody', 'infection'] as const).map((kind) => {
    const found = summary.infections.filter((each) => each.kind === kind)
    return sentence(
      <>
        {words.summary.markers[kind]}:{' '}
        {found.length === 0
          ? words.noRecordUnknown
          : found.map((each, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows are read only and never move
              <span key={at}>
                {at > 0 && words.listComma}
                {each.name}{' '}
                <b>
                  {each.text} {each.flag === 'N' ? '' : each.flag}
                </b>{' '}
                <ClinicalTime time={each.at} to="day" />{' '}
                {each.sense === 'unread' && <small>{words.infection.unread} </small>}
                <EarlierPositive of={each} />
                <SourceNames of={each} />
                <Otherwise of={each} at={each.at.at} />
              </span>
            ))}
      </>,
    )
  })
}
