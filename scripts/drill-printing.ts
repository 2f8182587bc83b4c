/** Whether a packet can be laid out for paper. What a printer makes of it, only a person can see. */
import type { MachineCheck } from '../loader/drill/drill-content.ts'
import { choosePatients } from './drill-charts.ts'
import { findBrowser, printToPdf } from './print-to-pdf.ts'

const ON_PAPER = '端末から一部印刷して確かめてください / print a packet on a terminal'

/** Makes one patient's packet as a PDF, in memory. @param generation its folder */
export async function checkPrinting(
  generation: string,
  signal: AbortSignal,
): Promise<MachineCheck> {
  const browser = findBrowser()
  const [patient] = choosePatients(generation, 1)
  if (browser === null || patient === undefined) {
    return { what: 'printing', ok: null, detail: ON_PAPER }
  }
  try {
    const bytes = await packetBytes(generation, patient.patientId, (page) =>
      printToPdf(browser, page, signal),
    )
    return { what: 'printing', ok: null, detail: `PDF ${bytes} bytes; ${ON_PAPER}` }
  } catch (error) {
    signal.throwIfAborted()
    return { what: 'printing', ok: false, detail: String((error as Error).message) }
  }
}

type Print = (page: Buffer) => Promise<Uint8Array>

async function packetBytes(folder: string, patientId: string, print: Print): Promise<number> {
  const { openGeneration } = await import('../server/generations/open-generation.ts')
  const { findPatient } = await import('../server/charts/patient.ts')
  const { readHandover } = await import('../server/handover/facts.ts')
  const { packetFiles } = await import('../server/handover/packet.ts')
  const generation = openGeneration(folder)
  try {
    const patient = findPatient(generation, patientId)
    if (patient === null) throw new Error('the patient of the packet is not found')
    const handover = await readHandover(generation, patient, { images: false })
    let bytes = 0
    const counted: Print = async (page) => {
      const pdf = await print(page)
      bytes = pdf.length
      return pdf
    }
    const making = {
      handover,
      format: 'pdf-packet',
      at: new Date(),
      restricted: false,
    } as const
    const files = packetFiles(making, counted)
    while (bytes === 0 && !(await files.next()).done);
    await files.return(undefined)
    return bytes
  } finally {
    generation.close()
  }
}
