import { type RefObject, useLayoutEffect } from 'react'
import { planPopup } from './place-popup.ts'

interface PopupPlace {
  /** Beside what it opens; read each time. */
  anchor: () => DOMRect | undefined
  gap?: number
  alignEnd?: boolean
  up?: boolean
}

/** Shows a popover above everything else beside its anchor, and keeps it there while the page scrolls or changes its size. */
export function usePopup(popup: RefObject<HTMLElement | null>, place: PopupPlace): void {
  const { anchor, gap = 6, alignEnd = false, up = false } = place
  useLayoutEffect(() => {
    const element = popup.current
    if (!element) return
    if (!element.matches(':popover-open')) element.showPopover()
    const move = () => {
      const box = anchor()
      if (!box) return
      const { scrollTop } = element
      element.style.maxHeight = ''
      const { width, height } = element.getBoundingClientRect()
      const { clientWidth, clientHeight, dir } = document.documentElement
      const plan = planPopup({
        anchor: box,
        size: { width, height },
        screen: { width: clientWidth, height: clientHeight },
        isRtl: dir === 'rtl',
        ...{ gap, alignEnd, up },
      })
      element.style.left = `${plan.left}px`
      element.style.top = `${plan.top}px`
      if (plan.maxHeight < height) element.style.maxHeight = `${plan.maxHeight}px`
      element.scrollTop = scrollTop
    }
    const onScroll = ({ target }: Event) => {
      if (target instanceof Node && !element.contains(target)) move()
    }
    move()
    document.addEventListener('scroll', onScroll, { capture: true, passive: true })
    window.addEventListener('resize', move)
    return () => {
      document.removeEventListener('scroll', onScroll, { capture: true })
      window.removeEventListener('resize', move)
    }
  })
}
