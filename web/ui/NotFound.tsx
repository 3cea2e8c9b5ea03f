import { MapPinOff } from 'lucide-react'
import { useRef } from 'react'
import { Link, useLocation } from 'react-router'
import { t } from '../texts/ui.ts'
import { buttonClass } from './Button.tsx'
import { Empty } from './Empty.tsx'
import { useArrival } from './use-arrival.ts'
import { useTitle } from './use-title.ts'

/** What stands at an address that leads nowhere. */
export function NotFound() {
  const { pathname } = useLocation()
  const place = useRef<HTMLDivElement>(null)
  useTitle(t.notFound)
  useArrival(place)
  return (
    <div ref={place} tabIndex={-1}>
      <Empty
        isPage
        icon={MapPinOff}
        title={t.notFound}
        actions={
          <Link className={buttonClass({ variant: 'primary' })} to="/">
            {t.toLibrary}
          </Link>
        }
      >
        {t.notFoundText(pathname)}
      </Empty>
    </div>
  )
}

/** The same where no frame of a screen is around it. */
export function NotFoundScreen() {
  return (
    <main>
      <NotFound />
    </main>
  )
}
