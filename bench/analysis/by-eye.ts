import { matchesGlob } from 'node:path'

/**
 * Tags that are right although the corpus does not list them as labels: a person has looked at what was found
 * (`--unconfirmed` lists the rest). Paths or globs, tags. Doubtful ones are left out.
 */
const SEEN_BY_EYE: readonly [paths: string, tags: string][] = [
  ['animated/**', 'animated'],
  ['animals/camera-trap/*', 'text'],
  ['animals/camera-trap/american_black_bear.jpg', 'black and white'],
  ['animals/wild/elephant.jpg', 'bird'],
  ['documents/scans/Business-card.jpg', 'document'],
  ['documents/scans/MultiLingual.png', 'black and white'],
  ['formats/jpeg/elephant-420-odd.jpg', 'bird'],
  ['graphics/clipart/lion_drawing.png', 'black and white'],
  ['graphics/diagrams/*.svg', 'text'],
  ['graphics/diagrams/*-graphs.png', 'text'],
  ['graphics/diagrams/{carousel,cookie-basic-example,primary-screen-*}.svg', 'black and white'],
  ['metadata/cameras/Canon IXUS 300.jpg', 'group bowl tableware cup'],
  ['metadata/cameras/Canon IXUS 400.jpg', 'person people'],
  ['metadata/cameras/Canon PowerShot S40 (2).jpg', 'text'],
  ['metadata/cameras/FujiFilm FinePix1400Zoom (2).jpg', 'apple chair furniture'],
  ['metadata/cameras/FujiFilm FinePixS1Pro (5).jpg', 'text'],
  ['metadata/cameras/Olympus C960.jpg', 'person people truck'],
  ['metadata/cameras/Sanyo SR6.jpg', 'car'],
  ['metadata/cameras/Sanyo VPCSX550.jpg', 'dining table furniture'],
  ['metadata/cameras/Sony Cybershot (2).jpg', 'apple fruit food chair furniture'],
  ['metadata/cameras/Sony Cybershot (4).jpg', 'group'],
  ['metadata/cameras/Sony Cybershot (5).jpg', 'bottle clock'],
  ['metadata/cameras/Sony Cybershot (8).jpg', 'text'],
  ['metadata/cameras/Sony D700.jpg', 'group'],
  ['metadata/cameras/olympus-d320l.jpg', 'text chair furniture'],
  ['metadata/commons-imaging/image.jpeg', 'black and white'],
  ['metadata/exifr/Bush-dog.jpg', 'group'],
  ['metadata/gps/DSCN0021.jpg', 'bench furniture'],
  ['metadata/gps/DSCN00{25,38,40}.jpg', 'person people'],
  ['metadata/gps/DSCN00{29,40}.jpg', 'car vehicle'],
  ['metadata/odd/11-tests.jpg', 'person people'],
  ['metadata/odd/Issue 339.jpg', 'chair furniture'],
  ['metadata/orientation/*_0.jpg', 'text'],
  ['metadata/orientation/Portrait_0.jpg', 'person people'],
  ['people/groups/Nextcloud community.jpg', 'text'],
  ['people/groups/{celebrities,detection4,detection5,faces,identification1}.jpg', 'group'],
  ['people/groups/detection4.jpg', 'tableware dining table furniture'],
  ['people/groups/faces-1.jpg', 'cell phone electronics'],
  ['people/groups/test-image-person-group.jpg', 'cup tableware'],
  ['people/portraits/*', 'portrait'],
  ['people/presidents/*', 'portrait tie'],
  ['photos/city/{building,taj-mahal}.{jpg,png}', 'person people group'],
  ['photos/city/street.jpg', 'traffic light'],
  ['photos/misc/pic4.jpg', 'person people'],
  ['photos/misc/ultra-hdr.jpg', 'text'],
  ['photos/misc/wide-background.jpg', 'panorama'],
  ['photos/nature/{balloons,square2}.jpg', 'person people'],
  ['photos/nature/square{1,2,5,6}.jpg', 'text'],
  ['photos/travel/Thailand.jpg', 'bowl tableware spoon cutlery'],
  ['products/brand/Nextcloud.png', 'text'],
  ['products/fruit/mixed/*', 'apple orange'],
  ['products/fruit/mixed/{IMG_TEST_OBJECTS,image1[01],image[4-9],produce}.jpg', 'banana'],
  ['products/fruit/unsorted/IMG_TEST_2.jpg', 'banana'],
  ['products/fruit/unsorted/IMG_TEST_3.jpg', 'orange'],
  ['products/retail-shelf/shelf.png', 'text'],
]

/** Tags of two words are written as they are. */
const PHRASES = /black and white|dining table|traffic light|cell phone|\S+/g

export function seenByEye(path: string): string[] {
  const lines = SEEN_BY_EYE.filter(([paths]) => paths === path || matchesGlob(path, paths))
  return lines.flatMap(([, tags]) => tags.match(PHRASES) ?? [])
}
