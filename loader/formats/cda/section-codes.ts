/** LOINC codes of the sections whose kind of content tells what their entries are (C-CDA 2.1, section templates). */
export const SECTION = {
  allergies: '48765-2',
  problems: '11450-4',
  dischargeDiagnosis: '11535-2',
  admissionDiagnosis: '46241-6',
  pastIllness: '11348-0',
  medications: '10160-0',
  dischargeMedications: '10183-2',
  admissionMedications: '42346-7',
  administered: '29549-3',
  immunizations: '11369-6',
  results: '30954-2',
  vitalSigns: '8716-3',
  procedures: '47519-4',
  encounters: '46240-8',
  directives: '42348-3',
  socialHistory: '29762-2',
} as const
