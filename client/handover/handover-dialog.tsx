/** Makes the open chart an encrypted file for another hospital, and shows its passphrase for as long as the dialog is open. */
import { useEffect, useRef, useState } from 'react'
import { HANDOVER_FORMATS, type HandoverFormat } from '../../model/codes/handover-formats.ts'
import { requestFile } from '../api/request.ts'
import { chartUrl, useChart } from '../chart/open-chart.tsx'
import { useWords } from '../language/language.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Failure } from '../parts/failure.tsx'
import './handover-dialog.css'
import { makePassphrase } from './passphrase.ts'
import { useHandoverWords } from './words.ts'

export default function HandoverDialog({ onClose }: { onClose: () => void }) {
  const { words } = useWords()
  const handover = useHandoverWords()
  const [format, setFormat] = useState<HandoverFormat>('folder')
  const [passphrase, setPassphrase] = useState(makePassphrase)
  const making = useMaking()
  const { isBusy } = making
  return (
    <Dialog title={handover.title} onClose={onClose} className="handover-dialog">
      <p className="none">{handover.logged}</p>
      <fieldset disabled={isBusy}>
        <legend>{handover.format}</legend>
        {HANDOVER_FORMATS.map((each) => (
          <label key={each}>
            <input
              type="radio"
              name="format"
              value={each}
              checked={format === each}
              onChange={() => setFormat(each)}
            />
            {handover.formats[each]}
          </label>
        ))}
      </fieldset>
      <h3>{handover.passphrase}</h3>
      <p className="handover-passphrase">
        <output>{passphrase}</output>
        <button
          type="button"
          disabled={isBusy || making.name !== ''}
          onClick={() => setPassphrase(makePassphrase())}
        >
          {handover.another}
        </button>
      </p>
      <p>{handover.writeDown}</p>
      <p className="handover-progress" role="status">
        {isBusy && handover.working}
        {making.name !== '' && `${handover.made(making.name)} ${handover.kiosk}`}
      </p>
      {making.error !== null && <Failure error={making.error} />}
      <div className="dialog-buttons">
        <button
          type="button"
          className="primary"
          disabled={isBusy}
          onClick={() => making.make({ format, passphrase })}
        >
          {handover.make}
        </button>
        <button type="button" onClick={onClose}>
          {isBusy ? handover.cancel : words.close}
        </button>
      </div>
    </Dialog>
  )
}

interface Making {
  readonly isBusy: boolean
  /** Of the file that was made; '' before. */
  readonly name: string
  readonly error: unknown
  readonly make: (asked: { format: HandoverFormat; passphrase: string }) => void
}

/** Ends with the dialog: what is not whole by then is dropped. */
function useMaking(): Making {
  const chart = useChart()
  const [state, setState] = useState({ isBusy: false, name: '', error: null as unknown })
  const control = useRef(new AbortController())
  useEffect(() => {
    const started = new AbortController()
    control.current = started
    return () => started.abort()
  }, [])
  return {
    ...state,
    make: (body) => {
      const { signal } = control.current
      setState({ isBusy: true, name: '', error: null })
      requestFile('POST', chartUrl(chart, 'handovers'), { body, signal })
        .then(({ name, content }) => {
          save(name, content)
          setState({ isBusy: false, name, error: null })
        })
        .catch((error: unknown) => {
          if (!signal.aborted) setState({ isBusy: false, name: '', error })
        })
    },
  }
}

function save(name: string, content: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
