/** Who may ask for what: every endpoint of the API and of the FHIR door stands in this table, and none is reached past it (routes/gate.ts). */
import type { Role } from './accounts.ts'

interface Rule {
  readonly roles: 'everybody' | readonly Role[]
  /** Shows patients: closed in the phases and at the places in which no chart opens (opening.ts). */
  readonly clinical: boolean
  /** Answered while the session is locked. */
  readonly whileLocked?: true
}

const EVERYBODY: Rule = { roles: 'everybody', clinical: false }
const SIGNED_IN: Rule = {
  roles: ['clinician', 'desk', 'coordinator', 'it', 'auditor'],
  clinical: false,
}
const ALSO_LOCKED: Rule = { ...SIGNED_IN, whileLocked: true }
/**
 * The desk prints charts and lists for those who can't come to a terminal. IT and auditors see no patient. Their accounts are
 * dormant where no chart opens: see opening.ts.
 */
export const READER_ROLES: readonly Role[] = ['clinician', 'desk']
const READERS: Rule = { roles: READER_ROLES, clinical: true }
/** What leaves the house leaves it over the desk. */
const DESK: Rule = { roles: ['desk'], clinical: true }
const COORDINATOR: Rule = { roles: ['coordinator'], clinical: false }
const IT: Rule = { roles: ['it'], clinical: false }
const AUDITOR: Rule = { roles: ['auditor'], clinical: false }

export const AUTHORISATION = {
  'GET /status': EVERYBODY,
  'GET /events': EVERYBODY,
  'POST /session': EVERYBODY,
  'GET /session': ALSO_LOCKED,
  'DELETE /session': ALSO_LOCKED,
  'POST /session/lock': ALSO_LOCKED,
  'POST /session/unlock': ALSO_LOCKED,
  'POST /session/passphrase': SIGNED_IN,
  'POST /session/second-factor': SIGNED_IN,
  'POST /session/second-factor/confirmation': SIGNED_IN,

  'POST /phase': COORDINATOR,
  'POST /places': COORDINATOR,
  'GET /notices': COORDINATOR,
  'POST /notices': COORDINATOR,
  'DELETE /notices/:notice': COORDINATOR,
  'POST /notices/:notice/acknowledgement': SIGNED_IN,

  'GET /accounts': IT,
  'POST /accounts': IT,
  'POST /accounts/disable': IT,
  'POST /accounts/unlock': IT,
  'POST /accounts/passphrase': IT,
  'POST /accounts/second-factor/removal': IT,
  'POST /badges': IT,
  'POST /badges/revocation': IT,
  'GET /sessions': IT,
  'POST /sessions/end': IT,
  'GET /terminals': IT,
  'POST /terminals/revocation': IT,

  'POST /log/search': AUDITOR,
  'POST /log/verification': AUDITOR,
  'GET /log/delivery': { roles: ['it', 'auditor'], clinical: false },

  'POST /patients/search': READERS,
  'POST /patients/similar': READERS,
  'GET /patients/recent': READERS,
  // Numbers of in-patients, nobody's name: the coordinator sets limits by them.
  'GET /wards': { roles: ['clinician', 'desk', 'coordinator'], clinical: true },
  'GET /wards/:ward': READERS,
  'GET /lists': READERS,
  'GET /lists/:list': READERS,

  'POST /charts': READERS,
  'GET /charts/:chart/summary': READERS,
  'GET /charts/:chart/labs': READERS,
  'GET /charts/:chart/medications': READERS,
  'GET /charts/:chart/problems': READERS,
  'GET /charts/:chart/timeline': READERS,
  'GET /charts/:chart/vitals': READERS,
  'GET /charts/:chart/images': READERS,
  'GET /charts/:chart/images/:study': READERS,
  'GET /charts/:chart/images/:study/instances/:instance': READERS,
  'GET /charts/:chart/pacs': READERS,
  'GET /charts/:chart/pacs/:study': READERS,
  'GET /charts/:chart/pacs/:study/instances/:instance': READERS,
  'GET /charts/:chart/dicomweb/studies': READERS,
  'GET /charts/:chart/dicomweb/studies/:study/series': READERS,
  'GET /charts/:chart/dicomweb/studies/:study/series/:series/instances': READERS,
  'GET /charts/:chart/dicomweb/studies/:study/series/:series/instances/:instance': READERS,
  'GET /charts/:chart/dicomweb/studies/:study': READERS,
  'GET /charts/:chart/dicomweb/studies/:study/metadata': READERS,
  'GET /charts/:chart/dicomweb/studies/:study/instances': READERS,
  'GET /charts/:chart/dicomweb/studies/:study/series/:series': READERS,
  'GET /charts/:chart/dicomweb/studies/:study/series/:series/metadata': READERS,
  'GET /charts/:chart/dicomweb/studies/:study/series/:series/instances/:instance/metadata': READERS,
  'GET /charts/:chart/dicomweb/studies/:study/series/:series/instances/:instance/frames/:frames':
    READERS,
  'GET /charts/:chart/dicomweb/studies/:study/series/:series/instances/:instance/bulkdata/:path':
    READERS,
  'GET /charts/:chart/dicomweb/studies/:study/series/:series/instances/:instance/frames/:frames/rendered':
    READERS,
  'GET /charts/:chart/dicomweb/studies/:study/series/:series/instances/:instance/frames/:frames/thumbnail':
    READERS,
  'GET /charts/:chart/dicomweb/studies/:study/series/:series/instances/:instance/rendered': READERS,
  'GET /charts/:chart/dicomweb/studies/:study/series/:series/instances/:instance/thumbnail':
    READERS,
  'GET /charts/:chart/dicomweb/studies/:study/series/:series/rendered': READERS,
  'GET /charts/:chart/dicomweb/studies/:study/rendered': READERS,
  'GET /charts/:chart/dicomweb/studies/:study/series/:series/thumbnail': READERS,
  'GET /charts/:chart/dicomweb/studies/:study/thumbnail': READERS,
  'POST /charts/:chart/prints': READERS,
  'POST /charts/:chart/handovers': DESK,
  'GET /charts/:chart/documents': READERS,
  'GET /charts/:chart/documents/:document': READERS,
  'GET /charts/:chart/documents/:document/text': READERS,
  'GET /charts/:chart/documents/:document/parts/:part': READERS,

  'GET /fhir/R4/metadata': EVERYBODY,
  // Opens a chart: the identifier stands in the body.
  'POST /fhir/R4/Patient/_search': READERS,
  'GET /fhir/R4/Patient/:id': READERS,
  'GET /fhir/R4/Encounter': READERS,
  'GET /fhir/R4/Encounter/:id': READERS,
  'GET /fhir/R4/Condition': READERS,
  'GET /fhir/R4/Condition/:id': READERS,
  'GET /fhir/R4/AllergyIntolerance': READERS,
  'GET /fhir/R4/AllergyIntolerance/:id': READERS,
  'GET /fhir/R4/Observation': READERS,
  'GET /fhir/R4/Observation/:id': READERS,
  'GET /fhir/R4/MedicationRequest': READERS,
  'GET /fhir/R4/MedicationRequest/:id': READERS,
  'GET /fhir/R4/MedicationAdministration': READERS,
  'GET /fhir/R4/MedicationAdministration/:id': READERS,
  'GET /fhir/R4/MedicationDispense': READERS,
  'GET /fhir/R4/MedicationDispense/:id': READERS,
  'GET /fhir/R4/Immunization': READERS,
  'GET /fhir/R4/Immunization/:id': READERS,
  'GET /fhir/R4/Procedure': READERS,
  'GET /fhir/R4/Procedure/:id': READERS,
  'GET /fhir/R4/DocumentReference': READERS,
  'GET /fhir/R4/DocumentReference/:id': READERS,
  'GET /fhir/R4/ImagingStudy': READERS,
  'GET /fhir/R4/ImagingStudy/:id': READERS,
  'GET /fhir/R4/Binary/:id': READERS,
} as const satisfies Readonly<Record<string, Rule>>

/** Method and path: under `/api`, or whole where it begins with the base of the FHIR door. */
export type Endpoint = keyof typeof AUTHORISATION

export function ruleOf(endpoint: Endpoint): Rule {
  return AUTHORISATION[endpoint]
}
