/** Allergies, alerts, blood type, antibodies, infections; and the visits and stays they belong to. */
import type { SummaryAnswer } from '../../../model/api/chart/summary.ts'
import {
  ALLERGY_CATEGORY_WORDS,
  ALLERGY_SEVERITY_WORDS,
  ALLERGY_STATUS_WORDS,
  isPlainAllergyStatus,
} from '../../../model/codes/allergy-words.ts'
import {
  DISPOSITION_WORDS,
  ENCOUNTER_CLASS_WORDS,
  ENCOUNTER_STATUS_WORDS,
} from '../../../model/codes/chart-words.ts'
import { flagSense } from '../../../model/codes/result-words.ts'
import { useWords } from '../../language/language.tsx'
import { ClinicalTime } from '../../parts/clinical-time.tsx'
import { Known } from '../../parts/known.tsx'
import { NoRecord } from '../../parts/no-record.tsx'
import { AlertLine } from '../alert-line.tsx'
import { EarlierPositive } from '../earlier-positive.tsx'
import { Otherwise, SourceNames, Voices } from '../otherwise.tsx'

export function Dangers({ summary }: { summary: SummaryAnswer }) {
  const { words } = useWords()
  const { banner } = summary
  const blood = [banner.bloodAbo, banner.bloodRh].filter((each) => each !== '').join(' ')
  return (
    <>
      <SummaryAllergies summary={summary} />
      <dl className="facts">
        <Alerts summary={summary} />
        <dt>{words.banner.blood}</dt>
        <dd>
          <b>
            <Known text={blood} />
          </b>
        </dd>
        {(['antibody', 'infection'] as const).map((kind) => (
          <Markers key={kind} summary={summary} kind={kind} />
        ))}
      </dl>
    </>
  )
}

function SummaryAllergies({ summary }: { summary: SummaryAnswer }) {
  const { words, code } = useWords()
  const state = summary.allergyState
  const valid = summary.allergies.filter((each) => each.state === 'present' && !each.deleted)
  const look = {
    present: 'allergy',
    'none-known': '',
    'no-record': 'missing',
    unreadable: 'missing',
  }
  return (
    <>
      <p className={`allergy-state ${look[state]}`}>
        <strong>{words.allergy.statement[state]}</strong>
        {state !== 'present' && <span>{words.allergy.meaning[state]}</span>}
      </p>
      {valid.length > 0 && (
        <ul className="lines allergies">
          {valid.map((allergy, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows are read only and never move
            <li key={at}>
              <span>
                <b>{allergy.substance || words.unknown}</b> {allergy.reaction}
                {!allergy.current && (
                  <span className="mark missing">{words.allergy.superseded}</span>
                )}
                {!isPlainAllergyStatus(allergy.clinicalStatus) && (
                  <span className="mark missing">
                    {code(ALLERGY_STATUS_WORDS, allergy.clinicalStatus)}
                  </span>
                )}
                <Otherwise of={allergy} />
              </span>
              <small>
                {[
                  code(ALLERGY_SEVERITY_WORDS, allergy.severity),
                  code(ALLERGY_CATEGORY_WORDS, allergy.category),
                ]
                  .filter(Boolean)
                  .join(' ')}
              </small>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

/** Nothing where nothing is warned of: most sources have no warnings, and none is not the same as no danger. */
function Alerts({ summary: { alerts } }: { summary: SummaryAnswer }) {
  const { words } = useWords()
  if (alerts.length === 0) return null
  return (
    <>
      <dt>{words.summary.alerts}</dt>
      <dd>
        <ul className="alerts">
          {alerts.map((each, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows are read only and never move
            <li key={at}>
              <AlertLine of={each} /> <SourceNames of={each} />
            </li>
          ))}
        </ul>
      </dd>
    </>
  )
}

/** Results about infections or irregular antibodies, each as it came; none is not the same as negative. */
function Markers({ summary, kind }: { summary: SummaryAnswer; kind: 'infection' | 'antibody' }) {
  const { words } = useWords()
  const found = summary.infections.filter((each) => each.kind === kind)
  return (
    <>
      <dt>{words.summary.markers[kind]}</dt>
      <dd>
        {found.length === 0 ? (
          <span className="unknown">{words.noRecordUnknown}</span>
        ) : (
          <ul className="markers">
            {found.map((each, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows are read only and never move
              <li key={at}>
                {each.name}{' '}
                <b className={`sense-${flagSense(each.flag)}`}>
                  {each.text}
                  {each.flag !== '' && each.flag !== 'N' && ` ${each.flag}`}
                </b>
                <small>
                  <ClinicalTime time={each.at} to="day" />
                </small>
                {each.sense === 'unread' && <small>{words.infection.unread}</small>}
                <EarlierPositive of={each} />
                <Otherwise of={each} at={each.at.at} />
              </li>
            ))}
          </ul>
        )}
      </dd>
    </>
  )
}

export function Background({ summary }: { summary: SummaryAnswer }) {
  const { words, code, note } = useWords()
  if (summary.encounters.length === 0) {
    return (
      <NoRecord
        text={words.summary.noEncounters}
        gaps={summary.patientGaps}
        areas={['encounters']}
      />
    )
  }
  return (
    <ul className="lines">
      {summary.encounters.map((each, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows are read only and never move
        <li key={at}>
          <span>
            <ClinicalTime time={each.startAt} to="day" />
            {each.class === 'inpatient' && each.status === 'finished' && (
              <>
                {'～'}
                <ClinicalTime time={each.endAt} to="day" />
              </>
            )}{' '}
            <b>{code(ENCOUNTER_CLASS_WORDS, each.class)}</b> {each.department}{' '}
            {each.reason !== '' && words.summary.reason(each.reason)}
          </span>
          <small>
            {each.status !== 'finished' && code(ENCOUNTER_STATUS_WORDS, each.status)} {each.ward}{' '}
            {each.attending} {each.particulars.map(note).join('　')}{' '}
            {each.disposition !== '' &&
              words.summary.disposition(code(DISPOSITION_WORDS, each.disposition))}{' '}
            <Voices of={each} />
          </small>
        </li>
      ))}
    </ul>
  )
}
