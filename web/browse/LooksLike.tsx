import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Link } from 'react-router'
import { Thumbnail } from '../asset/Thumbnail.tsx'
import { assetAddress } from '../lib/addresses.ts'
import { analysisSettingsQuery } from '../lib/analysis.ts'
import { fileName } from '../lib/asset-words.ts'
import { tileOfCopy } from '../lib/duplicates.ts'
import type { RenderingSource } from '../lib/rendering-url.ts'
import { canLookForWords, semanticQuery, wordsToSee } from '../lib/semantic.ts'
import type { Library } from '../lib/use-library.ts'
import { t } from '../texts/browse.ts'
import styles from './LooksLike.module.css'

interface LooksLikeProps {
  library: Library
  source: RenderingSource | null
}

const STILL = { width: 96, height: 96 }

/** A model is asked for whole words, when the results themselves are there: it costs the server far more than they do. */
const REST_MS = 400

/** What has stayed the same for a while. */
function useRested(words: string): string {
  const [rested, setRested] = useState('')
  useEffect(() => {
    const timer = setTimeout(setRested, REST_MS, words)
    return () => clearTimeout(timer)
  }, [words])
  return rested
}

/** Pictures that a model takes for what was typed: below the results, and never among them. */
export function LooksLike({ library: { sourceId, query }, source }: LooksLikeProps) {
  const words = wordsToSee(query.q)
  const isRested = useRested(words) === words
  const settings = useQuery({ ...analysisSettingsQuery, enabled: words !== '' && isRested }).data
  const isAsked = words !== '' && isRested && canLookForWords(settings?.settings)
  const { data: found = [] } = useQuery({ ...semanticQuery(sourceId, words), enabled: isAsked })
  if (!isAsked || found.length === 0) return null
  return (
    <section className={styles.shelf} aria-labelledby="looks-like">
      <h2 id="looks-like">
        {t.looksLike} <small>{t.guesses}</small>
      </h2>
      <ul>
        {found.map((one) => (
          <li key={one.origin_path}>
            <Link
              to={assetAddress(sourceId, one.origin_path, query)}
              state={{ isInside: true }}
              title={one.origin_path}
              aria-label={fileName(one.origin_path)}
            >
              <Thumbnail asset={tileOfCopy(one)} source={source} square {...STILL} />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
