/** One of a few, as buttons in a row: the chosen one is pressed. */

interface ChoiceButtonsProps<Choice extends string | number> {
  readonly choices: readonly Choice[]
  readonly chosen: Choice
  readonly word: (choice: Choice) => string
  readonly onChoose: (choice: Choice) => void
}

export function ChoiceButtons<Choice extends string | number>(props: ChoiceButtonsProps<Choice>) {
  return props.choices.map((each) => (
    <button
      key={each}
      type="button"
      aria-pressed={each === props.chosen}
      onClick={() => props.onChoose(each)}
    >
      {props.word(each)}
    </button>
  ))
}
