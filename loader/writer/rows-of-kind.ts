/** Kind of a record, as it is counted → the table where each of them is a row while the files are read. */
export const ROWS_OF_KIND: Readonly<Record<string, string>> = {
  patientMerge: 'work.patient_merge',
  encounterEvent: 'main.encounter_event',
  allergy: 'main.allergy',
  problem: 'main.problem',
  medicationOrder: 'main.medication_order',
  component: 'main.medication_component',
  administration: 'main.administration',
  dispense: 'main.dispense',
  observationGroup: 'main.observation_group',
  result: 'main.observation',
  order: 'main.clinical_order',
  procedure: 'main.procedure',
  documentPart: 'work.document_part',
  imageInstance: 'work.image_instance',
}
