import { useQuery } from '@tanstack/react-query'
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

/** Pictures that a model takes for what was typed: below the results, and never among them. */
export function LooksLike({ library: { sourceId, query }, source }: LooksLikeProps) {
  const settings = useQuery(analysisSettingsQuery).data?.settings
  const words = wordsToSee(query.q)
  const isAsked = words !== '' && canLookForWords(settings)
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
