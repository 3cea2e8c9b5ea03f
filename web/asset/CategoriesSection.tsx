import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'
import type { AssetAttributes } from '../../contract/resources.ts'
import type { BrowseQuery } from '../lib/browse-query.ts'
import { useRights } from '../lib/use-rights.ts'
import { vocabularyQuery } from '../lib/vocabulary.ts'
import { t } from '../texts/asset.ts'
import { LinkButton } from '../ui/Button.tsx'
import { WordPicker } from '../ui/WordPicker.tsx'
import { PanelSection } from './PanelSection.tsx'
import styles from './sections.module.css'
import type { AssetEdits } from './use-asset-edits.ts'

interface CategoriesSectionProps {
  asset: AssetAttributes
  edits: AssetEdits
  searchFor: (part: Partial<BrowseQuery>) => string
}

/** Words that people attach; a click searches. */
export function CategoriesSection({ asset, edits, searchFor }: CategoriesSectionProps) {
  const [isAdding, setAdding] = useState(false)
  const { mayEdit } = useRights()
  const { categories } = asset
  const add = (name: string) => {
    setAdding(false)
    if (!categories.includes(name)) edits.save({ categories: [...categories, name] })
  }
  return (
    <PanelSection
      title={t.categories}
      name="categories"
      count={categories.length}
      action={
        mayEdit && (
          <LinkButton
            pressedBy="addCategory"
            aria-label={t.addCategory}
            onClick={() => setAdding(true)}
          >
            {t.add}
          </LinkButton>
        )
      }
    >
      {categories.length === 0 && !isAdding && <p className={styles.none}>{t.none}</p>}
      <ul className={styles.words}>
        {categories.map((name) => (
          <li key={name} className={styles.chip}>
            <Link className="truncate" to={searchFor({ categories: [name] })}>
              {name}
            </Link>
            {mayEdit && (
              <button
                type="button"
                className={styles.cross}
                aria-label={t.removeCategory(name)}
                onClick={() => edits.save({ categories: categories.filter((one) => one !== name) })}
              >
                <X size={12} aria-hidden />
              </button>
            )}
          </li>
        ))}
      </ul>
      {isAdding && (
        <div className={styles.editor}>
          <VocabularyPicker
            list="categories"
            label={t.chooseCategory}
            taken={categories}
            onPick={add}
            onCancel={() => setAdding(false)}
          />
        </div>
      )}
    </PanelSection>
  )
}

interface VocabularyPickerProps {
  list: 'categories' | 'custom_field_keys'
  label: string
  taken: string[]
  onPick: (name: string) => void
  onCancel: () => void
}

/** Offers the account's words; works without them when they do not load. */
export function VocabularyPicker({ list, ...rest }: VocabularyPickerProps) {
  const known = useQuery(vocabularyQuery(list)).data ?? []
  return (
    <WordPicker {...rest} words={known.map(({ name, asset_count: count }) => ({ name, count }))} />
  )
}
