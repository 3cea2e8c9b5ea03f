import { pick, randomOf, whole } from './random.ts'

/** The words of the made library. The rank of a word is its place: the first is the most frequent. */

const SYLLABLES =
  'ba be bo bra bri ca ce chi co cra da de di do dra el en fa fe fi fo fra ga ge gi go gra ha he hi ho in ja jo ka ke ki ko la le li lo lu ma me mi mo mu na ne ni no nu or pa pe pi po pra ra re ri ro ru sa se sha si so sta su ta te ti to tra tu un va ve vi vo wa we wi ya yo za ze zo'.split(
    ' ',
  )

const THINGS =
  'person sky woman man building tree water product portrait car people table red blue beach mountain dress sunset food flower shoe night city street road dog cat white black green grass snow river sea boat window door wall office computer phone child party wedding music sport ball bicycle train plane bird horse fruit bread coffee wine glass bottle chair sofa lamp brick stone wood metal leather silk cotton gold silver ring watch hat bag jacket jeans boots summer winter autumn spring smile face hand garden kitchen interior exterior texture pattern logo poster chart map market festival concert stage crowd forest desert island bridge tower castle museum'.split(
    ' ',
  )

/** So many different words: real ones first, then made-up ones of two to four syllables. */
function makeWords(count: number, seed: number): string[] {
  const random = randomOf(seed)
  const words = new Set(THINGS.slice(0, count))
  while (words.size < count) {
    const syllables = Array.from({ length: 2 + whole(random, 3) }, () => pick(random, SYLLABLES))
    const word = syllables.join('')
    if (word.length > 3) words.add(word)
  }
  return [...words]
}

export const TAGS: readonly string[] = makeWords(5000, 1)
export const WORDS: readonly string[] = makeWords(30_000, 2)

export const CATEGORIES: readonly string[] =
  'Campaign,Lookbook,Hero,Thumbnail,Banner,Editorial,Press,Social,E-mail,Print,Catalogue,Archive,Draft,Approved,Rejected,Seasonal,Lifestyle,Studio,Outdoor,Event,Partner,Legal,Brand,Logo,Icon,Tutorial,Testimonial,Packaging,Retail,Miscellaneous'.split(
    ',',
  )

/** Custom fields, and how many different values each has: few of them words, the others numbers. */
export const FIELDS: readonly { key: string; values: number }[] = [
  { key: 'brand', values: 200 },
  { key: 'photographer', values: 300 },
  { key: 'product_id', values: 200_000 },
  { key: 'license', values: 5 },
  { key: 'region', values: 40 },
  { key: 'campaign_id', values: 3000 },
  { key: 'season', values: 8 },
  { key: 'approved_by', values: 60 },
  { key: 'shoot', values: 5000 },
  { key: 'usage', values: 6 },
  { key: 'sku', values: 400_000 },
  { key: 'user_id', values: 1_000_000 },
]

/** The value of a field by its number. */
export function fieldValue(values: number, number: number): string {
  return values <= 300 ? (WORDS[1000 + number] ?? '') : String(number)
}

/** What stands in a description now and then, to be found in any case and without accents. */
export const FOREIGN: readonly string[] = [
  'café près de la forêt',
  'Straße in der Altstadt, Frühling',
  'niño en el jardín',
  '東京タワーの夜景',
  'красная площадь зимой',
]
