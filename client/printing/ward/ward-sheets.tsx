/** The list in front of a ward's packets, and the page of a patient whose chart could not be printed. */
import type { WardAnswer, WardPatient } from '../../../model/api/patients.ts'
import { formatMoment } from '../../parts/dates.ts'
import { useFailureText } from '../../parts/failure.tsx'
import { BirthDate, placeText, Sex } from '../../parts/identity.tsx'
import { Known } from '../../parts/known.tsx'
import { partTitle, sentence } from '../blocks.tsx'
import type { PrintTable, Sheet, SheetProvenance } from '../sheet.ts'
import type { Speech } from '../words.ts'

export interface CoverLine {
  readonly patient: WardPatient
  /** null = no packet. */
  readonly pages: number | null
}

export function coverSheet(speech: Speech, ward: WardAnswer, lines: readonly CoverLine[]): Sheet {
  const { words, print } = speech
  const name = ward.ward === 'none' ? words.wards.noBed : ward.name
  const table: PrintTable = {
    className: 'cover-columns',
    head: (
      <>
        <th scope="col">{words.wards.bed}</th>
        <th scope="col">{words.identity.id}</th>
        <th scope="col">{words.identity.name}</th>
        <th scope="col">{words.identity.birthDate}</th>
        <th scope="col">{words.identity.sex}</th>
        <th scope="col">{words.allergy.title}</th>
        <th scope="col">{print.pages}</th>
      </>
    ),
  }
  return {
    subject: null,
    provenance: wardProvenance(ward, ward.gapCount),
    title: print.coverTitle(name),
    content: {
      kind: 'flow',
      blocks: [
        partTitle(print.coverTitle(name)),
        sentence(print.coverMeans(lines.length, formatMoment(ward.asOf))),
        ...lines.map(({ patient, pages }) => ({
          table,
          node: (
            <>
              <td>
                <b>{placeText({ ...patient, ward: '' }) || words.wards.noBed}</b>
              </td>
              <td>{patient.patientId}</td>
              <td>
                <b>
                  <Known text={patient.name} />
                </b>
                <small>
                  <Known text={patient.kana} />
                </small>
              </td>
              <td>
                <BirthDate time={patient.birthDate} />
              </td>
              <td>
                <Sex sex={patient.sex} />
              </td>
              <td>
                {patient.facts === null
                  ? words.wards.restricted
                  : words.allergy.state[patient.facts.allergyState]}
              </td>
              <td>{pages === null ? <b>{print.failed}</b> : print.pageCount(pages)}</td>
            </>
          ),
        })),
      ],
    },
  }
}

/** A ward's answer counts all gaps as one. */
function wardProvenance(ward: WardAnswer, gapCount: number): SheetProvenance {
  const { generation, asOf, sources, partial } = ward
  return { generation, asOf, sources, partial, gapCount, spanCount: 0, ownAsOf: null }
}

export function failureSheet(
  { print }: Speech,
  ward: WardAnswer,
  { patient, error }: { patient: WardPatient; error: unknown },
): Sheet {
  return {
    subject: patient,
    provenance: wardProvenance(ward, patient.gapCount),
    title: print.failedTitle,
    content: {
      kind: 'flow',
      blocks: [
        partTitle(print.failedTitle),
        { className: 'noted', node: <FailureSentence error={error} /> },
        sentence(print.failedMeans),
      ],
    },
  }
}

function FailureSentence({ error }: { error: unknown }) {
  const textOf = useFailureText()
  return (
    <p className="statement">
      <b>{textOf(error)}</b>
    </p>
  )
}
