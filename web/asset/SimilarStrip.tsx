import { useQuery } from '@tanstack/react-query'
import { CircleCheck, Columns2, Copy } from 'lucide-react'
import { Link } from 'react-router'
import { fileName } from '../lib/asset-words.ts'
import { MOST_COMPARED } from '../lib/compared.ts'
import {
  describeReason,
  nameReason,
  type SimilarAsset,
  similarQuery,
  tileOfCopy,
} from '../lib/duplicates.ts'
import { describeFailure } from '../lib/failure-text.ts'
import { t } from '../texts/asset.ts'
import { common } from '../texts/common.ts'
import { t as compare } from '../texts/compare.ts'
import { Rich } from '../ui/Rich.tsx'
import type { SimilarSectionProps } from './SimilarSection.tsx'
import styles from './SimilarStrip.module.css'
import { Thumbnail } from './Thumbnail.tsx'

const STILL = { width: 72, height: 72 }
const MOST_NAMED = 3

/** The four nearest with why they are similar; copies of the same file are named. */
export function SimilarStrip(props: SimilarSectionProps) {
  const { sourceId, source, asset, addressOf, compareWith } = props
  const similar = useQuery(similarQuery(sourceId, asset.origin_path))
  if (similar.error) return <p className={styles.note}>{describeFailure(similar.error).text}</p>
  if (!similar.data)
    return <div className={styles.thumbs} role="status" aria-label={common.loading} />
  const copies = similar.data.filter(({ same_bytes: isCopy }) => isCopy)
  const shown = similar.data.slice(0, 4)
  const nearest = shown.slice(0, MOST_COMPARED - 1).map(({ origin_path: path }) => path)
  return (
    <>
      {asset.duplicate_of !== null && (
        <p className={styles.line}>
          <Copy size={14} aria-hidden />
          <span>
            <Rich
              text={t.copyOf('{name}')}
              parts={{
                name: (
                  <Link to={addressOf(asset.duplicate_of)}>{fileName(asset.duplicate_of)}</Link>
                ),
              }}
            />
          </span>
        </p>
      )}
      {shown.length > 0 && (
        <ul className={styles.thumbs}>
          {shown.map((one) => (
            <li key={one.origin_path}>
              <Link
                to={addressOf(one.origin_path)}
                state={{ isInside: true }}
                title={t.similarTitle(one.origin_path, describeReason(one))}
                aria-label={t.similarOne(fileName(one.origin_path), describeReason(one))}
              >
                <Thumbnail asset={tileOfCopy(one)} source={source} square {...STILL} />
                <span className={styles.share}>{nameReason(one)}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
      {shown.length > 0 && (
        <p className={styles.line}>
          <Columns2 size={14} aria-hidden />
          <Link to={compareWith(nearest)} state={{ isInside: true }}>
            {nearest.length === 1 ? compare.compareOne : compare.compareNearest(nearest.length)}
          </Link>
        </p>
      )}
      {shown.length === 0 && <p className={styles.note}>{t.nothingSimilar}</p>}
      <Copies {...{ copies, addressOf, compareWith }} />
    </>
  )
}

function Copies({
  copies,
  addressOf,
  compareWith,
}: Pick<SimilarSectionProps, 'addressOf' | 'compareWith'> & { copies: readonly SimilarAsset[] }) {
  if (copies.length === 0) {
    return (
      <p className={styles.line}>
        <CircleCheck size={14} className={styles.ok} aria-hidden /> {t.noExactCopy}
      </p>
    )
  }
  return (
    <div className={styles.copies}>
      <p className={styles.line}>
        <Copy size={14} aria-hidden /> {t.alsoAt}
      </p>
      <ul>
        {copies.slice(0, MOST_NAMED).map(({ origin_path: path }) => (
          <li key={path}>
            <Link to={addressOf(path)} state={{ isInside: true }}>
              <bdi>{path}</bdi>
            </Link>{' '}
            <Link
              className={styles.compare}
              to={compareWith([path])}
              state={{ isInside: true }}
              aria-label={compare.compareWith(path)}
            >
              {compare.compare}
            </Link>
          </li>
        ))}
      </ul>
      {copies.length > MOST_NAMED && <p className={styles.note}>{t.andOthers}</p>}
    </div>
  )
}
