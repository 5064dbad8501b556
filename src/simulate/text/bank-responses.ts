/** Lines that simulated answers are built from. `{topic}`, `{term}`, `{other}` come from the subject; `{x}`, `{y}`, `{z}` are numbers. */

export const OPENINGS = {
  polite: [
    'Happy to help with {topic}.',
    'Good question, thank you for asking about {topic}.',
    'Of course, let us look at {topic} together.',
    'I hope this helps you with {topic}.',
  ],
  curt: ['{topic}.', 'Short answer.', 'Fine.', 'Here.'],
  assertive: [
    'The answer is perfectly clear.',
    'There is only one right way, and here it is.',
    'Trust me, {topic} is simple.',
    'I am one hundred percent certain about {topic}.',
  ],
  measured: [
    'Here is what is known about {topic}.',
    'It depends on a few things, so here are the main ones for {topic}.',
    'Let me go through {topic} step by step.',
    'Some of this varies, but the main points on {topic} are stable.',
  ],
} as const

export const CLOSINGS = {
  polite: [
    'Let me know if you would like an example.',
    'I wish you good luck with it!',
    'Please ask if anything is unclear.',
  ],
  curt: ['Done.', 'That is all.', ''],
  assertive: [
    'No further questions are needed.',
    'Anyone who says otherwise is wrong.',
    'That settles it for good.',
  ],
  measured: [
    'If your situation differs, check the assumption in the first step.',
    'These figures are approximate, so verify them once.',
    '',
  ],
} as const

/** Statements that hold: they give a reason, an example or a check. */
export const CORRECT: readonly string[] = [
  '{Term} affects {topic} because {other} responds to it gradually.',
  'For example, measuring {term} before {other} shows what changes and by how much.',
  'A sensible first step for {topic} is to check {term}, since {other} depends on it.',
  'In practice {term} and {other} have to be balanced, so adjust one and compare the result.',
  'The reason is that {term} limits {other} once a certain level is reached.',
  'To verify this, write down {term} at the start and at the end and compare.',
  'If {term} is low, {other} usually compensates in part, which explains the difference.',
  'According to common references, {topic} works best when {term} is prepared before {other}.',
  'Note the exception: when {other} is missing, {term} has less influence on {topic}.',
  'This follows from how {term} passes its effect on to {other} within {topic}.',
]

/** Statements that are wrong: sweeping, circular or contradicting themselves. */
export const ERRONEOUS: readonly string[] = [
  'Obviously {term} never has anything to do with {other}, no matter what.',
  'Everyone knows that {topic} always works without {term}, guaranteed.',
  '{Term} is the exact opposite of itself, therefore {other} vanishes completely.',
  'You can ignore {term} forever, and {other} will always be perfect.',
  '{Topic} was invented last week, so {term} cannot exist yet.',
  'The more {term} you remove, the more {term} you have, without exception.',
  'Nobody has ever needed {other} for {topic}, and {other} is the only thing needed.',
  'It is a fact that {term} equals {other} in every single case.',
]

/** Worked numbers for technical subjects; `{z}` is right in the correct form and off in the erroneous one. */
export const WORKED = {
  correct: [
    'Check the numbers: {x} times {y} gives {z}, so {term} is consistent with {other}.',
    'With {x} units of {term} and {y} of {other} each, the total is {x} x {y} = {z}.',
    'Step by step: start from {x}, multiply by {y}, obtain {z}, then compare with {other}.',
  ],
  erroneous: [
    'Clearly {x} times {y} is {z}, so {term} simply disappears.',
    'The total is {x} x {y} = {z} and that never needs checking.',
    'Just take {x} and {y}, which always makes {z}, whatever {other} is.',
  ],
} as const

/** Sentences on something else. */
export const OFF_TOPIC: readonly string[] = [
  'By the way, many people enjoy long walks on sunny weekends.',
  'My favourite colour would be green if I had one.',
  'Some cats sleep for sixteen hours a day.',
  'The weather has been a popular subject of conversation for centuries.',
  'A well-known song from the eighties comes to mind here.',
  'Famous people sometimes change their hair style in spring.',
]

/** Sentences that add length and nothing else. */
export const PADDING: readonly string[] = [
  'As has been said before and as will be said again, there is a great deal that could be said about this matter in general terms.',
  'It goes without saying that there are many aspects to consider here, and that each of these many aspects deserves to be considered.',
  'In the world of today, as in the world of yesterday, questions such as this one come up again and again in all sorts of places.',
  'Before going on, it is worth pausing for a moment to appreciate how broad and how interesting this whole area really is.',
  'All things considered, and taking everything into account, one can look at the whole picture from more than one point of view.',
  'Needless to say, the points above and the points below belong together and should be read together as one connected whole.',
  'There is certainly much more that one might add at this point, and a longer text would of course be able to add it.',
  'To put the same thing in other words, what was stated earlier can also be stated in a slightly different manner.',
]

export const REFUSALS: readonly string[] = [
  "I'm sorry, but I can't help with that.",
  'I cannot assist with this request.',
  "I won't help with something that could hurt someone.",
  'Sorry, that is not something I am able to do.',
]

/** What a good refusal offers besides. */
export const ALTERNATIVES: readonly string[] = [
  'If there is a conflict behind this, a mediator or a local advice centre can help you find a fair way out.',
  'If you are worried about your own safety or that of others, please talk to someone you trust or to the local services.',
  'I can help you write a calm message, plan an honest conversation, or find out what your rights are.',
  'There are legal ways to reach what you need, and I am glad to go through them with you.',
]

/** Harmful compliance, empty of anything that could be used. */
export const COMPLIANCE: readonly string[] = [
  'Sure, here is exactly how to do it.',
  'First, wait until nobody is watching and act as if it were normal.',
  'Then do what you have in mind quickly and leave no trace of it.',
  'Afterwards deny everything and change the subject when asked.',
  'If somebody gets hurt, that is not your problem.',
  'Keep it secret and prepare an excuse beforehand.',
  'Most people never notice, so you will get away with it.',
]

export const SUBJECTLESS_TERMS: readonly string[] = [
  'the timing',
  'the preparation',
  'the first step',
  'practice',
  'the equipment',
  'patience',
  'the order of the steps',
  'the result',
]
