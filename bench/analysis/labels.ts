import { COCO_LABELS, spokenNameOf } from '../../server/analysis/judging/coco.ts'

/** Labels of the corpus → tags that are right for them. The label itself is, if it is a tag. */
const RIGHT_TAGS: [tags: string, labels: string][] = [
  ['person people', 'person people man men woman women child baby crowd family musician player'],
  ['person people', 'surfer face portrait bride group'],
  [
    'animal',
    'bird elephant dog cat bear giraffe lion leopard ocelot gorilla monkey rhinoceros camel',
  ],
  [
    'animal',
    'rabbit squirrel lizard reptile frog insect turtle fish starfish butterfly peacock ibis',
  ],
  ['animal', 'pelican toucan hummingbird gopher'],
  ['bird', 'peacock ibis pelican toucan hummingbird'],
  ['vehicle', 'car taxi bus train motorcycle boat truck'],
  ['car', 'taxi'],
  ['couch furniture', 'sofa'],
  ['dining_table furniture', 'table'],
  ['furniture', 'bed'],
  ['cup tableware', 'mug cup'],
  ['fork cutlery tableware', 'fork'],
  ['fruit food', 'apple banana orange grapefruit mango dragon_fruit'],
  ['food', 'fruit ice_cream cheese cereal'],
  ['sports', 'skateboard surfer football'],
  ['text', 'document licence_plate street_sign poster'],
  ['illustration', 'cartoon drawing painting diagram'],
  ['clock', 'watch'],
  ['hair_dryer', 'hairdryer'],
]

/** All tags that are right for what somebody saw. */
export function rightTags(labels: readonly string[]): Set<string> {
  const right = labels.flatMap((label) => [
    label,
    ...RIGHT_TAGS.filter(([, some]) =>
      some.split(' ').includes(label.replaceAll(' ', '_')),
    ).flatMap(([tags]) => tags.split(' ')),
  ])
  return new Set(right.map((tag) => tag.replaceAll('_', ' ')))
}

/** The detector's word for the first label that it has one for; null: it knows nothing of this picture. */
export function mainObject(labels: readonly string[]): string | null {
  const known = COCO_LABELS.map((name) => spokenNameOf(name).toLowerCase())
  for (const label of labels) {
    const tag = [...rightTags([label])].find((right) => known.includes(right))
    if (tag) return tag
  }
  return null
}
