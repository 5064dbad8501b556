import type { Line } from './study-line-styles.ts'
import type { StudyView } from './study-view.ts'

/** Returns a router's line without points: the main one, or one with its place among the others. */
export function namedLine({ routers, result }: StudyView, name: string): Omit<Line, 'points'> {
  return name === result.main.router
    ? { name, role: 'main', place: 0 }
    : { name, role: 'other', place: Math.max(0, routers.indexOf(name) - 1) }
}
