/** Why one hospital's SS-MIX2 and FHIR differ, and which values each reason explains: any other value is a difference of its own. */

export interface Cause {
  readonly why: string
  /** Of a field: whether the reason explains this pair. Of a fact that only one has, nothing is asked. */
  explains(ssmix2: string, fhir: string): boolean
}

const WARDS: Readonly<Record<string, string>> = {
  '3E': '３東病棟',
  '3W': '３西病棟',
  '4E': '４東病棟',
  '4W': '４西病棟',
  '5A': '５Ａ病棟',
  '5B': '５Ｂ病棟',
  ICU: 'ＩＣＵ',
}
/** LOINC of FHIR R4's vital signs profiles, by JLAC10. */
const VITAL_SIGNS: Readonly<Record<string, string>> = {
  '9P300000000000001': '8867-4',
  '9P200000000000001': '9279-1',
  '9P100000000000001': '8310-5',
  '9A761000000000001': '8462-4',
  '9A751000000000001': '8480-6',
  '3H065000000000001': '2708-6',
  '9N006000000000001': '29463-7',
}
/** HL7 v2.5 table 0322, and FHIR R4 medication-admin-status. */
const GIVEN: Readonly<Record<string, string>> = {
  CP: 'completed',
  NA: 'not-done',
  RE: 'not-done',
  PA: 'stopped',
}

function becomes(table: Readonly<Record<string, string>>): Cause['explains'] {
  return (ssmix2, fhir) => table[ssmix2] === fhir
}
const onlyFhir: Cause['explains'] = (ssmix2, fhir) => ssmix2 === '' && fhir !== ''
const onlySsmix2: Cause['explains'] = (ssmix2, fhir) => ssmix2 !== '' && fhir === ''
const wholeFact: Cause['explains'] = () => false

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
}
