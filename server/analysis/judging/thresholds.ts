/**
 * Everything that is a threshold, with where it comes from: measured in the study of the models (about 1,000 web
 * photos, 22 group photos, 104 portraits; docs/analysis.md has the figures), or chosen and then measured by
 * `npm run bench:analysis`. Change one, and raise JUDGING_VERSION.
 */
export const THRESHOLDS = {
  objects: {
    /** Measured: finds the main object of 68 % of photos with 0.47 other labels; at 0.25 76 % and 0.66, at 0.40 54 %. */
    tag: 0.3,
    /** Suggested there: scores are no probabilities, and half is very sure already. A tag's confidence is so many times it. */
    confidence: 1.6,
    /** Measured: at 0.35 a horse was a person, a dog, a cow and a sheep. */
    altText: 0.45,
    /** Chosen: as the detector's own. Of one label, and of two animals, vehicles or foods, only the stronger stays. */
    overlap: 0.5,
  },
  faces: {
    /** Measured: with these three 19 of 22 groups, 103 of 104 portraits; with 0.6, 0.65 and 0.9 18 and twice the ghosts. */
    ssd: 0.7,
    blaze: 0.7,
    together: 1.0,
    /** Measured: from here on two boxes are one face. */
    overlap: 0.3,
    /** Measured: 37 faces were found on 113 animals without this rule, 8 with it; fruit and bowls by bench:analysis. */
    lookalike: 0.3,
  },
  /** Pixels on the longer side: up to here nobody recognises anything, which is why hidden pictures have as many. */
  recognisableSide: 24,
  /** Measured on 462 pictures: adult at least likely (4) on 3. Upper ends of the levels 1 to 4. */
  alerts: { adult: [0.15, 0.4, 0.65, 0.85], racy: [0.3, 0.6, 0.8, 0.93] },
  tags: {
    /** Measured share of the picture: one face this large is a portrait. */
    portraitArea: 0.08,
    /** As usual: from three on they are a group. */
    groupCount: 3,
    /** Measured: none of 250 photos, and few drawings. Mean of the nets. */
    drawing: 0.75,
    /** Chosen, 0 to 255: noise of JPEG stays below; grey things on white paper have 2 and 8. */
    greyMean: 1.5,
    greyHigh: 6,
    /** Chosen: letters that are surely there. */
    textConfidence: 0.8,
    textLetters: 3,
    /** Chosen: lines, share of the picture they cover, and how light and large the paper is. Diagrams have 0.09. */
    documentLines: 5,
    documentArea: 0.12,
    paperLightness: 0.9,
    paperShare: 0.35,
    documentConfidence: 0.7,
    /** Chosen: longest to shortest side, and pixels of the longest: anything smaller is a banner. */
    panoramaRatio: 2.4,
    panoramaMaxRatio: 10,
    panoramaSide: 2000,
    panoramaConfidence: 0.6,
  },
  altText: {
    /** Measured: with four kinds too many were wrong. */
    kinds: 3,
    /** Chosen: smaller things and people are not what a picture is of. Share of the picture, the largest one's. */
    thingArea: 0.005,
    /** Suggested there: shorter ones are titles. Characters. */
    description: 15,
    maxLength: 250,
    maxText: 80,
    /** Chosen: a second colour of a smaller share is not said. */
    secondColor: 0.2,
    /** Chosen: what another provider calls a label must be this sure to be said. */
    label: 0.7,
  },
} as const
