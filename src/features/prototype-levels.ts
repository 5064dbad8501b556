/** Short prompts for the options of two dimensions beside the subject; `|` parts them. The others stand on rules alone. */
export const LEVEL_PROTOTYPES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  expertise: {
    general:
      'What is a good gift for my mother? | Tell me a joke. | Who sang this song? | Write a birthday invitation.',
    basic:
      'Explain photosynthesis for a college course. | What is the difference between mean and median? | How does a for loop work? | Summarize the causes of the war.',
    expert:
      'Prove that the operator is compact. | Derive the posterior of this hierarchical model. | Discuss the pathophysiology of septic shock. | Design a lock-free concurrent queue.',
  },
  openness: {
    no: 'What is 17 times 23? | In which year did the war end? | Answer with the letter only. | Is this statement true or false?',
    low: 'Who wrote this novel? | What is the name of the longest river? | Define osmosis. | What does this acronym stand for?',
    moderate:
      'How can I sleep better? | List reasons for the decline of bees. | Explain why the sky is blue. | Compare these two methods.',
    high: 'Write a story about a dragon. | Compose a poem for my friend. | Imagine you are a pirate and greet me. | Create a slogan for a bakery.',
  },
}
