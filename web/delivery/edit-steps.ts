import {
  asksTheSame,
  changeParams,
  type ParamChanges,
  type RenderingParams,
} from './rendering-query.ts'

/** Parameters with the steps that led to them. */
export interface EditSteps {
  present: RenderingParams
  past: readonly RenderingParams[]
  future: readonly RenderingParams[]
  /** The control that was moved last: as long as it is the same one, its moves are one step. */
  control: string | null
}

const MOST_STEPS = 100

export function startSteps(present: RenderingParams): EditSteps {
  return { present, past: [], future: [], control: null }
}

/** @param control null: a step of its own, whatever was before */
export function takeStep(
  steps: EditSteps,
  changes: ParamChanges,
  control: string | null,
): EditSteps {
  return goTo(steps, changeParams(steps.present, changes), control)
}

export function goTo(
  steps: EditSteps,
  present: RenderingParams,
  control: string | null,
): EditSteps {
  if (asksTheSame(present, steps.present)) return steps
  const continues = control !== null && control === steps.control
  const past = continues ? steps.past : [...steps.past, steps.present].slice(-MOST_STEPS)
  return { present, past, future: [], control }
}

export function undoStep({ present, past, future }: EditSteps): EditSteps | null {
  const before = past.at(-1)
  if (!before) return null
  return { present: before, past: past.slice(0, -1), future: [present, ...future], control: null }
}

export function redoStep({ present, past, future }: EditSteps): EditSteps | null {
  const [next, ...rest] = future
  if (!next) return null
  return { present: next, past: [...past, present], future: rest, control: null }
}
