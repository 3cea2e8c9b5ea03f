import { drawSheet, type Picture } from './picture.ts'

interface Sitter {
  ground: [string, string]
  skin: string
  shade: string
  hair: string
  dress: string
  dressShade: string
  behind: string
  before: string
  extra: string
}

/** A portrait in flat shapes, lit from the left; no face, so that it is nobody. */
function drawSitter(width: number, sitter: Sitter): Promise<Picture> {
  const { ground, skin, shade, hair, dress, dressShade } = sitter
  return drawSheet(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 1500"><defs>
<linearGradient id="bg" x1="0" x2="1" y1="0" y2="1"><stop offset="0" stop-color="${ground[0]}"/><stop offset="1" stop-color="${ground[1]}"/></linearGradient>
<clipPath id="head"><path d="M600 330C760 330 800 460 792 610C784 760 700 890 600 890C500 890 416 760 408 610C400 460 440 330 600 330Z"/></clipPath>
<clipPath id="body"><path d="M600 985C760 985 1010 1060 1060 1500H140C190 1060 440 985 600 985Z"/></clipPath></defs>
<rect width="1200" height="1500" fill="url(#bg)"/>${sitter.extra}
<g fill="${hair}">${sitter.behind}</g>
<path fill="${dress}" d="M600 985C760 985 1010 1060 1060 1500H140C190 1060 440 985 600 985Z"/>
<path clip-path="url(#body)" fill="${dressShade}" d="M690 980C900 1030 1060 1120 1060 1500H760C800 1330 790 1150 690 980Z"/>
<path fill="${skin}" d="M510 820H690V985C690 1040 650 1080 600 1080C550 1080 510 1040 510 985Z"/><path fill="${shade}" d="M510 868C560 905 650 905 690 850V985C690 1040 650 1080 600 1080C650 1010 640 960 510 900Z"/>
<path fill="${skin}" d="M600 330C760 330 800 460 792 610C784 760 700 890 600 890C500 890 416 760 408 610C400 460 440 330 600 330Z"/>
<g clip-path="url(#head)"><path fill="${shade}" d="M640 320C700 480 655 560 672 640C684 700 640 720 640 760C640 800 600 850 590 900L820 900V320Z" opacity=".75"/></g>
<g fill="${hair}">${sitter.before}</g></svg>`,
    width,
  )
}

export function drawIris(width: number): Promise<Picture> {
  return drawSitter(width, {
    ground: ['#f4c7a1', '#e98f72'],
    skin: '#8d5438',
    shade: '#6a3a29',
    hair: '#241a2b',
    dress: '#f6ead6',
    dressShade: '#dcc7ab',
    behind:
      '<circle cx="600" cy="380" r="300"/><circle cx="380" cy="520" r="170"/><circle cx="820" cy="520" r="170"/><circle cx="450" cy="250" r="150"/><circle cx="750" cy="250" r="150"/>',
    before:
      '<path d="M404 600C390 430 470 330 600 330C730 330 810 430 796 600C780 500 720 450 640 440C540 430 440 470 404 600Z"/>',
    extra:
      '<circle cx="920" cy="330" r="210" fill="#fbe3c0" opacity=".8"/><g fill="#d9a441"><circle cx="398" cy="748" r="26"/><circle cx="802" cy="748" r="26"/></g>',
  })
}

export function drawJules(width: number): Promise<Picture> {
  return drawSitter(width, {
    ground: ['#9fc3c9', '#4f8793'],
    skin: '#f0bf9c',
    shade: '#cf8d73',
    hair: '#b5512f',
    dress: '#1f3446',
    dressShade: '#13222f',
    behind: '<path d="M410 640C360 420 440 250 610 250C790 250 850 420 790 650Z"/>',
    before:
      '<path d="M400 560C380 330 520 240 660 262C800 284 840 420 796 580C780 520 770 470 720 440C620 450 500 440 452 400C430 440 412 500 400 560Z"/><path d="M452 690C470 850 540 930 600 930C660 930 730 850 748 690C720 760 670 770 600 768C530 770 480 760 452 690Z"/>',
    extra:
      '<path d="M0 1100C260 980 420 1040 600 1000S1000 880 1200 960V1500H0Z" fill="#3c6f7c" opacity=".6"/><circle cx="240" cy="330" r="150" fill="#f7e7c6"/>',
  })
}

export function drawMaja(width: number): Promise<Picture> {
  return drawSitter(width, {
    ground: ['#6a5aa8', '#31315f'],
    skin: '#d99b73',
    shade: '#a8674f',
    hair: '#151226',
    dress: '#e2b13c',
    dressShade: '#b98423',
    behind:
      '<path d="M600 250C830 250 880 450 860 700C850 860 880 980 900 1080H300C320 980 350 860 340 700C320 450 370 250 600 250Z"/>',
    before:
      '<path d="M404 640C370 420 450 290 600 290C750 290 830 420 796 640C790 560 770 500 740 470C640 480 560 478 462 470C430 500 410 560 404 640Z"/>',
    extra:
      '<g fill="#f2c8d0" opacity=".9"><circle cx="930" cy="300" r="130"/></g><g fill="#fff" opacity=".7"><circle cx="150" cy="220" r="5"/><circle cx="280" cy="420" r="4"/><circle cx="1080" cy="620" r="5"/><circle cx="190" cy="760" r="4"/><circle cx="640" cy="140" r="4"/><circle cx="1010" cy="90" r="5"/></g>',
  })
}
