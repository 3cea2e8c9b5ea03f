/**
 * Where one is in a grid that is higher than an element can be. Chromium cuts elements off near 33.5 million pixels,
 * Firefox near 17.9 million, so the element ends at ten, and its scroll bar stands for the whole grid. Wheel, keys and
 * fingers move by exactly as many pixels as they say; what moves farther at once is the thumb, and goes to its share.
 */
export interface Scale {
  /** Pixels of the grid. */
  height: number
  /** Pixels of what is seen of it. */
  screen: number
}

export const HIGHEST = 10_000_000

/** As high as the element is. */
export function elementHeight(height: number): number {
  return Math.min(height, HIGHEST)
}

/** At both ends pixels are pixels, so that the first and the last rows are reached whatever one scrolls with. */
const EXACT_ENDS = 100_000

function endOf(scrolled: number): number {
  return Math.min(EXACT_ENDS, scrolled / 4)
}

interface Stretches {
  /** Where scroll positions and places run alike: below `end`, and as far from the other end. */
  end: number
  scrolled: number
  places: number
}

function stretches({ height, screen }: Scale): Stretches {
  const scrolled = Math.max(0, elementHeight(height) - screen)
  const places = Math.max(0, height - screen)
  return { end: places > scrolled ? endOf(scrolled) : places, scrolled, places }
}

/** The place in the grid that a position of the scroll bar stands for. */
export function placeOf(scrollTop: number, scale: Scale): number {
  const { end, scrolled, places } = stretches(scale)
  if (places === scrolled) return clamp(scrollTop, places)
  if (scrollTop <= end) return Math.max(0, scrollTop)
  if (scrollTop >= scrolled - end) return Math.min(places, places - (scrolled - scrollTop))
  return end + ((scrollTop - end) / (scrolled - 2 * end)) * (places - 2 * end)
}

/** The position of the scroll bar that stands for a place in the grid. */
export function scrollTopOf(place: number, scale: Scale): number {
  const { end, scrolled, places } = stretches(scale)
  if (places === scrolled) return clamp(place, scrolled)
  if (place <= end) return Math.max(0, place)
  if (place >= places - end) return Math.min(scrolled, scrolled - (places - place))
  return end + ((place - end) / (places - 2 * end)) * (scrolled - 2 * end)
}

/** So far may the scroll bar be off where nobody could see it, as a share of its way. */
const DRIFT = 0.01

/** Whether the scroll bar stands too far from what it stands for. Near the ends it has to be exact, or they would be missed. */
export function isOff(scrollTop: number, place: number, scale: Scale): boolean {
  const { scrolled } = stretches(scale)
  const end = endOf(scrolled)
  const wanted = scrollTopOf(place, scale)
  const isNearEnd =
    Math.min(wanted, scrollTop) <= end || Math.max(wanted, scrollTop) >= scrolled - end
  return Math.abs(scrollTop - wanted) >= (isNearEnd ? 1 : DRIFT * scrolled)
}

/** Farther than a wheel or a finger goes in one event: the thumb was moved, or a place was named. */
export function isJump(distance: number, screen: number): boolean {
  return Math.abs(distance) > Math.max(3 * screen, 3000)
}

/** Where one is after the scroll bar has moved from one position to another. */
export function follow(
  from: { scrollTop: number; place: number },
  scrollTop: number,
  scale: Scale,
): number {
  const distance = scrollTop - from.scrollTop
  if (isJump(distance, scale.screen)) return placeOf(scrollTop, scale)
  return clamp(from.place + distance, Math.max(0, scale.height - scale.screen))
}

function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(0, value))
}
