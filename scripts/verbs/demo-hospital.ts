import { EXIT, type Verb } from '../verb.ts'

export const demoHospital: Verb = {
  name: 'demo-hospital',
  summary: { ja: '', en: '' },
  help: { ja: '', en: '' },
  async run() {
    return EXIT.failed
  },
}
