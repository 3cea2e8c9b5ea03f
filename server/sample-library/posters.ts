import { blend } from './color.ts'
import { letter } from './lettering.ts'
import { randomFrom } from './noise.ts'
import { drawSheet, type Picture } from './picture.ts'

function poster(width: number, content: string, definitions = ''): Promise<Picture> {
  return drawSheet(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1400 2000"><defs>${definitions}</defs>${content}</svg>`,
    width,
  )
}

function fade(id: string, ...colors: string[]): string {
  const stops = colors
    .map((color, index) => `<stop offset="${index / (colors.length - 1)}" stop-color="${color}"/>`)
    .join('')
  return `<linearGradient id="${id}" x1="0" x2="0" y1="0" y2="1">${stops}</linearGradient>`
}

/** A travel poster: red cabins under steep islands. */
export function drawLofoten(width: number): Promise<Picture> {
  const cabin = (x: number, y: number, size: number) =>
    `<g transform="translate(${x} ${y}) scale(${size})"><path d="M8 80v60M52 80v60M96 80v60M140 80v60" stroke="#3a2a33" stroke-width="5"/>
<path fill="#b83a30" d="M0 0H150V84H0Z"/><path fill="#8f2a2a" d="M104 0H150V84H104Z"/><path fill="#2e3144" d="M-10 4L20-46H126L160 4Z"/><path fill="#454a63" d="M-10 4L20-46H92L110 4Z"/>
<path fill="#ffe2a0" stroke="#f7efe2" stroke-width="5" d="M22 26h26v28h-26zM64 26h26v28h-26z"/><path fill="#fff" opacity=".85" d="M-4 84H154v7H-4z"/></g>`
  const content = `<rect width="1400" height="2000" fill="#f4ead8"/><rect x="70" y="70" width="1260" height="1500" fill="url(#sky)"/>
<clipPath id="frame"><path d="M70 70H1330V1570H70Z"/></clipPath><g clip-path="url(#frame)">
<circle cx="960" cy="420" r="130" fill="#ffe9bf"/>
<path fill="#8fb3bd" d="M0 960L180 700L260 760L400 520L520 700L620 640L780 860L900 760L1100 900L1240 780L1400 940V1200H0Z"/>
<path fill="#4f7f92" d="M0 1060L120 900L250 960L470 470L560 620L640 560L800 900L930 1010L1060 860L1160 930L1400 1080V1250H0Z"/>
<path fill="#f3efe6" d="M470 470L560 620L640 560L700 690L650 660L610 730L570 690L520 770L500 680L440 740L420 600Z"/>
<path fill="#2f5a70" d="M470 470L560 620L570 690L520 770L560 900L500 1010L620 1180H800L760 1000L800 900L640 560L700 690L650 660L610 730L570 690L560 620Z" opacity=".55"/>
<path fill="#1f3f55" d="M0 1180L160 1080L330 1130L520 1060L760 1150L980 1090L1180 1140L1400 1070V1260H0Z"/>
<rect y="1200" width="1400" height="400" fill="url(#sea)"/>
<path fill="#f6e2b8" opacity=".55" d="M900 1215h120l20 14h-160zM860 1250h210l16 12H840zM890 1290h140l12 12h-170zM820 1340h270l10 14H806zM880 1395h160v12H870zM850 1450h230l8 14H840z"/>
<path fill="#16303f" d="M0 1390C180 1340 420 1360 560 1420C470 1470 300 1500 0 1490Z"/><path fill="#1d3d4c" d="M0 1390C180 1340 420 1360 560 1420L0 1410Z"/>
${cabin(60, 1300, 1)}${cabin(240, 1318, 0.9)}${cabin(398, 1336, 0.72)}</g>
${letter('LOFOTEN', '#1f3f55', { face: 'poster', size: 372, x: 700, y: 1872, anchor: 'middle', spacing: 0.02 })}
${letter('SIXTY-EIGHT DEGREES NORTH', '#b83a30', { face: 'decoBold', size: 46, x: 700, y: 1945, anchor: 'middle', spacing: 0.24 })}`
  return poster(
    width,
    content,
    fade('sky', '#f3a972', '#f7c893', '#f4dcb4') + fade('sea', '#5f93a0', '#2c5f78', '#163a52'),
  )
}

/** A night of jazz: a double bass made of circles. */
export function drawJazz(width: number): Promise<Picture> {
  const discs = [
    [1010, 560, 420, '#e8442f'],
    [330, 1240, 300, '#f2b632'],
    [1130, 1330, 190, '#1c7c7d'],
  ] as const
  const strings = [-21, -7, 7, 21].map((x) => `M${x} -760V520`).join('')
  const bass = `<g transform="translate(800 1040) rotate(12)"><path fill="#141019" d="M-34-760h68v460h-68z"/><path fill="#141019" d="M-26-850c-40 10-60 50-40 80h132c20-30 0-70-40-80c-10-50-42-50-52 0z"/>
<path fill="#c9672c" d="M0-330C120-330 210-280 214-190C218-110 150-90 150-20C150 50 290 100 290 290C290 470 150 560 0 560C-150 560-290 470-290 290C-290 100-150 50-150-20C-150-90-218-110-214-190C-210-280-120-330 0-330Z"/>
<path fill="#8e3f1f" d="M0-330C120-330 210-280 214-190C218-110 150-90 150-20C150 50 290 100 290 290C290 470 150 560 0 560Z"/>
<path fill="#141019" d="M-30-300h60v420h-60zM-60 330h120v22h-120zM-46 470L46 470L24 540H-24Z"/>
<path fill="none" stroke="#141019" stroke-width="13" stroke-linecap="round" d="M-110 120c-60 40 30 120-30 170M110 120c60 40-30 120 30 170"/>
<path stroke="#f6e7c9" stroke-width="3.500" d="${strings}"/></g>`
  const content = `<rect width="1400" height="2000" fill="#f6e7c9"/>
${discs.map(([x, y, radius, color]) => `<circle cx="${x}" cy="${y}" r="${radius}" fill="${color}"/>`).join('')}
<path fill="#141019" d="M0 1560L1400 1430V1560L0 1690Z" opacity=".93"/>${bass}
${letter('JAZZ', '#141019', { face: 'poster', size: 560, x: 66, y: 480 })}
${letter('AT THE BLUE DOOR', '#141019', { face: 'decoBold', size: 62, x: 76, y: 580, spacing: 0.08 })}
${letter('quartets, trios & late sets', '#e8442f', { face: 'italic', size: 92, x: 76, y: 1830 })}
${letter('EVERY FRIDAY IN NOVEMBER', '#141019', { face: 'sansBold', size: 44, x: 80, y: 1918, spacing: 0.1 })}
${letter('21 h', '#141019', { face: 'poster', size: 150, x: 1325, y: 1922, anchor: 'end' })}`
  return poster(width, content)
}

/** An exhibition: three shapes, one line, much air. */
export function drawExhibition(width: number): Promise<Picture> {
  const content = `<rect width="1400" height="2000" fill="#ece5d8"/>
<circle cx="860" cy="760" r="430" fill="#e0452c"/><path fill="#1b3a8f" d="M120 1290L640 420L1160 1290Z" opacity=".94"/>
<clipPath id="tri"><path d="M120 1290L640 420L1160 1290Z"/></clipPath><circle clip-path="url(#tri)" cx="860" cy="760" r="430" fill="#141d52"/><rect x="840" y="980" width="430" height="430" fill="#f1b324"/><path fill="#d8801f" d="M840 980H975L1160 1290H840Z"/>
<path d="M120 1500H1280" stroke="#16161a" stroke-width="6"/>
${letter('FORM', '#16161a', { face: 'sansBold', size: 172, x: 110, y: 1690, spacing: -0.03 })}
${letter('& colour', '#16161a', { face: 'italic', size: 182, x: 1284, y: 1690, anchor: 'end' })}
${letter('An exhibition on seeing', '#16161a', { face: 'sans', size: 48, x: 120, y: 1800 })}
${letter('Kunsthalle, 4 March – 28 June', '#16161a', { face: 'sans', size: 48, x: 120, y: 1866 })}
${letter('1926', '#e0452c', { face: 'sansBold', size: 118, x: 1280, y: 1866, anchor: 'end', spacing: -0.02 })}
${letter('No 7', '#16161a', { face: 'sans', size: 48, x: 120, y: 190 })}${letter('Tuesday to Sunday', '#16161a', { face: 'sans', size: 48, x: 1280, y: 190, anchor: 'end' })}`
  return poster(width, content)
}

/** One sign, as large as the paper. */
export function drawAmpersand(width: number): Promise<Picture> {
  const rays = Array.from({ length: 36 }, (_, index) => {
    const turn = index * 10
    return `<path transform="rotate(${turn} 700 960)" fill="${index % 2 === 0 ? '#f28f6b' : '#f6a27e'}" d="M700 960L580 -600H820Z"/>`
  })
  const content = `<rect width="1400" height="2000" fill="#f6a27e"/>${rays.join('')}
${letter('&', '#b43d52', { face: 'italic', size: 1560, x: 716, y: 1518, anchor: 'middle' })}
${letter('&', '#2b1d3d', { face: 'italic', size: 1560, x: 684, y: 1486, anchor: 'middle' })}
${letter('this', '#fff1dd', { face: 'italic', size: 190, x: 110, y: 250 })}${letter('that', '#fff1dd', { face: 'italic', size: 190, x: 1290, y: 1880, anchor: 'end' })}`
  return poster(width, content)
}

/** A city poster: torii and pines before a red sun. */
export function drawKyoto(width: number): Promise<Picture> {
  const random = randomFrom(794)
  const hills = [0, 1, 2, 3].map((layer) => {
    const y = 1010 + layer * 110
    const points = Array.from(
      { length: 15 },
      (_, index) => `${index * 100} ${y - 120 * random() * (1 - layer * 0.12)}`,
    )
    return `<path fill="${blend('#e9b9a6', '#5c3a55', layer / 3)}" d="M0 ${y}C${points.slice(0, 15).join(' ')}L1400 ${y}V1700H0Z"/>`
  })
  const gate = `<g transform="translate(700 1620)"><path fill="#7e1d28" d="M-262-470h40L-212 0h-62zM222-470h40L274 0h-62z"/><path fill="#c7322f" d="M-262-470h28L-236 0h-38zM222-470h28L240 0h-28z"/>
<path fill="#c7322f" d="M-330-420H330v44H-330z"/><path fill="#7e1d28" d="M-330-388H330v12H-330z"/><path fill="#c7322f" d="M-22-480h44v70h-44z"/>
<path fill="#c7322f" d="M-390-560C-200-530 200-530 390-560L372-490C200-470-200-470-372-490Z"/><path fill="#2a1a2e" d="M-410-606C-200-570 200-570 410-606L396-556C200-528-200-528-396-556Z"/></g>`
  const steps = [0, 1, 2, 3].map(
    (step) =>
      `<path fill="${blend('#efd3bb', '#a97a79', step / 3)}" d="M${330 - step * 90} ${1620 + step * 28}H${1070 + step * 90}V${1650 + step * 28}H${330 - step * 90}Z"/>`,
  )
  const content = `<rect width="1400" height="2000" fill="url(#paper)"/><circle cx="700" cy="700" r="400" fill="url(#disc)"/>
${hills.join('')}<rect y="1560" width="1400" height="170" fill="#472c47"/>${gate}${steps.join('')}<rect y="1730" width="1400" height="270" fill="#f7e8d3"/>
${letter('KYOTO', '#472c47', { face: 'deco', size: 190, x: 712, y: 1905, anchor: 'middle', spacing: 0.22 })}
${letter('THE OLD CAPITAL IN AUTUMN', '#c7322f', { face: 'decoBold', size: 40, x: 706, y: 1965, anchor: 'middle', spacing: 0.3 })}`
  return poster(
    width,
    content,
    fade('paper', '#f7e8d3', '#f6cfae', '#f0ac93') + fade('disc', '#e2423a', '#ee7a55'),
  )
}
