/** Why one hospital's SS-MIX2 and FHIR differ, and which values each reason explains: any other value is a difference of its own. */

import {
  ALLERGY_CATEGORIES,
  GIVEN,
  ORDER_STATUS,
  RESULT_STATUS,
  ROUTES,
  SEVERITIES,
  VITAL_SIGNS,
  WARDS,
} from './format-words.ts'

export interface Cause {
  readonly why: string
  /** Of a field: whether the reason explains this pair. Of a fact that only one has, nothing is asked. */
  explains(ssmix2: string, fhir: string): boolean
}

function becomes(table: Readonly<Record<string, string>>): Cause['explains'] {
  return (ssmix2, fhir) => table[ssmix2] === fhir
}
const onlyFhir: Cause['explains'] = (ssmix2, fhir) => ssmix2 === '' && fhir !== ''
const onlySsmix2: Cause['explains'] = (ssmix2, fhir) => ssmix2 !== '' && fhir === ''
const wholeFact: Cause['explains'] = () => false

const ORDERED: Pick<Cause, 'why' | 'explains'> = {
  why: 'R4 Observation tells who made it; who asked for it, for which department, stands in the ServiceRequest',
  explains: onlySsmix2,
}
const PANEL: Cause = {
  why: 'the OBR above the results; R4 Observation stands alone, a DiagnosticReport or a panel Observation would name it',
  explains: onlySsmix2,
}
const STATUS_OF_RESULT: Cause = {
  why: 'HL7 v2.5 table 0085 and FHIR R4 observation-status have words of their own for the same',
  explains: becomes(RESULT_STATUS),
}
const BODY: Cause = {
  why: 'SS-MIX2 sends it as OBX of the patient master; R4 Patient has no place for it',
  explains: onlySsmix2,
}

export const CAUSES: Readonly<Record<string, Cause>> = {
  'banner.name': {
    why: 'ISO-2022-JP has no 髙: the SS-MIX2 system wrote ■, FHIR is UTF-8',
    explains: (ssmix2, fhir) => ssmix2 === fhir.replace('髙', '■'),
  },
  'lab.name': {
    why: 'in FHIR the text that the clinician saw goes before the codes’ own names; the codes are the same',
    explains: (ssmix2, fhir) => ssmix2 !== '' && fhir !== '',
  },
  'given.status': {
    why: 'HL7 v2.5 table 0322 and FHIR R4 have words of their own for the same',
    explains: becomes(GIVEN),
  },
  'given.amount': {
    why: 'RXA-6 must be written: 0 for what was not given, where FHIR has no dose',
    explains: (ssmix2, fhir) => /^0 \S+$/.test(ssmix2) && fhir === '',
  },
  'given.rate': {
    why: 'RXA-12 is one text, FHIR’s rate a number and a unit',
    explains: (ssmix2, fhir) => ssmix2 === fhir.replace(' ', ''),
  },
  'given.route': {
    why: 'FHIR R4 mad-1: no dosage, so no route, of what was not given',
    explains: onlySsmix2,
  },
  'given.form': {
    why: 'what was not given has in FHIR neither route nor rate to tell an injection by',
    explains: becomes({ injection: 'prescription' }),
  },
  'vital.group': {
    why: 'FHIR R4 has no category for meals, intake and output: they are vital signs',
    explains: becomes({ meal: 'vital-signs', 'intake-output': 'vital-signs' }),
  },
  'vital.codes': {
    why: 'FHIR R4 asks for LOINC codes of vital signs, SS-MIX2 has JLAC10 alone',
    explains: (ssmix2, fhir) => fhir === `${VITAL_SIGNS[ssmix2]},${ssmix2}`,
  },
  'event.title': {
    why: 'PV1-3 holds the ward’s code, a Location its name',
    explains: becomes(WARDS),
  },
  'encounter.ward': {
    why: 'PV1-3 holds the ward’s code, a Location its name',
    explains: becomes(WARDS),
  },
  'event anesthesia only in SS-MIX2': {
    why: 'the archive’s folder dates a record that is a PDF; FHIR writes no Procedure for what only a picture tells',
    explains: wholeFact,
  },
  'event attending-change only in SS-MIX2': {
    why: 'an Encounter names who attends; R4 has no event for taking over',
    explains: wholeFact,
  },
  'document.title': {
    why: 'a picture has no title: in FHIR its attachment has the file’s name',
    explains: (ssmix2, fhir) => ssmix2 === '' && /^main_document\.(tif|pdf|jpg)$/.test(fhir),
  },
  'document.department': {
    why: 'the name of a content folder holds the department’s code alone',
    explains: becomes({ '20': '放射線科' }),
  },
  'document.at': {
    why: 'a picture in the extended storage has no time of its own but its folder’s day',
    explains: (ssmix2, fhir) => ssmix2.length === 10 && fhir.startsWith(`${ssmix2}T`),
  },
  'document.author': {
    why: 'a page’s own line names department or profession before the writer, and a picture names nobody',
    explains: (ssmix2, fhir) => ssmix2 === '' || ssmix2.endsWith(` ${fhir}`),
  },
  'request endoscopy.accession': {
    why: 'R4 DiagnosticReport has no accession number',
    explains: onlySsmix2,
  },
  'request endoscopy.modality': {
    why: 'R4 DiagnosticReport has no modality',
    explains: onlySsmix2,
  },
  'request laboratory.at': {
    why: 'OML-01 has no TQ1: the time of the specimen (SPM-17) is no appointment',
    explains: onlyFhir,
  },
  'order.form': {
    why: 'FHIR R4 tells injections by route or rate only: insulin that patients inject themselves is one',
    explains: becomes({ prescription: 'injection' }),
  },
  'order.control': {
    why: 'ORC-1 says what was asked for, R4 MedicationRequest.status what became of it',
    explains: (ssmix2, fhir) => ORDER_STATUS[ssmix2]?.includes(fhir) === true,
  },
  'order.department': {
    why: 'R4 MedicationRequest has no department',
    explains: onlySsmix2,
  },
  'order.note': {
    why: 'the kind of injection (RXE-2, 一般 …) has no element in R4',
    explains: onlySsmix2,
  },
  'order.dosageForm': {
    why: 'R4 keeps the form in Medication, and orders by code refer to none',
    explains: onlySsmix2,
  },
  'order.route': {
    why: 'this FHIR writes the code of table 0162 alone, SS-MIX2 the name beside it',
    explains: becomes(ROUTES),
  },
  'order.device': {
    why: 'RXR-3; R4 Dosage has no device',
    explains: onlySsmix2,
  },
  'order.units': {
    why: 'R4 Medication.ingredient.strength is a ratio: the amount in one use',
    explains: (ssmix2, fhir) =>
      fhir ===
      ssmix2
        .split(',')
        .map((unit) => `${unit}/回`)
        .join(','),
  },
  'order.roles': {
    why: 'RXC-1 tells base from additive; R4 has ingredients alone',
    explains: (ssmix2, fhir) => /^[AB](,[AB])*$/.test(ssmix2) && /^,*$/.test(fhir),
  },
  'order.usage': {
    why: 'a remark beside the use is a repetition of RXE-21; this FHIR leaves it out',
    explains: (ssmix2, fhir) => ssmix2.endsWith(`,${fhir}`),
  },
  'order.perDay': {
    why: 'RXE-19; R4 Dosage has the amount of one use and how often',
    explains: onlySsmix2,
  },
  'order.duration': {
    why: 'what is taken as needed lasts for so many times, and R4 expectedSupplyDuration is a time',
    explains: (ssmix2, fhir) => /回/.test(ssmix2) && fhir === '',
  },
  'given.rp': {
    why: 'this FHIR’s MedicationAdministration names the number of its order, not the Rp',
    explains: onlySsmix2,
  },
  'banner.bloodAbo': BODY,
  'banner.bloodRh': BODY,
  'banner.height': BODY,
  'banner.weight': BODY,
  'allergy.category': {
    why: 'table 0127 has more kinds than R4 allergy-intolerance-category: none for a contraindication',
    explains: (ssmix2, fhir) => (ALLERGY_CATEGORIES[ssmix2] ?? '') === fhir,
  },
  'allergy.severity': {
    why: 'words of table 0128, and codes of R4 reaction-event-severity',
    explains: becomes(SEVERITIES),
  },
  'allergy.reaction': {
    why: 'in R4 the severity is the reaction’s own, and stands with it',
    explains: (ssmix2, fhir) => fhir.startsWith(ssmix2) && /（(mild|moderate|severe)）$/.test(fhir),
  },
  'allergy.status': {
    why: 'IAM has no status; R4 asks for one',
    explains: (ssmix2, fhir) => ssmix2 === '' && fhir === 'active',
  },
  'problem.main': {
    why: 'R4 Condition does not tell the main one (Encounter.diagnosis does, of a stay)',
    explains: becomes({ true: 'false' }),
  },
  'problem.department': {
    why: 'R4 Condition has no department',
    explains: onlySsmix2,
  },
  'problem.doctor': {
    why: 'this FHIR names no recorder or asserter',
    explains: onlySsmix2,
  },
  'problem.outcome': {
    why: 'table 0241 tells how it ended, R4 condition-clinical that it did',
    explains: (ssmix2, fhir) => ssmix2 !== '' && fhir === 'resolved',
  },
  'lab.department': ORDERED,
  'lab.doctor': ORDERED,
  'lab.panel': PANEL,
  'lab.status': STATUS_OF_RESULT,
  'vital.department': ORDERED,
  'vital.doctor': ORDERED,
  'vital.panel': {
    why: 'the OBR above the results is the whole chart of the day; in R4 pressures stand in a panel of their own',
    explains: (ssmix2, fhir) => ssmix2 !== '' && (fhir === '' || fhir === '血圧'),
  },
  'vital.status': STATUS_OF_RESULT,
  'vital.reported': {
    why: 'OBR-22 is written for the whole message; a vital sign’s Observation has no issued',
    explains: onlySsmix2,
  },
  'vital.order': {
    why: 'ORC-2 must be written; a vital sign in R4 needs no request',
    explains: onlySsmix2,
  },
  'culture.department': ORDERED,
  'culture.doctor': ORDERED,
  'culture.status': STATUS_OF_RESULT,
  'finding.department': ORDERED,
  'finding.doctor': ORDERED,
  'finding.panel': PANEL,
  'finding.status': STATUS_OF_RESULT,
  'procedure anesthesia only in SS-MIX2': {
    why: 'the archive’s folder dates a record that is a PDF; FHIR writes no Procedure for what only a picture tells',
    explains: wholeFact,
  },
  'procedure.status': {
    why: 'an operation note has no status; R4 Procedure must have one',
    explains: (ssmix2, fhir) => ssmix2 === '' && fhir === 'completed',
  },
  'procedure.department': {
    why: 'R4 Procedure has no department',
    explains: onlySsmix2,
  },
  'procedure.document': {
    why: 'in SS-MIX2 the note itself tells of the operation; this FHIR’s Procedure names no report',
    explains: onlySsmix2,
  },
  'study.description': {
    why: 'the words of the images themselves; FHIR has the item that was ordered',
    explains: (ssmix2, fhir) => ssmix2 !== '' && fhir !== '',
  },
  'study.inBackup': {
    why: 'a FHIR export has no images: the study is known, its pixels are not in this backup',
    explains: becomes({ true: 'false' }),
  },
  'study.series': {
    why: 'ImagingStudy without series: they stand in the images',
    explains: (_, fhir) => fhir === '0',
  },
}
