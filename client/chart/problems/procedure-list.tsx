/** Operations and other procedures, and what their names and the problems' say of implants: each with its date and where it stands. */
import type {
  ImplantMention,
  ProblemsAnswer,
  ProcedureRow,
} from '../../../model/api/chart/problems.ts'
import type { Area } from '../../../model/api/common.ts'
import { ORDER_CATEGORY_WORDS } from '../../../model/codes/chart-words.ts'
import { useWords } from '../../language/language.tsx'
import { ClinicalTime } from '../../parts/clinical-time.tsx'
import { NoRecord } from '../../parts/no-record.tsx'
import { DocumentLink } from '../documents/document-link.tsx'
import { Otherwise, SourcesOf } from '../otherwise.tsx'

/** Where a procedure would have stood: as an order, or in a document. */
const AREAS: readonly Area[] = ['orders', 'documents']

export function ProcedureLists({ part }: { part: ProblemsAnswer }) {
  const { words } = useWords()
  const isOther = ({ category }: ProcedureRow) => category === 'other'
  const operations = part.procedures.filter((each) => !isOther(each))
  const others = part.procedures.filter(isOther)
  const none = (text: string) => <NoRecord text={text} gaps={part.patientGaps} areas={AREAS} />
  return (
    <>
      <h2>{words.procedures.implants}</h2>
      {part.implants.length === 0 ? (
        none(words.procedures.noImplants)
      ) : (
        <ImplantTable implants={part.implants} />
      )}
      <h2>{words.procedures.operations}</h2>
      {operations.length === 0 ? (
        none(words.procedures.noOperations)
      ) : (
        <ProcedureTable procedures={operations} />
      )}
      <h2>{words.procedures.others}</h2>
      {others.length === 0 ? (
        none(words.procedures.noOthers)
      ) : (
        <ProcedureTable procedures={others} />
      )}
    </>
  )
}

function ProcedureTable({ procedures }: { procedures: readonly ProcedureRow[] }) {
  const { words, code, note } = useWords()
  return (
    <table className="rows">
      <thead>
        <tr>
          <th scope="col">{words.procedures.at}</th>
          <th scope="col">{words.procedures.kind}</th>
          <th scope="col">{words.procedures.name}</th>
          <th scope="col">{words.wards.department}</th>
          <th scope="col">{words.procedures.performer}</th>
          <th scope="col">{words.procedures.source}</th>
          <th scope="col">{words.labs.note}</th>
        </tr>
      </thead>
      <tbody>
        {procedures.map((procedure, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows are read only and never move
          <tr key={index} className={procedure.cancelled ? 'void' : undefined}>
            <td>
              <ClinicalTime time={procedure.startAt} />
            </td>
            <td>{code(ORDER_CATEGORY_WORDS, procedure.category)}</td>
            <td>
              <b className={procedure.cancelled ? 'struck' : undefined}>{procedure.name}</b>
              {procedure.cancelled && (
                <span className="mark missing">{words.medications.cancelled}</span>
              )}
            </td>
            <td>{procedure.department}</td>
            <td>{procedure.performer}</td>
            <td>
              <Origin {...procedure} from="procedure" />
              <SourcesOf sources={procedure.sources} />
            </td>
            <td className="breakable">
              {[note(procedure.note), procedure.status].filter((each) => each !== '').join(' ')}
              <Otherwise of={procedure} at={procedure.startAt.at} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function ImplantTable({ implants }: { implants: readonly ImplantMention[] }) {
  const { words } = useWords()
  return (
    <>
      <p className="missing">{words.procedures.implantsMean}</p>
      <table className="rows">
        <thead>
          <tr>
            <th scope="col">{words.procedures.at}</th>
            <th scope="col">{words.procedures.mention}</th>
            <th scope="col">{words.procedures.source}</th>
          </tr>
        </thead>
        <tbody>
          {implants.map((implant, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows are read only and never move
            <tr key={index}>
              <td>
                <ClinicalTime time={implant.at} to="day" />
              </td>
              <td>
                <b>{implant.text}</b>
              </td>
              <td>
                <Origin {...implant} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

/** The document that tells of it, or which list it stands in. */
function Origin({ document, documentTitle, from }: Omit<ImplantMention, 'text' | 'at'>) {
  const { words } = useWords()
  if (document === '') return <>{words.procedures.from[from]}</>
  return (
    <DocumentLink document={document}>{documentTitle || words.documents.untitled}</DocumentLink>
  )
}
