/** The presets as buttons: one click prints. */
import { PRINT_PRESET_WORDS, type PrintPart } from '../../model/codes/print-forms.ts'
import { type FixedPreset, PRESET_PARTS } from './presets.ts'
import { useSpeech } from './words.ts'

interface PresetButtonsProps {
  readonly isBusy: boolean
  readonly onChoose: (preset: FixedPreset, parts: readonly PrintPart[]) => void
}

export function PresetButtons({ isBusy, onChoose }: PresetButtonsProps) {
  const { print, language } = useSpeech()
  const presets = Object.keys(PRESET_PARTS) as FixedPreset[]
  return (
    <>
      <h3>{print.packet}</h3>
      <div className="choices print-presets">
        {presets.map((preset, at) => (
          <button
            key={preset}
            type="button"
            className="primary"
            data-preset={preset}
            data-first-focus={at === 0 ? true : undefined}
            disabled={isBusy}
            onClick={() => onChoose(preset, PRESET_PARTS[preset])}
          >
            {PRINT_PRESET_WORDS[preset][language]}
          </button>
        ))}
      </div>
    </>
  )
}
