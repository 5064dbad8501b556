/** Short prompts as people ask them, for each subject; `|` parts them. */
export const SUBJECT_PROTOTYPES: Readonly<Record<string, string>> = {
  anthropology:
    'How do kinship customs differ between tribal societies? | What do burial rituals tell archaeologists about an ancient people? | Describe fieldwork among an indigenous community.',
  history:
    'What caused the fall of the Roman Empire? | When did the French Revolution begin and why? | Summarize the main events of the Second World War.',
  linguistics:
    'Correct the grammar of this sentence. | Translate this paragraph into French. | What is the etymology of this word and give synonyms?',
  philosophy:
    'Is free will compatible with determinism? | Explain utilitarian and deontological ethics. | What did Plato think about knowledge?',
  religion:
    'What are the main beliefs of Buddhism? | Explain the meaning of fasting in Islam. | Which stories of the Bible are about forgiveness?',
  economics:
    'How do interest rates affect inflation? | Explain supply and demand with an example. | What is the relation between GDP and unemployment?',
  geography:
    'What is the capital of Mongolia? | Which countries does the Danube flow through? | Where is the highest mountain of Africa?',
  'political-science':
    'How does a parliamentary democracy differ from a presidential one? | Who won the election and became president? | Discuss the foreign policy of the government.',
  psychology:
    'How does cognitive dissonance work? | What are common signs of anxiety and how is it treated? | Explain why people procrastinate.',
  sociology:
    'How does social inequality shape education? | What stereotypes exist about gender roles in society? | Discuss how immigration changes communities.',
  biology:
    'Explain how photosynthesis works in plants. | How do cells copy their DNA? | What do whales eat and how do they breathe?',
  chemistry:
    'Balance this chemical reaction. | What happens when an acid meets a base? | Explain how a catalyst lowers the activation energy.',
  'earth-sciences':
    'How do earthquakes and volcanoes form? | What causes the seasons and the trade winds? | Explain how sedimentary rocks develop.',
  physics:
    "State Newton's laws of motion. | How does quantum superposition work? | Compute the speed of a falling object.",
  'space-sciences':
    'How far away is the nearest galaxy? | When will the next mission land on Mars? | What is a black hole?',
  'computer-sciences':
    'Write a Python function that sorts a list. | Why does my JavaScript code throw an error? | Explain how a database index works.',
  logic:
    'Solve this logic puzzle: who sits next to whom? | Does the conclusion follow from the premises? | Here is a riddle, find the answer.',
  'system-science':
    'Model the feedback loops of a supply system. | How do complex systems adapt to change? | Optimize the flow through a queueing network.',
  agriculture:
    'When should wheat be sown and harvested? | How can farmers keep their soil fertile? | Which feed is best for dairy cows?',
  architecture:
    'Design the floor plan of a small house. | What marks Gothic cathedrals? | Suggest furniture for a bright living room.',
  business:
    'Write a marketing plan for a startup. | Draft a professional email to a customer. | How can a company raise its profit?',
  divinity:
    'Prepare a sermon on the parable of the lost son. | How does Christian theology understand grace? | Interpret this verse of scripture.',
  education:
    'Create a lesson plan for fifth graders. | How should I prepare for my exams at university? | Write quiz questions for students.',
  'chemical-engineering':
    'Size a distillation column for this mixture. | Which reactor suits an exothermic reaction? | How does a refinery crack crude oil?',
  'civil-engineering':
    'How are suspension bridges built? | Which concrete mix is used for a dam? | Calculate the load on a beam.',
  'electrical-engineering':
    'Compute the current through this resistor circuit. | How does a transistor amplify a signal? | Wire a sensor to an Arduino.',
  'mechanical-engineering':
    'How does a gas turbine turn heat into work? | Choose gears for this torque. | Why does the engine overheat?',
  'materials-science':
    'How does heat treatment change steel? | Compare the tensile strength of ceramics and composites. | What makes graphene strong?',
  environment:
    'How can cities cut their carbon emissions? | What does deforestation do to biodiversity? | Name ways to recycle plastic waste.',
  'family-and-consumer':
    'How do I get my toddler to sleep? | What should I wear to a wedding? | How can I remove a wine stain from a shirt?',
  'sport-and-recreation':
    'Who won the football championship last year? | Give me a workout plan for beginners. | Plan a weekend trip with hiking.',
  'journalism-and-media':
    'Write a news article about the storm. | Draft a blog post and a tweet about our event. | How do social media spread misinformation?',
  law: 'Can my landlord end the contract without notice? | Draft a non-disclosure agreement. | What does the constitution say about free speech?',
  'library-and-museum':
    'How do libraries classify books? | Plan an exhibition from a museum collection. | How are old archives preserved?',
  medicine:
    'What are the symptoms of diabetes? | Which side effects does this drug have? | How can I lower my blood pressure?',
  'military-sciences':
    'Describe the tactics of modern infantry. | Which aircraft carriers does the navy have? | How do soldiers train for combat?',
  'social-work':
    'How can I help a homeless person find shelter? | What support is there for victims of domestic violence? | Organize volunteers for a charity.',
  transportation:
    'Which train goes from the airport to the city? | Why does my car make a noise? | How can a city reduce traffic?',
  'culinary-arts':
    'Give me a recipe for vegetable soup. | How long should I roast a chicken? | Which wine goes with cheese?',
  literature:
    'Write a short story about a lonely lighthouse keeper. | Compose a poem about autumn. | Who is the main character of this novel?',
  'performing-arts':
    'Write the lyrics of a love song. | Who played the lead in that film? | Recommend a musical and a comedy show.',
  'visual-arts':
    'Describe a painting by Van Gogh. | How do I draw a portrait? | Which camera settings suit night photography?',
  mathematics:
    'Solve the equation for x. | What is the probability of two sixes? | A shop sells apples at 3 for 2 dollars, how much do 12 cost?',
  'public-administration':
    'How does a city council pass its budget? | Where do I apply for a passport? | Improve the delivery of public services.',
  others: 'Hello, how are you? | Tell me something fun. | What is your name?',
}
