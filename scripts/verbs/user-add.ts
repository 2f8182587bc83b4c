import { EXIT, type Verb } from '../verb.ts'

export const userAdd: Verb = {
  name: 'user add',
  summary: { ja: '', en: '' },
  help: { ja: '', en: '' },
  async run() {
    return EXIT.failed
  },
}
