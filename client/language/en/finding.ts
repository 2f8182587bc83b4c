/** Finding a patient: search, the check before a chart, wards and lists: in English. */
import type { finding as inJapanese } from '../ja/finding.ts'
import type { Said } from '../said.ts'

export const finding: Said<typeof inJapanese> = {
  find: {
    title: 'Find patient',
    label: 'Patient ID, name, kana, birth date or bed',
    hint: 'Any of them. A wristband or card can be scanned.',
    recent: 'Opened last since you signed in',
    howTo: 'Examples',
    examples: [
      ['0001234', 'Patient ID (leading zeros may be left out)'],
      ['ヤマダ', 'Beginning of the kana name, any width, hiragana too'],
      ['山田 太郎', 'Beginning of the kanji name'],
      ['S45.1.1', 'Birth date by era'],
      ['1970-01-01', 'Birth date (19700101 as well)'],
      ['サイトウ 1958-03-02 male', 'Kana, birth date and sex together'],
      ['5B 512', 'Ward, with a room or a bed'],
    ],
    searching: 'Searching…',
    count: (count, truncated) =>
      truncated
        ? `${count} shown (there are more: type more)`
        : `${count} ${count === 1 ? 'person' : 'people'}`,
    understood: {
      id: 'patient ID',
      kana: 'kana name',
      kanji: 'kanji name',
      alphabetic: 'name in letters',
      'birth-date': 'birth date',
      sex: 'sex',
      bed: 'ward and bed',
    },
    understoodAs: (what) => `Searched as ${what}.`,
    notUnderstood: 'It could not be read as an ID, a name or a birth date.',
    nobody: (query) => `Nobody in this backup matches “${query}”.`,
    nobodyYet:
      'Only the in-patients have been loaded so far. Everybody else comes when the whole backup has been read: this is not “no such patient”.',
    nobodyMeans:
      'Patients registered after the backup, and those whose data could not be read, are not found. Try another clue (kana, birth date).',
  },
  confirm: {
    reason: 'Why it is opened (told to the auditor)',
    reasons: [
      'my patient',
      'emergency',
      'surgery or procedure',
      'asked by the patient',
    ] as readonly string[],
    title: 'Confirm the patient',
    yes: 'Open this patient’s chart',
    no: 'Not this one',
    logged: 'Opening it is recorded.',
    sameName: 'Others have the same name. Check the birth date and the ID.',
    sameNameMore:
      'There may be more people of this name than are listed here. Check the ID and the birth date.',
    similarName: 'Others have a similar name (not the same).',
    similarMore: 'There are more than are shown.',
    likeness: {
      sound: 'sounds alike',
      transposed: 'letters or names swapped',
      birth: 'same family name and birth date',
    },
    sameNameNotListed: 'The others could not be listed.',
  },
  wards: {
    title: 'Wards',
    back: '← All wards',
    total: (count) => (count === 1 ? '1 in-patient' : `${count} in-patients`),
    people: (count) => `${count}`,
    lyingHere: (count) => (count === 1 ? '1 patient' : `${count} patients`),
    at: (moment) => ` (at ${moment})`,
    view: { list: 'List', map: 'Map of beds' },
    mapMeans:
      'Empty beds are not known: a backup has no list of beds, so only those with a patient are shown.',
    noBed: 'No bed yet',
    withoutBed: (count) => `${count} without a bed`,
    allInBeds: 'all in beds',
    nobody: 'No in-patients are recorded at this time.',
    doesNotAddUp: (sum, all) =>
      `The wards add up to ${sum}, but ${all} are in hospital: the list may be incomplete.`,
    bed: 'Room-bed',
    admitted: 'Admitted',
    department: 'Department',
    mainProblem: 'Main problem',
    restricted: 'restricted: open with a reason',
    onLeave: 'on leave',
  },
  lists: {
    title: 'Lists',
    back: '← All lists',
    around: 'Around the time of the data',
    by: { department: 'In-patients by department', attending: 'In-patients by attending doctor' },
    nobodyNamed: { department: 'no department stated', attending: 'no attending doctor stated' },
    dated: {
      admitted: 'Admitted',
      discharged: 'Discharged',
      operations: 'Operations booked',
      visits: 'Out-patient visits booked',
      admissions: 'Admissions booked',
    },
    days: (count) => (count === 1 ? '1 day' : `${count} days`),
    daysBefore: (count) => (count === 1 ? 'since 1 day before' : `since ${count} days before`),
    daysAhead: (count) => (count === 1 ? 'to 1 day ahead' : `to ${count} days ahead`),
    entries: (count) => (count === 1 ? '1 entry' : `${count} entries`),
    span: (first, last) => `${first} to ${last}`,
    comma: ', ',
    at: {
      admitted: 'Admitted',
      discharged: 'Discharged',
      operations: 'Booked for',
      visits: 'Booked for',
      admissions: 'Booked for',
    },
    what: { discharged: 'Ward left', operations: 'Operation, room', admissions: 'Ward planned' },
    asBooked:
      'As booked at the time of the data. What was added, moved or cancelled since is not known.',
    empty: 'No record in these days.',
    nearest: (day) => `The nearest is on ${day}.`,
    showNearest: 'Show up to there',
    firstIs: (day) => `The first one is on ${day}. There is none on the days before it.`,
    lastIs: (day) => `The newest one is of ${day}. There is none of the days after it.`,
    notHeld: {
      admitted:
        'This backup holds no record of admissions: that does not mean that nobody was admitted.',
      discharged:
        'This backup holds no record of discharges: that does not mean that nobody was discharged.',
      operations:
        'This backup holds no bookings of operations: that does not mean that none is planned.',
      visits:
        'This backup holds no out-patient visit booked after the time of the data: that does not mean that none is.',
      admissions:
        'This backup holds no admission booked after the time of the data: that does not mean that none is.',
    },
    notHeldShort: 'not in this backup',
    incomplete: (what) => `This list may be incomplete: ${what}`,
    partial: 'only in-patients are loaded',
    unread: (area, count) =>
      `${count.toLocaleString('en')} unreadable or missing under “${area}” in the whole backup`,
    missingSpans: (count) => `${count} span${count === 1 ? '' : 's'} without data`,
    cut: (shown, all) =>
      `The first ${shown.toLocaleString('en')} of ${all.toLocaleString('en')} are shown. Choose fewer days, or search for the patient.`,
  },
}
