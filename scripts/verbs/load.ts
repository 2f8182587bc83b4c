import { EXIT, type Verb } from '../verb.ts'

export const load: Verb = {
  name: 'load',
  summary: { ja: '', en: '' },
  help: { ja: '', en: '' },
  async run() {
    return EXIT.failed
  },
}
