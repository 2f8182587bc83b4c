/** The ways to paper: a button in a chart and in a ward. What they open is loaded when it is wanted. */
import { lazy, Suspense, useEffect, useState } from 'react'
import type { WardAnswer, WardPatient } from '../../model/api/patients.ts'
import { isTyping } from '../frame/frame.tsx'
import { useWords } from '../language/language.tsx'
import './print-button.css'
import './print-guard.css'

const PrintChartDialog = lazy(() => import('./print-chart-dialog.tsx'))
const PrintPatientDialog = lazy(() => import('./print-patient-dialog.tsx'))
const PrintWardDialog = lazy(() => import('./print-ward-dialog.tsx'))

export function PrintChartButton() {
  const [isOpen, setOpen] = useState(false)
  usePrintKey(() => setOpen(true))
  return (
    <>
      <OpenButton onOpen={() => setOpen(true)} />
      {isOpen && (
        <Suspense fallback={null}>
          <PrintChartDialog onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}

export function PrintWardButton({ ward }: { ward: WardAnswer }) {
  const [isOpen, setOpen] = useState(false)
  usePrintKey(() => setOpen(true))
  return (
    <>
      <OpenButton onOpen={() => setOpen(true)} />
      {isOpen && (
        <Suspense fallback={null}>
          <PrintWardDialog ward={ward} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}

/** Of one patient of a ward's list. */
export function PrintPatientButton({ ward, patient }: { ward: WardAnswer; patient: WardPatient }) {
  const { words } = useWords()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <button
        type="button"
        className="print-bed"
        aria-label={`${words.print} ${patient.patientId} ${patient.name}`}
        onClick={() => setOpen(true)}
      >
        {words.print}
      </button>
      {isOpen && (
        <Suspense fallback={null}>
          <PrintPatientDialog ward={ward} patient={patient} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}

function OpenButton({ onOpen }: { onOpen: () => void }) {
  const { words } = useWords()
  return (
    <button type="button" className="print-button" onClick={onOpen}>
      <kbd>P</kbd> {words.print}
    </button>
  )
}

function usePrintKey(open: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event) || event.key.toLowerCase() !== 'p') return
      event.preventDefault()
      open()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  })
}
