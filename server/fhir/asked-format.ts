/**
 * Whether a client takes what the door gives: JSON of R4 alone (FHIR R4 http.html, content types and encodings; versioning.html,
 * the fhirVersion parameter).
 */

const JSON_TYPES = ['application/fhir+json', 'application/json']
const ANY = ['*/*', 'application/*']
const OWN_VERSION = '4.0'

/**
 * @param format `_format` of the query or the form: it overrides the header. undefined = not given
 * @param accept the Accept header; undefined = none, and anything is taken
 */
export function takesJson(format: unknown, accept: string | undefined): boolean {
  if (typeof format === 'string' && format !== '') {
    // A plus that is not escaped in a query is a space.
    const asked = format.replace(' ', '+').toLowerCase()
    return asked === 'json' || isOurs(asked, JSON_TYPES)
  }
  if (format !== undefined && format !== '') return false
  if (accept === undefined || accept.trim() === '') return true
  return accept
    .toLowerCase()
    .split(',')
    .some((range) => isOurs(range, [...JSON_TYPES, ...ANY]))
}

/** One range of RFC 9110 12.5.1; one of weight 0 is refused. */
function isOurs(range: string, types: readonly string[]): boolean {
  const [name = '', ...parameters] = range.split(';').map((each) => each.trim())
  const read = (key: string) =>
    parameters.find((each) => each.startsWith(`${key}=`))?.slice(key.length + 1)
  const version = read('fhirversion') ?? OWN_VERSION
  return types.includes(name) && Number(read('q') ?? '1') !== 0 && version === OWN_VERSION
}
