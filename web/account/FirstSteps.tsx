import { ChevronRight, Database, Image, type LucideIcon, Upload } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link, useNavigate } from 'react-router'
import { libraryAddress } from '../lib/addresses.ts'
import { EMPTY_QUERY } from '../lib/browse-query.ts'
import type { Source } from '../lib/sources.ts'
import { useUploadDoor } from '../lib/upload-door.ts'
import { t } from '../texts/profile.ts'
import { joinClasses } from '../ui/classes.ts'
import styles from './Welcome.module.css'

/** The ways to have something to look at. */
export function FirstSteps({ sources }: { sources: readonly Source[] }) {
  const door = useUploadDoor()
  const navigate = useNavigate()
  const [sample] = sources
  const address = sample && libraryAddress(sample.id, EMPTY_QUERY)
  return (
    <ul className={styles.steps}>
      <li>
        <Link className={styles.step} to="/settings/sources/new">
          <Step icon={Database} hue={styles.blue} title={t.connect} text={t.connectText} />
        </Link>
      </li>
      {sample && address && (
        <li>
          <Link className={styles.step} to={address}>
            <Step
              icon={Image}
              hue={styles.green}
              title={t.openSample}
              text={t.openSampleText(sample.attributes.indexing.found)}
            />
          </Link>
        </li>
      )}
      {sample?.attributes.uploads.allowed && address && (
        <li>
          <button
            type="button"
            className={styles.step}
            onClick={() => {
              navigate(address)
              door.open({ sourceId: sample.id, sourceName: sample.attributes.name, folder: '' })
            }}
          >
            <Step icon={Upload} hue={styles.amber} title={t.upload} text={t.uploadText} />
          </button>
        </li>
      )}
    </ul>
  )
}

interface StepProps {
  icon: LucideIcon
  hue: string | undefined
  title: ReactNode
  text: ReactNode
}

function Step({ icon: Icon, hue, title, text }: StepProps) {
  return (
    <>
      <span className={joinClasses(styles.tile, hue)}>
        <Icon size={18} strokeWidth={1.75} aria-hidden />
      </span>
      <span className={styles.words}>
        <b>{title}</b>
        <small>{text}</small>
      </span>
      <ChevronRight size={16} className={styles.point} aria-hidden />
    </>
  )
}
