/** Light, dark, or as the terminal is set; the choice outlives a reload. */
import { useCallback, useEffect, useState } from 'react'
import { keepChoice, keptChoice } from '../parts/kept-choice.ts'

export type Theme = 'system' | 'light' | 'dark'

const ORDER: readonly Theme[] = ['system', 'light', 'dark']

/** The theme that the switch leads to next. */
export function nextTheme(theme: Theme): Theme {
  return ORDER[(ORDER.indexOf(theme) + 1) % ORDER.length] ?? 'system'
}

export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState<Theme>(() => keptChoice('theme', ORDER) ?? 'system')
  useEffect(() => {
    document.documentElement.dataset.theme = theme
  }, [theme])
  const choose = useCallback((chosen: Theme) => {
    keepChoice('theme', chosen)
    setTheme(chosen)
  }, [])
  return [theme, choose]
}
