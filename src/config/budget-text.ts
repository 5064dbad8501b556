import { parseBudget } from '../domain/index.ts'

/** Tells whether a text is a budget. */
export const isBudget = (text: string): boolean => {
  try {
    return Number.isFinite(parseBudget(text).amount)
  } catch {
    return false
  }
}
