/** Forms to be written on while the record system is down: identity, allergies and a barcode are there already. */
import type { ReactNode } from 'react'
import type { SummaryAnswer } from '../../../model/api/chart/summary.ts'
import {
  DOWNTIME_FORM_CODES,
  DOWNTIME_FORM_WORDS,
  type DowntimeForm,
} from '../../../model/codes/print-forms.ts'
import { ClinicalTime } from '../../parts/clinical-time.tsx'
import { chartProvenance, type PrintedBy, type Sheet } from '../sheet.ts'
import { type Speech, useSpeech } from '../words.ts'
import { Barcode } from './barcode.tsx'
import './forms.css'

export function formSheet(
  speech: Speech,
  form: DowntimeForm,
  { summary, printed }: { summary: SummaryAnswer; printed: PrintedBy },
): Sheet {
  const title = DOWNTIME_FORM_WORDS[form][speech.language]
  const Body = BODIES[form]
  return {
    subject: summary.banner,
    provenance: chartProvenance(summary),
    title,
    content: {
      kind: 'page',
      body: (
        <div className="form">
          <div className="form-head">
            <h1>{title}</h1>
            <Barcode
              text={barcodeText(summary, form, printed)}
              module={0.25}
              room={110}
              height={11}
            />
          </div>
          {summary.banner.deceased && <FormDeath speech={speech} summary={summary} />}
          <FormAllergies summary={summary} />
          <Body />
          <p className="form-after">{speech.print.writing.afterRecovery}</p>
        </div>
      ),
    },
  }
}

/** `0001234/PN/202611220645`: patient id, type of form, terminal's time to the minute. */
export function barcodeText(
  { banner }: Pick<SummaryAnswer, 'banner'>,
  form: DowntimeForm,
  { at }: PrintedBy,
): string {
  return `${banner.patientId}/${DOWNTIME_FORM_CODES[form]}/${at.replace(/\D/g, '').slice(0, 12)}`
}

const BODIES: Record<DowntimeForm, () => ReactNode> = {
  'progress-note': ProgressNote,
  'order-slip': OrderSlip,
  'lab-request': LabRequest,
  'medication-record': MedicationRecord,
}

/** Said before anything is written on it: it may be the wrong patient's sheet. */
function FormDeath({ speech: { words }, summary }: { speech: Speech; summary: SummaryAnswer }) {
  return (
    <p className="form-allergies">
      <strong>{words.identity.deceased}</strong>{' '}
      <ClinicalTime time={summary.banner.deceasedAt} to="day" />
    </p>
  )
}

/** Whoever writes an order on this sheet reads this first. */
function FormAllergies({ summary }: { summary: SummaryAnswer }) {
  const { words } = useSpeech()
  const { allergyState, patientGaps } = summary
  const known = summary.allergies.filter((each) => each.state === 'present' && !each.deleted)
  const unread = patientGaps.filter((gap) => gap.area === 'allergies').length
  return (
    <p className="form-allergies">
      <strong>{words.allergy.statement[allergyState]}</strong>{' '}
      {known
        .map((each) =>
          [
            each.substance || words.unknown,
            each.reaction,
            each.severity,
            each.current ? '' : words.inBrackets(words.allergy.superseded),
          ]
            .filter((fact) => fact !== '')
            .join(' '),
        )
        .join(words.listComma)}
      {allergyState !== 'present' && words.allergy.meaning[allergyState]}
      {unread > 0 && allergyState !== 'unreadable' && ` ${words.allergy.partlyUnreadable(unread)}`}
    </p>
  )
}

function ProgressNote() {
  const { writing } = useSpeech().print
  return (
    <>
      <Fields names={[writing.writtenAt, writing.department, writing.writer]} />
      <table className="form-lines form-note">
        <thead>
          <tr>
            <th scope="col">{writing.date}</th>
            <th scope="col">{writing.note}</th>
          </tr>
        </thead>
        <tbody>
          <BlankRows rows={24} columns={2} />
        </tbody>
      </table>
      <Signatures roles={[writing.doctor, writing.nurse]} />
    </>
  )
}

function OrderSlip() {
  const { writing } = useSpeech().print
  return (
    <>
      <Fields names={[writing.writtenAt, writing.department, writing.purpose]} />
      <Choices title={writing.kind} choices={writing.kinds} />
      <Choices title={writing.urgencyTitle} choices={writing.urgency} />
      <table className="form-lines form-order">
        <thead>
          <tr>
            <th scope="col">{writing.content}</th>
            <th scope="col">{writing.receiver}</th>
            <th scope="col">{writing.checker}</th>
          </tr>
        </thead>
        <tbody>
          <BlankRows rows={18} columns={3} />
        </tbody>
      </table>
      <Signatures roles={[writing.doctor, writing.nurse, writing.receiver]} />
    </>
  )
}

function LabRequest() {
  const { writing } = useSpeech().print
  return (
    <>
      <Fields names={[writing.writtenAt, writing.department, writing.purpose]} />
      <Choices title={writing.urgencyTitle} choices={writing.urgency} />
      <Choices title={writing.test} choices={writing.tests} />
      <Fields names={[writing.specimen]} />
      <table className="form-lines form-result">
        <thead>
          <tr>
            <th scope="col">{writing.otherTests}</th>
            <th scope="col">{writing.result}</th>
          </tr>
        </thead>
        <tbody>
          <BlankRows rows={14} columns={2} />
        </tbody>
      </table>
      <Signatures roles={[writing.doctor, writing.nurse, writing.receiver]} />
    </>
  )
}

/** Times across one day's round. */
const GIVEN_COLUMNS = 6

function MedicationRecord() {
  const { writing } = useSpeech().print
  return (
    <>
      <Fields names={[writing.writtenAt, writing.department, writing.writer]} />
      <table className="form-lines form-given">
        <thead>
          <tr>
            <th scope="col">{writing.drug}</th>
            <th scope="colgroup" colSpan={GIVEN_COLUMNS}>
              {writing.given}
            </th>
          </tr>
        </thead>
        <tbody>
          <BlankRows rows={15} columns={1 + GIVEN_COLUMNS} />
        </tbody>
      </table>
      <Signatures roles={[writing.nurse, writing.checker, writing.doctor]} />
    </>
  )
}

function Fields({ names }: { names: readonly string[] }) {
  return (
    <div className="form-fields">
      {names.map((name) => (
        <span key={name}>{name}</span>
      ))}
    </div>
  )
}

function Choices({ title, choices }: { title: string; choices: readonly string[] }) {
  return (
    <div className="form-choices">
      <span>{title}</span>
      <div>
        {choices.map((choice) => (
          <span key={choice}>□ {choice}</span>
        ))}
      </div>
    </div>
  )
}

function BlankRows({ rows, columns }: { rows: number; columns: number }) {
  return Array.from({ length: rows }, (_, row) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: blank rows are all the same
    <tr key={row}>
      {Array.from({ length: columns }, (_, column) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blank cells are all the same
        <td key={column} />
      ))}
    </tr>
  ))
}

function Signatures({ roles }: { roles: readonly string[] }) {
  const { writing } = useSpeech().print
  return (
    <div className="form-signatures">
      {roles.map((role) => (
        <span key={role}>
          {role} {writing.signature}
        </span>
      ))}
    </div>
  )
}
