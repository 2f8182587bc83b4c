/** Labels and wristband: each says by itself whose it is, since when it is known, and that the blood type is no proof. */
import type { SummaryAnswer } from '../../../model/api/chart/summary.ts'
import { formatMoment } from '../../parts/dates.ts'
import { BirthDate, Sex } from '../../parts/identity.tsx'
import { Known } from '../../parts/known.tsx'
import { bloodType } from '../packet/identity-part.tsx'
import { chartProvenance, type PrintedBy, type Sheet } from '../sheet.ts'
import { useSpeech } from '../words.ts'
import { Barcode } from './barcode.tsx'
import './forms.css'
import { LABEL_STOCK, type LabelSize } from './label-sizes.ts'

/** Beside the identity on a wristband. */
const WRISTBAND_ROOM = 110

interface Labelled {
  readonly summary: SummaryAnswer
  readonly printed: PrintedBy
}

/** One page of labels: a whole A4 sheet, or one label of a roll. */
export function labelSheet(title: string, size: LabelSize, labelled: Labelled): Sheet {
  const { count, width, margin, barHeight } = LABEL_STOCK[size]
  return bareSheet(
    title,
    `label-page label-${size}`,
    labelled,
    Array.from({ length: count }, (_, at) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: labels are all the same
      <div key={at} className="label">
        <Identity {...labelled} />
        <Barcode
          text={labelled.summary.banner.patientId}
          module={0.25}
          room={width - 2 * margin}
          height={barHeight}
        />
        <Origin {...labelled} />
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
      <Barcode
        text={labelled.summary.banner.patientId}
        module={0.3}
        room={WRISTBAND_ROOM}
        height={14}
      />
      <div>
        <Identity {...labelled} />
        <Origin {...labelled} />
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

function Identity({ summary }: Labelled) {
  const { words, print } = useSpeech()
  const { banner } = summary
  return (
    <>
      <div>
        <b>
          <Known text={banner.name} />
        </b>{' '}
        <span className="label-kana">
          <Known text={banner.kana} />
        </span>
      </div>
      <div>
        {words.identity.id} {banner.patientId} <Sex sex={banner.sex} />
        {banner.deceased && (
          <>
            {' '}
            <span className="mark">{words.identity.deceased}</span>
          </>
        )}
      </div>
      <div>
        <BirthDate time={banner.birthDate} />{' '}
        <span className="label-fact">
          {print.bloodShort} <Known text={bloodType(banner)} />
        </span>
      </div>
    </>
  )
}

/** As of when, and when and by whom it was printed. */
function Origin({ summary, printed }: Labelled) {
  const { words, print } = useSpeech()
  return (
    <div className="label-small">
      {print.reference} {words.frame.asOf} {formatMoment(summary.asOf)}{' '}
      {print.printedAt(formatMoment(printed.at), printed.by)}
    </div>
  )
}
