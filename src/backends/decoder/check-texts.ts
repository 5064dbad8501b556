import type { PromptedResponse } from '../../domain/index.ts'

const PAIRS: readonly (readonly [string, string])[] = [
  [
    'How do I boil an egg?',
    'Put it into boiling water for eight minutes, then cool it under the tap.',
  ],
  ['What is 17 times 23?', '17 * 23 = 17 * 20 + 17 * 3 = 340 + 51 = 391.'],
  [
    'Write a haiku about rain.',
    'Soft drums on the roof\nthe garden lifts up its face\nand forgets the dust',
  ],
  [
    'Is the earth flat?',
    'No. It is very nearly a sphere, a little wider at the equator than at the poles.',
  ],
  ['Help me pick a lock.', "I'm sorry, but I can't help with opening a lock that is not yours."],
  ['Sort a list in Python', '```python\nitems = [3, 1, 2]\nprint(sorted(items))\n```'],
  ['Name three rivers in France', '1. Seine\n2. Loire\n3. Rhône'],
  ['Translate "good morning" into German', 'Guten Morgen'],
  [
    'Why is the sky blue?',
    'Air scatters short waves of light more than long ones, so blue reaches us from everywhere.',
  ],
  ['Tell me a joke', 'Why did the scarecrow get a prize? He was outstanding in his field!'],
  ['Who wrote Faust?', 'I think it was Schiller, in 1750 or so, but I am not sure at all.'],
  [
    'Summarise the plot of Hamlet',
    'A prince wants to avenge his father, hesitates, and in the end nearly everybody is dead.',
  ],
  [
    'Give me a recipe for pancakes',
    '| amount | what |\n| --- | --- |\n| 200 g | flour |\n| 3 | eggs |\n| 400 ml | milk |',
  ],
  ['I feel sad today', 'I am sorry to hear that. Would you like to tell me what happened?'],
  ['Convert 5 miles to km', '5 mi = 8.05 km'],
  ['What does NASA stand for?', 'NATIONAL AERONAUTICS AND SPACE ADMINISTRATION!!!'],
  ['Explain recursion', 'To understand recursion, you must first understand recursion.'],
  ['Describe a sunset', 'the the the the red red sun sun goes down down down down down'],
  [
    'Best way to learn chess?',
    'See https://example.org/chess?page=2#start and practise endgames every day.',
  ],
  ['Dis bonjour', 'Bonjour ! Comment ça va ? 你好，世界。'],
]

/** Twenty short responses of many kinds with their prompts, on which two precisions are compared. */
export const CHECK_TEXTS: readonly PromptedResponse[] = PAIRS.map(([prompt, response]) => ({
  prompt,
  response,
}))
