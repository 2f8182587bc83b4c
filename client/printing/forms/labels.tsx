/** Labels and wristband: each says by itself whose it is, since when it is known, and that the blood type is no proof. */
import type { SummaryAnswer } from '../../../model/api/chart.ts'
import { formatMoment } from '../../parts/dates.ts'
import { BirthDate, Sex } from '../../parts/identity.tsx'
import { Known } from '../../parts/known.tsx'
import { bloodType } from '../packet/identity-part.tsx'
import { chartProvenance, type PrintedBy, type Sheet } from '../sheet.ts'
import { useSpeech } from '../words.ts'
import { Barcode } from './barcode.tsx'
import './forms.css'

/** Three across and seven down: 70 × 42.3 mm each, the common A4 stock of 21. */
const LABELS_OF_A_SHEET = 21

interface Labelled {
  readonly summary: SummaryAnswer
  readonly printed: PrintedBy
}

export function labelSheet(title: string, labelled: Labelled): Sheet {
  return bareSheet(
    title,
    'label-page',
    labelled,
    Array.from({ length: LABELS_OF_A_SHEET }, (_, at) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: labels are all the same
      <div key={at} className="label">
        <LabelText {...labelled} />
        <Barcode text={labelled.summary.banner.patientId} module={0.25} height={8} />
      </div>
    )),
  )
}

export function wristbandSheet(title: string, labelled: Labelled): Sheet {
  return bareSheet(
    title,
    'wristband-page',
    labelled,
    <>
      <Barcode text={labelled.summary.banner.patientId} module={0.3} height={14} />
      <div>
        <LabelText {...labelled} />
      </div>
    </>,
  )
}

function bareSheet(
  title: string,
  className: string,
  { summary }: Labelled,
  body: React.ReactNode,
): Sheet {
  return {
    subject: summary.banner,
    provenance: chartProvenance(summary),
    title,
    content: { kind: 'bare', className, body },
  }
}

function LabelText({ summary, printed }: Labelled) {
  const { words, print } = useSpeech()
  const { banner } = summary
  return (
    <>
      <div>
        <b>
          <Known text={banner.name} />
        </b>{' '}
        <Known text={banner.kana} />
      </div>
      <div>
        {words.identity.id} {banner.patientId} <Sex sex={banner.sex} />
      </div>
      <div>
        <BirthDate time={banner.birthDate} /> {print.bloodShort} <Known text={bloodType(banner)} />
      </div>
      <div className="label-small">
        {print.reference} {words.frame.asOf} {formatMoment(summary.asOf)}{' '}
        {print.printedAt(formatMoment(printed.at), printed.by)}
      </div>
    </>
  )
}
