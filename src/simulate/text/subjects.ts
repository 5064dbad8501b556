/** What the generator knows of one subject. */
export interface Subject {
  /** Name as descriptive taggers give it. */
  readonly name: string
  /** Technical subjects have exact answers: mathematics, programming, physics. */
  readonly technical: boolean
  /** Relative frequency. */
  readonly weight: number
  readonly topics: readonly string[]
  /** Things that sentences about the subject relate to each other. */
  readonly terms: readonly string[]
  /** What experts say. */
  readonly jargon: readonly string[]
}

function split(list: string): readonly string[] {
  return list.split(', ')
}

/** The subjects of the simulated world, most frequent first. */
export const SUBJECTS: readonly Subject[] = [
  {
    name: 'Culinary arts',
    technical: false,
    weight: 10,
    topics: split(
      'a lentil soup, sourdough bread, roasted vegetables, a risotto, pickled onions, an apple cake, fresh pasta, a bean stew, a mild curry, a lemon tart',
    ),
    terms: split(
      'heat, salt, the dough, stock, the oven, acid, butter, resting time, the pan, steam, flour, fresh herbs',
    ),
    jargon: split(
      'gluten development, the Maillard reaction, emulsion stability, starch retrogradation',
    ),
  },
  {
    name: 'Computer sciences',
    technical: true,
    weight: 9,
    topics: split(
      'a binary search, a web form, a log parser, a sorting routine, a small cache, an address book, a file watcher, a queue of tasks, a date formatter, a unit test',
    ),
    terms: split(
      'the loop, the index, memory, the input, an exception, the array, the return value, the test, the branch, the index bound, a null value, the file',
    ),
    jargon: split('amortised complexity, memory ordering, tail recursion, loop invariants'),
  },
  {
    name: 'Medicine and health',
    technical: false,
    weight: 8,
    topics: split(
      'a mild fever, lower back pain, poor sleep, a dry cough, high blood pressure, a sprained ankle, seasonal allergies, iron deficiency, migraine, a skin rash',
    ),
    terms: split(
      'rest, the dose, fluids, inflammation, the immune system, a doctor, symptoms, blood flow, the nerve, side effects, exercise, the diagnosis',
    ),
    jargon: split(
      'contraindications, differential diagnosis, pharmacokinetics, the number needed to treat',
    ),
  },
  {
    name: 'Literature',
    technical: false,
    weight: 7,
    topics: split(
      'a short story, a farewell poem, a product description, a birthday speech, a scene by the sea, a letter to a friend, a fairy tale, a book review, a limerick, a motto for a club',
    ),
    terms: split(
      'the rhythm, the opening line, the narrator, an image, the dialogue, the ending, the mood, a metaphor, the character, the setting, the pace, the tone',
    ),
    jargon: split('free indirect speech, focalisation, enjambment, the unreliable narrator'),
  },
  {
    name: 'Mathematics',
    technical: true,
    weight: 6,
    topics: split(
      'a system of two equations, compound interest, the area of a trapezoid, a probability tree, a percentage change, a geometric series, the mean of a sample, a right triangle, a rate problem, prime factors',
    ),
    terms: split(
      'the sum, the product, the ratio, the equation, the remainder, the unknown, the exponent, the fraction, the slope, the total, the square, the divisor',
    ),
    jargon: split('uniform convergence, the spectral theorem, martingales, a compactness argument'),
  },
  {
    name: 'History',
    technical: false,
    weight: 5,
    topics: split(
      'the printing press, the silk trade, the fall of an empire, a peasant revolt, the age of sail, the first railways, a medieval guild, the plague years, a peace treaty, an early republic',
    ),
    terms: split(
      'the sources, taxes, the nobility, trade routes, the harvest, the army, the town council, the church, the census, the chronicle, prices, the colony',
    ),
    jargon: split('historiography, proto-industrialisation, source criticism, the longue duree'),
  },
  {
    name: 'Law',
    technical: false,
    weight: 5,
    topics: split(
      'a rental contract, a late refund, a workplace dispute, a copyright notice, a parking fine, a will, a privacy complaint, a warranty claim, a noise complaint, a small company',
    ),
    terms: split(
      'the contract, the deadline, the court, written notice, the tenant, liability, evidence, the statute, the clause, the signature, damages, the appeal',
    ),
    jargon: split(
      'promissory estoppel, burden of proof, conflict of laws, statutory interpretation',
    ),
  },
  {
    name: 'Physics',
    technical: true,
    weight: 4,
    topics: split(
      'a falling ball, an electric circuit, a pendulum clock, heat in a room, a lens, a braking car, sound in water, a solar panel, a spinning top, pressure in a tyre',
    ),
    terms: split(
      'energy, momentum, friction, the force, voltage, the current, mass, the wave, temperature, acceleration, the charge, the angle',
    ),
    jargon: split(
      'gauge symmetry, the partition function, adiabatic invariants, boundary conditions',
    ),
  },
  {
    name: 'Business',
    technical: false,
    weight: 4,
    topics: split(
      'a market stall, a monthly budget, a job interview, a newsletter, a price list, a team meeting, a customer survey, a loan offer, a delivery plan, a pitch',
    ),
    terms: split(
      'the margin, the customer, costs, cash flow, the supplier, demand, the invoice, the brand, the schedule, the risk, the manager, the price',
    ),
    jargon: split('discounted cash flow, price elasticity, working capital, adverse selection'),
  },
  {
    name: 'Biology',
    technical: false,
    weight: 4,
    topics: split(
      'photosynthesis, a bee colony, seed germination, an ant trail, the food web of a pond, bird migration, yeast growth, a coral reef, leaf colour in autumn, plant roots',
    ),
    terms: split(
      'the cell, sunlight, the enzyme, oxygen, the gene, the predator, nutrients, the membrane, the population, the leaf, water, bacteria',
    ),
    jargon: split('epistasis, signal transduction, phylogenetic inference, chemiosmotic coupling'),
  },
  {
    name: 'Psychology',
    technical: false,
    weight: 3,
    topics: split(
      'exam stress, a new habit, a quarrel with a friend, shyness, grief, screen time, poor focus, a shared flat, homesickness, motivation',
    ),
    terms: split(
      'attention, memory, the routine, feelings, sleep, the reward, trust, the habit, a break, worry, feedback, the goal',
    ),
    jargon: split('operant extinction, effect sizes, attachment theory, cognitive reappraisal'),
  },
  {
    name: 'Geography',
    technical: false,
    weight: 3,
    topics: split(
      'a train journey, a mountain hike, a river delta, a week by the coast, a city map, a desert climate, a weekend trip, an island ferry, a volcanic region, a border town',
    ),
    terms: split(
      'the route, the season, the valley, rainfall, the harbour, the timetable, the altitude, the river, the soil, the wind, the ticket, the map',
    ),
    jargon: split('orographic lift, sediment budgets, isostatic rebound, map projections'),
  },
]

/** Returns the subject of a name. */
export function subjectNamed(name: string): Subject {
  const found = SUBJECTS.find((subject) => subject.name === name)
  if (found === undefined)
    throw new RangeError(`subject: got "${name}", expected a simulated subject`)
  return found
}
